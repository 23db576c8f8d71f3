/// Where a case stands (工单).
///
///     received ─▶ dispatched ─accepts─▶ in-work ─▶ answered ─▶ asked ─agrees─▶ closed ─▶ archived
///                   ▲  │  ▲                           │          │               │
///       sent on     │  │  └──────────── disputed ─────┴──────────┴───────────────┘
///      ┌────────────┘  └ refuses ─▶ refused, at the second time ─▶ arbitration
///      └─────────────────────────────┴──────────────────────────────────┘
///
/// Any open case may be merged into another one, and come back. A case that is answered on the call goes straight from
/// received to answered. The deadline does not move with the state: the citizen's clock never stops.
package enum CaseState: String, Codable, CaseIterable, Sendable {
    case received, dispatched
    /// The unit sent it back, with the owner that it proposes.
    case refused
    /// It was sent back too often: the centre's supervisor decides.
    case arbitration
    case inWork = "in-work"
    /// The unit says that it is done.
    case answered
    /// The citizen has been asked whether it is.
    case asked
    case closed, archived
    /// It goes on as part of another case.
    case merged
}

extension CaseState {
    /// The states it may change to.
    package var next: Set<CaseState> {
        switch self {
        case .received: [.dispatched, .answered, .merged]
        case .dispatched: [.inWork, .refused, .arbitration, .answered, .merged]
        case .refused, .arbitration: [.dispatched, .merged]
        case .inWork: [.dispatched, .answered, .merged]
        case .answered: [.asked, .closed, .inWork, .dispatched]
        case .asked: [.closed, .dispatched]
        case .closed: [.dispatched, .archived]
        case .archived: []
        case .merged: Set(CaseState.open)
        }
    }

    /// Those of `next` that need nothing but the word of whoever talks with the citizen.
    package var nextByHand: Set<CaseState> {
        self == .merged ? [] : next.intersection([.dispatched, .inWork, .answered, .closed])
    }

    /// Whether something is still to be done for the citizen.
    package var isOpen: Bool {
        switch self {
        case .received, .dispatched, .refused, .arbitration, .inWork: true
        case .answered, .asked, .closed, .archived, .merged: false
        }
    }

    /// Whether the citizen's word on it is still waited for, or may still change it.
    package var canBeDisputed: Bool {
        switch self {
        case .answered, .asked, .closed: true
        case .received, .dispatched, .refused, .arbitration, .inWork, .archived, .merged: false
        }
    }

    /// Whether the citizen's word that it is solved is still waited for.
    package var awaitsWord: Bool { self == .answered || self == .asked }

    /// The states of `isOpen`.
    package static let open: [CaseState] = allCases.filter(\.isOpen)

    /// What a citizen is told: who sends it to whom is the county's own matter.
    package var told: CaseState {
        switch self {
        case .refused, .arbitration: .dispatched
        case .asked: .answered
        case .archived, .merged: .closed
        case .received, .dispatched, .inWork, .answered, .closed: self
        }
    }

    /// The state after a wish to change; `nil` keeps it, and wishing for the present state is no change.
    package func changing(to wish: CaseState?) throws(RecordsRefusal) -> CaseState {
        guard let wish, wish != self else { return self }
        guard nextByHand.contains(wish) else { throw .forbiddenChange(from: self, to: wish) }
        return wish
    }
}
