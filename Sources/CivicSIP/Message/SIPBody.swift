/// What a message carries, and what it is.
package struct SIPBody: Hashable, Sendable {
    /// The media type, such as `application/sdp`, with its parameters.
    package var contentType: String
    package var bytes: [UInt8]

    package init(contentType: String, bytes: [UInt8]) {
        self.contentType = contentType
        self.bytes = bytes
    }

    package static func sdp(_ bytes: [UInt8]) -> SIPBody {
        SIPBody(contentType: "application/sdp", bytes: bytes)
    }

    /// `type/subtype` in lower case, without parameters.
    package var mediaType: String {
        trimmed(String(contentType.prefix { $0 != ";" })).lowercased()
    }
}
