/// Why bytes are not a session description; each place is a line, counted from 1.
package enum SDPParseError: Error, Equatable, Sendable {
    case tooLong(bytes: Int)
    case tooManyLines(Int)
    case lineTooLong(line: Int)
    case tooManyMedia(line: Int)
    /// Not `x=value`, or a byte that no line may hold.
    case badLine(line: Int)
    /// The first line must be `v=0` (RFC 8866 §5.1).
    case badVersion
    case badOrigin(line: Int)
    case badConnection(line: Int)
    case badMedia(line: Int)
    case badPort(line: Int)
    case badAttribute(line: Int)
    /// A line that must be there is not: `o` or `s`.
    case missing(Character)
}
