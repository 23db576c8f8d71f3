/// How long a session lives without a refresh, and who refreshes it (RFC 4028 §4): the value of Session-Expires.
package struct SessionInterval: Hashable, Sendable, CustomStringConvertible {
    package enum Refresher: String, Sendable {
        /// Who sends the request that carries or provokes the field.
        case uac
        case uas
    }

    /// In seconds; at most a week, whatever was written.
    package var seconds: Int
    /// `nil` where the request leaves the choice to the other side.
    package var refresher: Refresher?

    /// Longer ones are as good as none.
    private static let longest = 604_800

    package init(seconds: Int, refresher: Refresher? = nil) {
        self.seconds = seconds
        self.refresher = refresher
    }

    /// Reads `1800;refresher=uac`; an unknown refresher is taken as none.
    package init?(parsing text: String) {
        var scanner = HeaderScanner(text)
        scanner.skipSpace()
        guard let digits = scanner.takeWhile(\.isDigit), let seconds = decimal(digits),
            let parameters = scanner.takeParameters()
        else { return nil }
        scanner.skipSpace()
        guard scanner.isAtEnd else { return nil }
        self.seconds = min(seconds, Self.longest)
        refresher = parameters["refresher"].flatMap { Refresher(rawValue: $0.lowercased()) }
    }

    package var description: String {
        refresher.map { "\(seconds);refresher=\($0.rawValue)" } ?? String(seconds)
    }
}

extension SIPHeaders {
    /// Session-Expires; `nil` where it is absent or not readable.
    package var sessionInterval: SessionInterval? {
        first(.sessionExpires).flatMap { SessionInterval(parsing: $0) }
    }

    /// Min-SE in seconds (RFC 4028 §5); 0 where there is none.
    package var minimumSessionInterval: Int {
        first(.minSE).flatMap { SessionInterval(parsing: $0) }?.seconds ?? 0
    }

    /// Whether Supported or Require names the option tag.
    package func knows(option: String) -> Bool {
        list(.supported).contains { $0.equalsIgnoringCase(option) } || requires(option: option)
    }

    package func requires(option: String) -> Bool {
        list(.require).contains { $0.equalsIgnoringCase(option) }
    }
}
