import CivicCore
package import Foundation
import Synchronization

/// What happened in a demonstration and who saw it, by the wall clock.
package final class Timeline: Sendable {
    private struct Entry {
        var at: Date
        var who: String
        var what: String
    }

    private let began = Date()
    private let echo: Bool
    private let entries = Mutex<[Entry]>([])

    /// - Parameter echo: whether entries are printed as they come.
    package init(echo: Bool) {
        self.echo = echo
    }

    package func add(_ who: String, _ what: String, at time: Date = Date()) {
        let entry = Entry(at: time, who: who, what: what)
        entries.withLock { $0.append(entry) }
        if echo { print(line(entry)) }
    }

    /// All entries in the order of their times.
    package var text: String {
        entries.withLock { $0.sorted { $0.at < $1.at } }.map(line).joined(separator: "\n")
    }

    private func line(_ entry: Entry) -> String {
        let milliseconds = String(Int((entry.at.timeIntervalSince(began) * 1000).rounded()))
        let time = String(repeating: " ", count: max(0, 7 - milliseconds.count)) + milliseconds
        return "\(time) ms  " + entry.who.padding(toLength: 9, withPad: " ", startingAt: 0) + entry.what
    }
}
