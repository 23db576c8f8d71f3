package import CivicCore

/// Answers of the domain name system, kept as long as they may be (RFC 1035 §3.2.1, RFC 2308).
///
/// What is out of date is still given where nobody can be asked: a trunk does not go because a name server does.
package struct DNSCache: Sendable {
    package struct Question: Hashable, Sendable {
        package var name: String
        package var type: DNSType

        package init(name: String, type: DNSType) {
            self.name = name
            self.type = type
        }
    }

    private struct Entry: Sendable {
        var records: [DNSMessage.Record]
        var freshUntil: MonotonicInstant
        var usableUntil: MonotonicInstant
    }

    /// A domain that says 0 is asked no more often than this.
    package static let shortest = Duration.seconds(5)
    package static let longest = Duration.seconds(3600)
    /// Names and records that are not there.
    package static let negative = Duration.seconds(30)
    /// How long an answer that is out of date stands in for one that cannot be had.
    package static let stale = Duration.seconds(86_400)

    private let capacity: Int
    private var entries: [Question: Entry] = [:]

    package init(capacity: Int = 1024) { self.capacity = capacity }

    /// The records, as long as they are fresh; `nil` where the question is to be asked.
    package func fresh(_ question: Question, at now: MonotonicInstant) -> [DNSMessage.Record]? {
        entries[question].flatMap { $0.freshUntil > now ? $0.records : nil }
    }

    /// The last records that were known, where nobody answers.
    package func stale(_ question: Question, at now: MonotonicInstant) -> [DNSMessage.Record]? {
        entries[question].flatMap { $0.usableUntil > now ? $0.records : nil }
    }

    package mutating func keep(_ message: DNSMessage, for question: Question, at now: MonotonicInstant) {
        if entries.count >= capacity, entries[question] == nil {
            entries = entries.filter { $0.value.freshUntil > now }
            if entries.count >= capacity { entries = [:] }
        }
        let life =
            message.records.isEmpty
            ? Self.negative : .seconds(Int64(message.timeToLive ?? 0))
        let fresh = now + min(max(life, Self.shortest), Self.longest)
        entries[question] = Entry(records: message.records, freshUntil: fresh, usableUntil: fresh + Self.stale)
    }
}
