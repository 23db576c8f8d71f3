/// A session description (RFC 8866), as far as telephony needs it; every line of it survives parsing and printing.
package struct SessionDescription: Equatable, Sendable {
    package init(parsing bytes: [UInt8]) throws(SDPParseError) { throw .badVersion }
    package var bytes: [UInt8] { [] }
}
