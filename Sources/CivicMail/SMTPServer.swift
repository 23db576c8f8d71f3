import CCurl
package import CivicCore

/// The server that takes our mail (RFC 5321).
package actor SMTPServer {
    /// What became of a message.
    package enum Outcome: Equatable, Sendable {
        case sent
        /// Try again: the server could not be reached, or it said so.
        case later(MailServerError)
        /// The server will not take it, however often it is asked.
        case never(MailServerError)
    }

    private let thread = MailThread()
    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let server: MailServer
    /// What we call ourselves in EHLO.
    private let name: String

    package init(_ server: MailServer, name: String) {
        self.server = server
        self.name = name
    }

    /// - Parameter sender: where reports about it go; nil for nowhere, as automatic answers have it (RFC 3834 §3.3).
    package func send(_ message: [UInt8], from sender: MailAddress?, to recipient: MailAddress) -> Outcome {
        do {
            let handle = try CurlHandle(server)
            if let sender { handle.set(CURLOPT_MAIL_FROM, "<\(sender.text)>") }
            try handle.upload(message, to: "\(server.url)/\(name)", recipient: "<\(recipient.text)>")
            return .sent
        } catch {
            return Self.isFinal(error) ? .never(error) : .later(error)
        }
    }

    /// Whether the fault is the message's or the recipient's, so that waiting helps nobody. What is wrong with our sign-in or
    /// our TLS (RFC 4954 §6: 530, 534, 535, 538) is the administrator's to put right.
    static func isFinal(_ error: MailServerError) -> Bool {
        (500...599).contains(error.response) && ![503, 530, 534, 535, 538].contains(error.response)
            && error.code != Int(CURLE_LOGIN_DENIED.rawValue)
    }
}
