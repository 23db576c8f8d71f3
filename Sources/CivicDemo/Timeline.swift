import Synchronization

/// What happened in a demonstration, line by line with the seconds since its beginning, printed as it happens.
package final class Timeline: Sendable {
    private let began = ContinuousClock.now
    private let echo: Bool
    private let entries = Mutex<[String]>([])

    package init(echo: Bool) {
        self.echo = echo
    }

    package func add(_ who: String, _ what: String, at time: ContinuousClock.Instant = .now) {
        let milliseconds = (time - began).components
        let seconds = Double(milliseconds.seconds) + Double(milliseconds.attoseconds) / 1e18
        let rounded = String(Int((seconds * 1000).rounded()))
        let padded = String(repeating: " ", count: max(0, 7 - rounded.count)) + rounded
        let column = who + String(repeating: " ", count: max(1, 9 - who.count))
        let line = "\(padded) ms  \(column)\(what)"
        entries.withLock { $0.append(line) }
        if echo { print(line) }
    }

    package var text: String { entries.withLock { $0.joined(separator: "\n") } }
}
