import CivicCore

/// What one agent's pages are told, numbered, with the latest kept for pages that come back.
///
/// Every event carries the whole state, so the latest alone makes a page right again; the earlier ones are kept for
/// those that want to show what happened. A reader that is 64 events behind is ended and comes back.
package struct EventFeed: Sendable {
    private static let kept = 64

    private(set) var sequence = 0
    private var recent: [DeskEvent] = []
    private var readers: [AsyncStream<DeskEvent>.Continuation] = []

    package init() {}

    package mutating func publish(_ kind: String, epoch: String, state: DeskState) {
        sequence += 1
        let event = DeskEvent(sequence: sequence, epoch: epoch, kind: kind, state: state)
        recent.append(event)
        if recent.count > Self.kept { recent.removeFirst() }
        readers.removeAll { reader in
            switch reader.yield(event) {
            case .enqueued: return false
            case .dropped:
                reader.finish()
                return true
            case .terminated: return true
            @unknown default: return true
            }
        }
    }

    /// The events after `last`, or the current state alone when `last` is unknown here; then live.
    package mutating func subscribe(after last: Int?, current: DeskEvent) -> AsyncStream<DeskEvent> {
        let (stream, continuation) = AsyncStream<DeskEvent>.makeStream(bufferingPolicy: .bufferingOldest(Self.kept))
        if let last, let first = recent.first, last >= first.sequence - 1, last <= sequence {
            for event in recent where event.sequence > last { continuation.yield(event) }
        } else {
            continuation.yield(current)
        }
        readers.append(continuation)
        return stream
    }

    package mutating func finish() {
        for reader in readers { reader.finish() }
        readers = []
    }
}
