/// The tries of one outgoing call, from server to server, until one takes it or refuses it for a reason of its own.
package struct OutboundRoute: Sendable {
    package enum Step: Equatable, Sendable {
        case place(TrunkKeeper.Target)
        /// Nothing is left to try; the status is the last answer.
        case giveUp(status: Int)
    }

    /// Servers that one call is tried at, at most.
    package static let mostTries = 4

    private var left: ArraySlice<TrunkKeeper.Target>
    package private(set) var current: TrunkKeeper.Target?
    package private(set) var tries = 0

    package init(_ targets: [TrunkKeeper.Target]) {
        left = targets.prefix(Self.mostTries)
    }

    package mutating func begin() -> Step { next(after: 503) }

    /// What to do when the try at `current` came to an end without the call being taken.
    package mutating func failed(status: Int) -> Step {
        Self.isServersFault(status) ? next(after: status) : .giveUp(status: status)
    }

    private mutating func next(after status: Int) -> Step {
        guard let target = left.popFirst() else { return .giveUp(status: status) }
        current = target
        tries += 1
        return .place(target)
    }

    /// Whether another server may do better (RFC 3263 §4.3, and 5xx): no answer, no way there, or a fault of its own. What
    /// is about the number or the person called is final.
    package static func isServersFault(_ status: Int) -> Bool {
        status == 408 || (500...599).contains(status) && status != 501 && status != 505
    }
}
