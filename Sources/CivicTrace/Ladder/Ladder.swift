package import CivicCore
package import Foundation

/// Who said what to whom, from top to bottom: the picture of a call's signalling, before it is drawn.
package struct Ladder: Sendable, Equatable {
    /// One vertical line.
    package struct Participant: Sendable, Equatable {
        /// `citizen`, `agent`, …; `us` for the daemon itself.
        package var party: String
        package var address: SocketEndpoint?

        package init(party: String, address: SocketEndpoint?) {
            self.party = party
            self.address = address
        }
    }

    /// What an arrow carries.
    package struct Arrow: Sendable, Equatable {
        /// Indexes into ``Ladder/participants``.
        package var from: Int
        package var to: Int
        /// `INVITE`, `200 OK (INVITE)`; no line ends and no control characters.
        package var label: String
        /// What its session description says: `offer PCMA PCMU · 127.0.0.1:30000`; `nil` where it has none.
        package var media: Media?
        package var transport: String
        /// The same bytes went the same way before.
        package var isRepeated: Bool
        package var tone: Tone
    }

    package enum Tone: String, Sendable, CaseIterable {
        case request, provisional, success, redirection, failure, unreadable
    }

    package struct Media: Sendable, Equatable {
        package enum Role: String, Sendable { case offer, answer }
        package var role: Role
        /// Encoding names, the preferred first; of an answer the first is the one agreed on.
        package var codecs: [String]
        package var address: String
        /// `sendonly`, `recvonly` or `inactive`; `nil` for both ways.
        package var direction: String?
        package var isEncrypted: Bool
    }

    package enum Item: Sendable, Equatable {
        case arrow(Arrow)
        /// A line of the ledger.
        case event(kind: String, actor: String, detail: String)
    }

    package struct Row: Sendable, Equatable {
        package var at: Date
        /// Seconds since the first row.
        package var offset: Double
        package var item: Item
    }

    package var reference: ConversationReference
    package var begin: Date
    package var participants: [Participant]
    package var rows: [Row]
    /// Messages that were too many and are not shown.
    package var dropped: Int
    package var isRedacted: Bool

    /// Most rows that are drawn.
    package static let longest = 1_000

    package init(_ story: CallStory) {
        reference = story.reference
        isRedacted = story.isRedacted
        dropped = story.legs.reduce(0) { $0 + $1.dropped }
        let people = LadderPeople(story)
        var seen: Set<SeenKey> = []
        var media = MediaTracker()
        var rows: [(at: Date, item: Item)] = []
        for message in story.messages {
            let head = MessageHead(message.bytes)
            let us = people.us
            let them = people.index(of: message)
            let isNew = seen.insert(SeenKey(message)).inserted
            rows.append(
                (
                    message.at,
                    .arrow(
                        Arrow(
                            from: message.isSent ? us : them, to: message.isSent ? them : us, label: head.label,
                            media: media.note(head, of: message, isRepeated: !isNew),
                            transport: message.transport.uppercased(), isRepeated: !isNew, tone: head.tone))
                ))
        }
        for entry in story.entries where !Self.leftOut.contains(entry.kind) {
            rows.append((entry.at, .event(kind: entry.kind, actor: entry.actor, detail: Self.detail(of: entry))))
        }
        let order = rows.indices.sorted { (rows[$0].at, $0) < (rows[$1].at, $1) }
        let begin = order.first.map { rows[$0].at } ?? story.summary?.startedAt ?? Date(timeIntervalSince1970: 0)
        self.begin = begin
        participants = people.participants
        if order.count > Self.longest { dropped += order.count - Self.longest }
        self.rows = order.prefix(Self.longest).map { index in
            Row(at: rows[index].at, offset: rows[index].at.timeIntervalSince(begin), item: rows[index].item)
        }
    }

    /// Who looked at whom, which is no part of the call, and figures that have a place of their own.
    private static let leftOut: Set = ["audit", "audio-quality"]

    private static func detail(of entry: CallEntry) -> String {
        entry.details.sorted { $0.key < $1.key }
            .filter { !$0.value.isEmpty && $0.key != "version" }
            .map { "\(PlainText.clean($0.key)) \(PlainText.clean($0.value))" }.joined(separator: ", ")
    }

    /// Two messages are the same one again where all of this is equal.
    private struct SeenKey: Hashable {
        var isSent: Bool
        var leg: Int
        var remote: SocketEndpoint
        var bytes: [UInt8]

        init(_ message: SeenMessage) {
            isSent = message.isSent
            leg = message.leg
            remote = message.remote
            bytes = message.bytes
        }
    }
}

/// Gives every address that a leg talked with its line: the citizen's on the left, then ours, then the others.
private struct LadderPeople {
    var participants: [Ladder.Participant] = []
    let us: Int
    private let legs: [CallStory.Leg]

    init(_ story: CallStory) {
        legs = story.legs
        func addresses(_ isWanted: (String) -> Bool) -> [Ladder.Participant] {
            var found: [Ladder.Participant] = []
            for message in story.messages {
                let party = Self.party(message, story.legs)
                let one = Ladder.Participant(party: party, address: message.remote)
                if isWanted(party), !found.contains(one) { found.append(one) }
            }
            return found
        }
        func isLeft(_ party: String) -> Bool { party == "citizen" || party == "caller" }
        let left = addresses(isLeft)
        us = left.count
        participants = left + [Ladder.Participant(party: "us", address: story.messages.first?.local)]
        participants += addresses { !isLeft($0) }
    }

    private static func party(_ message: SeenMessage, _ legs: [CallStory.Leg]) -> String {
        legs.indices.contains(message.leg) ? legs[message.leg].party : "other"
    }

    func index(of message: SeenMessage) -> Int {
        let one = Ladder.Participant(party: Self.party(message, legs), address: message.remote)
        return participants.firstIndex(of: one) ?? us
    }
}

/// Tells offers from answers, leg by leg (RFC 3264): what comes while the other side's offer is open is its answer.
private struct MediaTracker {
    /// By leg: who made the offer that is open.
    private var open: [Int: Bool] = [:]
    private var last: [Int: Ladder.Media.Role] = [:]

    mutating func note(_ head: MessageHead, of message: SeenMessage, isRepeated: Bool) -> Ladder.Media? {
        guard var media = head.media else {
            // A refusal closes the offer of its request.
            if case .failure = head.tone, !isRepeated { open[message.leg] = nil }
            return nil
        }
        let offeredByUs = open[message.leg]
        if isRepeated {
            media.role = last[message.leg] ?? .offer
        } else if let offeredByUs, offeredByUs != message.isSent {
            media.role = .answer
            open[message.leg] = nil
        } else if last[message.leg] == .answer, head.isResponse, offeredByUs == nil {
            // The 200 that says again what a 183 said.
            media.role = .answer
        } else {
            media.role = .offer
            open[message.leg] = message.isSent
        }
        last[message.leg] = media.role
        return media
    }
}
