package import CivicCore

/// One SIP message as it was on the wire, with when and between whom.
package struct TracedMessage: Sendable, Equatable {
    package var at: MonotonicInstant
    /// By us.
    package var isSent: Bool
    package var transport: SIPTransport
    package var local: SocketEndpoint
    package var remote: SocketEndpoint
    package var bytes: [UInt8]

    package init(
        at: MonotonicInstant, isSent: Bool, transport: SIPTransport, local: SocketEndpoint, remote: SocketEndpoint,
        bytes: [UInt8]
    ) {
        self.at = at
        self.isSent = isSent
        self.transport = transport
        self.local = local
        self.remote = remote
        self.bytes = bytes
    }
}

/// What the trace keeps of one SIP call (one Call-ID) of a conversation.
package struct TracedCall: Sendable, Equatable {
    /// `citizen`, `agent`, `guest`, `caller` or `callee`.
    package var party: String
    package var messages: [TracedMessage]
    /// Messages that were too many and are not among `messages`.
    package var dropped: Int

    package init(party: String, messages: [TracedMessage], dropped: Int = 0) {
        self.party = party
        self.messages = messages
        self.dropped = dropped
    }
}

/// The latest SIP messages by call, in bounded memory.
///
/// The bytes are kept as they came and are looked into only for their Call-ID; everything else waits until somebody asks.
/// Calls that belong to a conversation (`tie`) and all others have each their own share of the memory, so that a scanner's
/// requests push out other strangers' messages and never a citizen's call. Within a share the call that has been quiet the
/// longest goes first. A call with too many messages loses those in its middle: how it began and how it ended stay.
package struct MessageTrace: Sendable {
    package struct Limits: Sendable, Equatable {
        /// Bytes of messages of conversations.
        package var bytes = 48 << 20
        /// Bytes of all other messages.
        package var looseBytes = 4 << 20
        /// Messages of one SIP call.
        package var messagesPerCall = 120
        /// Bytes of one message that are kept.
        package var messageBytes = 16_384

        package init() {}
    }

    package struct Counters: Sendable, Equatable {
        /// Messages taken down.
        package var noted = 0
        /// Messages left out of a call that had too many.
        package var thinned = 0
        /// Messages that made room for others.
        package var evicted = 0
        /// Bytes in memory now, with what each message costs beside its text.
        package var bytes = 0
        package var calls = 0

        package init() {}
    }

    private struct Entry: Sendable {
        var messages: [TracedMessage] = []
        var bytes = 0
        var dropped = 0
        var lastUse: UInt64 = 0
        var tie: Tie?
    }

    private struct Tie: Sendable, Equatable {
        var conversation: ConversationReference
        var party: String
    }

    /// Calls by a use of theirs, the longest ago at the front. A call that was used again stands too far in front until it is
    /// looked at, so that a message costs no work here.
    private struct Share: Sendable {
        var bytes = 0
        private var order = DeadlineHeap<String>()

        mutating func append(_ key: String, _ use: UInt64) {
            order.set(key, to: MonotonicInstant(nanoseconds: Int64(clamping: use)))
        }

        mutating func remove(_ key: String) { order.set(key, to: nil) }

        mutating func takeFirst() -> (key: String, use: UInt64)? {
            guard let use = order.next, let key = order.takeDue(at: use) else { return nil }
            return (key, UInt64(clamping: use.nanoseconds))
        }
    }

    /// What a message costs beside its text: array heads, addresses, its place in the table.
    private static let overhead = 320
    private static let longestCallID = 512
    /// Beyond it no Call-ID is looked for.
    private static let searchedBytes = 8_192

    private let limits: Limits
    private var entries: [String: Entry] = [:]
    private var ties: [ConversationReference: [String]] = [:]
    private var tied = Share()
    private var loose = Share()
    private var uses: UInt64 = 0
    private var tally = Counters()

    package init(_ limits: Limits = Limits()) {
        self.limits = limits
    }

    package var counters: Counters {
        var counters = tally
        counters.bytes = tied.bytes + loose.bytes
        counters.calls = entries.count
        return counters
    }

    /// Takes a message down. One without a Call-ID, such as a keep-alive, is nobody's and is left out.
    package mutating func note(_ message: TracedMessage) {
        guard let key = Self.callID(in: message.bytes.span) else { return }
        var message = message
        if message.bytes.count > limits.messageBytes {
            message.bytes = Array(message.bytes.prefix(limits.messageBytes))
        }
        let cost = message.bytes.count + Self.overhead
        tally.noted += 1
        uses += 1
        let use = uses
        var change = cost
        var isNew = false
        var isTied = false
        // In place: a copy of the call's list for every message would be work for nothing.
        func add(to entry: inout Entry) {
            isNew = entry.bytes == 0
            isTied = entry.tie != nil
            if isNew { change += Self.overhead }
            entry.messages.append(message)
            entry.lastUse = use
            if entry.messages.count > limits.messagesPerCall {
                let thinned = entry.messages.remove(at: limits.messagesPerCall / 2)
                entry.dropped += 1
                tally.thinned += 1
                change -= thinned.bytes.count + Self.overhead
            }
            entry.bytes += change
        }
        add(to: &entries[key, default: Entry()])
        if isTied { tied.bytes += change } else { loose.bytes += change }
        if isNew { loose.append(key, use) }
        makeRoom()
    }

    /// Says that the call with this Call-ID is `party`'s leg of a conversation, whether messages have come or not.
    package mutating func tie(_ callID: String, to conversation: ConversationReference, as party: String) {
        guard callID.utf8.count <= Self.longestCallID, ties[conversation, default: []].count < 64 else { return }
        let tie = Tie(conversation: conversation, party: party)
        var entry = entries[callID] ?? Entry()
        guard entry.tie != tie else { return }
        if let old = entry.tie {
            untie(callID, from: old.conversation)
        } else {
            loose.bytes -= entry.bytes
            if entry.bytes == 0 { entry.bytes = Self.overhead }
            tied.bytes += entry.bytes
            loose.remove(callID)
        }
        entry.tie = tie
        uses += 1
        entry.lastUse = uses
        entries[callID] = entry
        ties[conversation, default: []].append(callID)
        tied.append(callID, uses)
        makeRoom()
    }

    /// The calls of a conversation in the order in which they were tied to it.
    package func calls(of conversation: ConversationReference) -> [TracedCall] {
        (ties[conversation] ?? []).compactMap { key in
            guard let entry = entries[key], let tie = entry.tie else { return nil }
            return TracedCall(party: tie.party, messages: entry.messages, dropped: entry.dropped)
        }
    }

    private mutating func untie(_ key: String, from conversation: ConversationReference) {
        ties[conversation]?.removeAll { $0 == key }
        if ties[conversation]?.isEmpty == true { ties[conversation] = nil }
    }

    private mutating func makeRoom() {
        while loose.bytes > limits.looseBytes, let next = loose.takeFirst() {
            guard let entry = entries[next.key], entry.tie == nil else { continue }
            if entry.lastUse != next.use { loose.append(next.key, entry.lastUse) } else { evict(next.key, entry) }
        }
        while tied.bytes > limits.bytes, let next = tied.takeFirst() {
            guard let entry = entries[next.key], entry.tie != nil else { continue }
            if entry.lastUse != next.use { tied.append(next.key, entry.lastUse) } else { evict(next.key, entry) }
        }
    }

    private mutating func evict(_ key: String, _ entry: Entry) {
        entries[key] = nil
        tally.evicted += entry.messages.count
        if let tie = entry.tie {
            tied.bytes -= entry.bytes
            untie(key, from: tie.conversation)
        } else {
            loose.bytes -= entry.bytes
        }
    }

    /// The value of the first Call-ID header field, in either of its spellings; `nil` where there is none in the header.
    package static func callID(in bytes: Span<UInt8>) -> String? {
        let end = min(bytes.count, searchedBytes)
        var position = 0
        while position < end {
            // At the begin of a line.
            if bytes[position] == 0x0D || bytes[position] == 0x0A {
                if position > 0 { return nil }  // The empty line: the header is over.
            } else if let value = valueOfCallID(in: bytes, at: position, end: end) {
                return value
            }
            while position < end, bytes[position] != 0x0A { position += 1 }
            position += 1
        }
        return nil
    }

    private static func valueOfCallID(in bytes: Span<UInt8>, at start: Int, end: Int) -> String? {
        var position = start
        let long: StaticString = "call-id"
        if bytes[start] | 0x20 == UInt8(ascii: "i") {
            position += 1
        } else {
            guard bytes[start] | 0x20 == UInt8(ascii: "c"), start + 7 < end else { return nil }
            for offset in 1..<7 where bytes[start + offset] | 0x20 != byte(of: long, offset) { return nil }
            position += 7
        }
        while position < end, bytes[position].isSpace { position += 1 }
        guard position < end, bytes[position] == UInt8(ascii: ":") else { return nil }
        position += 1
        while position < end, bytes[position].isSpace { position += 1 }
        var last = position
        while last < end, bytes[last] != 0x0D, bytes[last] != 0x0A { last += 1 }
        while last > position, bytes[last - 1].isSpace { last -= 1 }
        guard last > position, last - position <= longestCallID else { return nil }
        let value = bytes.extracting(position..<last)
        return value.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    /// With the bit that makes letters small, as the bytes that it is compared with.
    private static func byte(of text: StaticString, _ index: Int) -> UInt8 {
        text.withUTF8Buffer { index < $0.count ? $0[index] | 0x20 : 0 }
    }
}
