package import CivicCore

/// What a citizen does whom the house has called for somebody of a unit, from the answer to the key.
///
///     saying ─spoken─▶ waiting ─silence─▶ saying, three times in all ─▶ declined
///        └───────── 1 ──────┴────▶ taken
///        └───────── 2 ──────┴────▶ declined
///
/// An answering machine presses nothing, so nobody speaks of a case into it.
package struct RelayAsking: Equatable, Sendable {
    package enum Effect: Equatable, Sendable {
        /// Who calls, and how the call is taken.
        case say
        case take
        case decline
    }

    package static let rounds = 3
    /// From the end of what is said to the key.
    package static let wait = Duration.seconds(5)
    private static let taking: Character = "1"
    private static let declining: Character = "2"

    private enum State: Equatable, Sendable {
        case saying(round: Int)
        case waiting(round: Int, until: MonotonicInstant)
        case over
    }

    private var state = State.saying(round: 1)

    package init() {}

    package mutating func press(_ key: Character) -> Effect? {
        guard state != .over, key == Self.taking || key == Self.declining else { return nil }
        state = .over
        return key == Self.taking ? .take : .decline
    }

    package mutating func spoken(at now: MonotonicInstant) {
        guard case .saying(let round) = state else { return }
        state = .waiting(round: round, until: now + Self.wait)
    }

    /// When `advance(to:)` next has work; nil while something is being said.
    package var nextDeadline: MonotonicInstant? {
        if case .waiting(_, let until) = state { until } else { nil }
    }

    package mutating func advance(to now: MonotonicInstant) -> Effect? {
        guard case .waiting(let round, let until) = state, until <= now else { return nil }
        guard round < Self.rounds else {
            state = .over
            return .decline
        }
        state = .saying(round: round + 1)
        return .say
    }
}
