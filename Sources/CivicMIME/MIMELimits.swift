/// How much of a message is taken to pieces.
package struct MIMELimits: Equatable, Sendable {
    /// Multiparts within multiparts.
    package var depth = 8
    /// Parts of the whole message.
    package var parts = 200
    /// Header fields of one part, and bytes of all of them; what comes after is passed over.
    package var fields = 500
    package var headerBytes = 131_072

    package init() {}
    package static let usual = MIMELimits()
}

/// Why a message was not taken to pieces.
package enum MIMEError: Error, Equatable, Sendable {
    case tooDeep(limit: Int)
    case tooManyParts(limit: Int)
    /// A form without a boundary, or one that breaks off.
    case notAForm
}
