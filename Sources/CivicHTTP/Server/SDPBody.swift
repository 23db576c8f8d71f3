import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The body as a session description, as WHIP sends it (RFC 9725 §4.2).
    func sessionDescription() async throws -> [UInt8] {
        let mediaType = headers[.contentType]?.split(separator: ";").first?.lowercased()
        guard mediaType?.trimmingCharacters(in: .whitespaces) == "application/sdp" else { throw Problem.notSDP }
        return Array(buffer: try await wholeBody(upTo: Self.longestBody))
    }
}

extension Response {
    /// The answer to an offer; the call is at `location`, where DELETE ends it (RFC 9725 §4.2).
    static func sessionDescription(_ answer: [UInt8], at location: String) -> Response {
        Response(
            status: .created, headers: [.contentType: "application/sdp", .location: location],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer)))
    }
}
