package import CivicCore
package import CivicSIP
package import Foundation

/// One call in a list.
package struct CallSummary: Sendable, Equatable, Codable {
    package var reference: ConversationReference
    package var startedAt: Date
    /// `nil` while it goes on.
    package var endedAt: Date?
    /// The agent who talked last.
    package var agent: String?
    /// Seconds with agents.
    package var talkTime: Int
    /// `nil` while it goes on, and where the daemon died before it could be written.
    package var outcome: String?

    package init(
        reference: ConversationReference, startedAt: Date, endedAt: Date?, agent: String?, talkTime: Int,
        outcome: String?
    ) {
        self.reference = reference
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.agent = agent
        self.talkTime = talkTime
        self.outcome = outcome
    }
}

/// One line of the ledger about a call.
package struct CallEntry: Sendable, Equatable, Codable {
    package var at: Date
    /// `call-answered`, `place-joined`, `audio-quality`, …
    package var kind: String
    /// Agent, unit or `system`.
    package var actor: String
    package var details: [String: String]

    package init(at: Date, kind: String, actor: String, details: [String: String]) {
        self.at = at
        self.kind = kind
        self.actor = actor
        self.details = details
    }
}

/// One message of a call as those may see it who ask.
package struct SeenMessage: Sendable, Equatable, Codable {
    package var at: Date
    /// By us.
    package var isSent: Bool
    package var transport: String
    package var local: SocketEndpoint
    package var remote: SocketEndpoint
    /// Index into ``CallStory/legs``.
    package var leg: Int
    package var bytes: [UInt8]

    package init(
        at: Date, isSent: Bool, transport: String, local: SocketEndpoint, remote: SocketEndpoint, leg: Int,
        bytes: [UInt8]
    ) {
        self.at = at
        self.isSent = isSent
        self.transport = transport
        self.local = local
        self.remote = remote
        self.leg = leg
        self.bytes = bytes
    }

    private enum CodingKeys: String, CodingKey {
        case at, isSent, transport, local, remote, leg, bytes
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        at = try values.decode(Date.self, forKey: .at)
        isSent = try values.decode(Bool.self, forKey: .isSent)
        transport = try values.decode(String.self, forKey: .transport)
        local = try values.decode(SocketEndpoint.self, forKey: .local)
        remote = try values.decode(SocketEndpoint.self, forKey: .remote)
        leg = try values.decode(Int.self, forKey: .leg)
        bytes = [UInt8](try values.decode(Data.self, forKey: .bytes))
    }

    /// The bytes in base 64: a list of numbers would be four times as long.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(at, forKey: .at)
        try values.encode(isSent, forKey: .isSent)
        try values.encode(transport, forKey: .transport)
        try values.encode(local, forKey: .local)
        try values.encode(remote, forKey: .remote)
        try values.encode(leg, forKey: .leg)
        try values.encode(Data(bytes), forKey: .bytes)
    }
}

/// All that can be told of one call: the row, the ledger's lines, and the messages that are still in memory.
package struct CallStory: Sendable, Equatable, Codable {
    /// One SIP call of the conversation.
    package struct Leg: Sendable, Equatable, Codable {
        /// `citizen`, `agent`, `guest`, `caller` or `callee`.
        package var party: String
        /// Messages left out because there were too many.
        package var dropped: Int

        package init(party: String, dropped: Int) {
            self.party = party
            self.dropped = dropped
        }
    }

    package var reference: ConversationReference
    /// `nil` for a call between two phones, which has no row.
    package var summary: CallSummary?
    package var entries: [CallEntry]
    package var legs: [Leg]
    /// By time.
    package var messages: [SeenMessage]
    /// Messages are shown without people.
    package var isRedacted: Bool

    package init(
        reference: ConversationReference, summary: CallSummary?, entries: [CallEntry], legs: [Leg] = [],
        messages: [SeenMessage] = [], isRedacted: Bool = true
    ) {
        self.reference = reference
        self.summary = summary
        self.entries = entries
        self.legs = legs
        self.messages = messages
        self.isRedacted = isRedacted
    }

    /// Takes in what the trace has kept.
    ///
    /// - Parameters:
    ///   - now: one moment by the clock on the wall, and by the one that the trace goes by.
    ///   - isRedacted: people are taken out of the messages.
    package mutating func add(
        _ calls: [TracedCall], now: (wall: Date, monotonic: MonotonicInstant), isRedacted: Bool
    ) {
        self.isRedacted = isRedacted
        // A number that stands in one message is taken out of all: answers repeat what requests said.
        let numbers =
            isRedacted
            ? calls.reduce(into: Set<[UInt8]>()) { all, call in
                for message in call.messages { all.formUnion(MessageRedaction.numbers(in: message.bytes)) }
            } : []
        for call in calls {
            let leg = legs.count
            legs.append(Leg(party: call.party, dropped: call.dropped))
            for message in call.messages {
                let age = (now.monotonic - message.at).inSeconds
                messages.append(
                    SeenMessage(
                        at: now.wall.addingTimeInterval(-age), isSent: message.isSent,
                        transport: message.transport.rawValue, local: message.local, remote: message.remote, leg: leg,
                        bytes: isRedacted
                            ? MessageRedaction.redact(message.bytes, hiding: numbers) : message.bytes))
            }
        }
        // Stable, so that what one instant brought stays in its order.
        let order = messages.indices.sorted { (messages[$0].at, $0) < (messages[$1].at, $1) }
        messages = order.map { messages[$0] }
    }
}

extension ConversationReference {
    /// What somebody typed as a reference: `c-7k2m…`, also without the `C-`; `nil` where it cannot be one.
    package init?(typed text: String) {
        let name = text.uppercased()
        let mark = name.hasPrefix("C-") ? name.dropFirst(2) : name[...]
        guard mark.utf8.count == 10, mark.allSatisfy("0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains) else { return nil }
        self.init(text: "C-" + mark)
    }
}

/// Where calls are looked up.
package protocol CallJournal: Sendable {
    /// The latest calls, the newest first.
    func recentCalls(limit: Int) async throws -> [CallSummary]
    /// `nil` where nothing is known of the reference.
    func story(of reference: ConversationReference) async throws -> CallStory?
}
