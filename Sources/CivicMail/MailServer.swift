/// Where a mail server is, and as whom we speak with it.
package struct MailServer: Equatable, Sendable {
    package enum Scheme: String, CaseIterable, Sendable {
        case imap, imaps, smtp, smtps
    }

    package var scheme: Scheme
    package var host: String
    /// The protocol's own where it is nil.
    package var port: Int?
    /// nil for a server that asks for nobody.
    package var user: String?
    package var password: String?
    /// A file of certificates that are trusted instead of the system's.
    package var authorities: String?

    /// Reads `imaps://mail.county.example` or `smtp://127.0.0.1:2525`; `nil` for anything else.
    package init?(_ url: String) {
        guard let found = url.wholeMatch(of: /(imaps?|smtps?):\/\/([A-Za-z0-9.-]{1,253})(?::([0-9]{1,5}))?\/?/),
            let scheme = Scheme(rawValue: String(found.output.1))
        else { return nil }
        let port = found.output.3.flatMap { Int($0) }
        if found.output.3 != nil, !(1...65_535).contains(port ?? 0) { return nil }
        self.scheme = scheme
        host = String(found.output.2)
        self.port = port
    }

    package var url: String { "\(scheme.rawValue)://\(host)" + (port.map { ":\($0)" } ?? "") }

    /// Whether nothing is said before the connection is encrypted.
    package var needsTLS: Bool { !(host == "localhost" || host.hasPrefix("127.")) }
}

/// Why a mail server did not do what was asked; without anybody's address.
package struct MailServerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// libcurl's number of it.
    package var code: Int
    /// libcurl's words.
    package var words: String
    /// The server's last answer, such as 550; 0 where it has none.
    package var response: Int

    package var description: String { response > 0 ? "\(words) (the server answered \(response))" : words }

    static let tooMuch = MailServerError(code: -1, words: "the server sent more than was asked for", response: 0)
    static let noSuchAnswer = MailServerError(code: -2, words: "the server's answer is not understood", response: 0)
}
