package import CivicSIP

/// What the command line of `civicline phone` says.
package struct PhoneOptions: Sendable {
    package var target: SIPURI?
    package var from: String
    package var microphone: String
    package var loudspeaker: String
    package var account: PhoneAccount?
    package var cancelsEcho: Bool
    package var answersAtOnce: Bool
    /// Hang up and end after this; `nil` for never.
    package var limit: Duration?

    package init(
        target: SIPURI?, from: String, microphone: String, loudspeaker: String, account: PhoneAccount?,
        cancelsEcho: Bool, answersAtOnce: Bool, limit: Duration?
    ) {
        self.target = target
        self.from = from
        self.microphone = microphone
        self.loudspeaker = loudspeaker
        self.account = account
        self.cancelsEcho = cancelsEcho
        self.answersAtOnce = answersAtOnce
        self.limit = limit
    }
}

/// `user:password@server[:port]`.
package struct PhoneAccount: Equatable, Sendable {
    package var user: String
    package var password: String
    package var host: String
    package var port: UInt16

    /// The password may hold any character, also `@` and `:`; the server stands behind the last `@`.
    package init?(_ text: String) {
        guard let at = text.lastIndex(of: "@"), let colon = text[..<at].firstIndex(of: ":") else { return nil }
        var server = text[text.index(after: at)...]
        var port: UInt16 = 5060
        let ending = server.last == "]" ? nil : server.lastIndex(of: ":")
        if let ending {
            guard let stated = UInt16(server[server.index(after: ending)...]), stated > 0 else { return nil }
            port = stated
            server = server[..<ending]
        }
        if server.hasPrefix("["), server.hasSuffix("]") { server = server.dropFirst().dropLast() }
        user = String(text[..<colon])
        password = String(text[text.index(after: colon)..<at])
        host = String(server)
        self.port = port
        guard !user.isEmpty, !host.isEmpty else { return nil }
    }
}

/// Why the phone cannot begin; each is one line for the terminal.
package enum PhoneError: Error, Equatable, Sendable, CustomStringConvertible {
    case notAnAddress(String)
    case noSuchHost(String)
    case noSocket(String)

    package var description: String {
        switch self {
        case .notAnAddress(let text): "'\(text)' is no SIP address such as sip:12345@127.0.0.1:5060"
        case .noSuchHost(let host): "the server '\(host)' is not known"
        case .noSocket(let reason): "no socket for the call: \(reason)"
        }
    }
}
