/// A session description (RFC 8866), as far as telephony needs it.
///
/// Lines are kept in their order: session first, then one section for each `m=`. Lines that carry no meaning here
/// (`i=`, `b=`, `t=`, …) are kept as text, so that printing gives back what was parsed, with CRLF at every end.
package struct SessionDescription: Equatable, Sendable {
    /// `o=`: who made this description, and in which version.
    package var origin: Origin
    /// `s=`; a hyphen when there is nothing to say.
    package var name: String
    /// `c=` for all media that have none of their own.
    package var connection: ConnectionAddress?
    /// Session-level `a=` lines.
    package var attributes: [Attribute]
    /// Session-level lines other than `v o s c a`, in order.
    package var otherLines: [Line]
    /// One for each `m=` line, in order.
    package var media: [MediaDescription]

    /// A line that is only carried along.
    package struct Line: Equatable, Sendable {
        package var type: Character
        package var value: String

        package init(type: Character, value: String) {
            self.type = type
            self.value = value
        }
    }

    /// `a=name` or `a=name:value` (RFC 8866 §5.13).
    package struct Attribute: Equatable, Sendable {
        package var name: String
        package var value: String?

        package init(_ name: String, _ value: String? = nil) {
            self.name = name
            self.value = value
        }
    }

    /// `o=<username> <sess-id> <sess-version> IN IP4|IP6 <address>` (RFC 8866 §5.2).
    package struct Origin: Equatable, Sendable {
        package var username: String
        /// Decimal digits, of any length up to 20.
        package var sessionID: String
        package var version: String
        package var address: ConnectionAddress

        package init(username: String = "-", sessionID: String, version: String, address: ConnectionAddress) {
            self.username = username
            self.sessionID = sessionID
            self.version = version
            self.address = address
        }
    }

    package init(
        origin: Origin, name: String = "-", connection: ConnectionAddress? = nil, attributes: [Attribute] = [],
        otherLines: [Line] = [Line(type: "t", value: "0 0")], media: [MediaDescription] = []
    ) {
        self.origin = origin
        self.name = name
        self.connection = connection
        self.attributes = attributes
        self.otherLines = otherLines
        self.media = media
    }

    /// Parses a description. LF alone is taken for a line's end, a missing `t=` or `s=` is forgiven.
    package init(parsing bytes: [UInt8]) throws(SDPParseError) {
        var parser = try SDPParser(bytes)
        self = try parser.description()
    }

    /// The description as it goes on the wire.
    package var bytes: [UInt8] {
        var text = "v=0\r\no=\(origin)\r\ns=\(name)\r\n"
        // RFC 8866 §5: i u e p come before c, all others after it.
        let early: Set<Character> = ["i", "u", "e", "p"]
        for line in otherLines where early.contains(line.type) { text += "\(line.type)=\(line.value)\r\n" }
        if let connection { text += "c=\(connection)\r\n" }
        for line in otherLines where !early.contains(line.type) { text += "\(line.type)=\(line.value)\r\n" }
        for attribute in attributes { text += "a=\(attribute)\r\n" }
        for section in media { text += section.text }
        return Array(text.utf8)
    }
}

extension SessionDescription.Attribute: CustomStringConvertible {
    package var description: String { value.map { "\(name):\($0)" } ?? name }
}

extension SessionDescription.Origin: CustomStringConvertible {
    package var description: String { "\(username) \(sessionID) \(version) \(address)" }
}
