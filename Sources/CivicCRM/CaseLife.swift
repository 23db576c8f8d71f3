/// What may follow what in a case's life.
///
///     received ──▶ dispatched ──▶ in-work ──▶ answered ──▶ closed
///         │             ▲  ▲          │         │  │          │
///         │             │  └──────────┘         │  │          │
///         │             │   sent elsewhere      │  │          │
///         └── answered  └── disputed ───────────┘  └ disputed │
///             at once   └── reopened ─────────────────────────┘
///
/// A case that is answered on the call goes straight from received to answered. The deadline does not move with the
/// state: the citizen's clock never stops.
extension CaseState {
    /// The states it may change to.
    package var next: Set<CaseState> {
        switch self {
        case .received: [.dispatched, .answered]
        case .dispatched: [.inWork, .answered]
        case .inWork: [.dispatched, .answered]
        case .answered: [.closed, .inWork, .dispatched]
        case .closed: [.dispatched]
        }
    }

    /// Whether something is still to be done for the citizen.
    package var isOpen: Bool {
        switch self {
        case .received, .dispatched, .inWork: true
        case .answered, .closed: false
        }
    }

    /// The states of `isOpen`.
    package static let open: [CaseState] = allCases.filter(\.isOpen)

    /// The state after a wish to change; `nil` keeps it, and wishing for the present state is no change.
    package func changing(to wish: CaseState?) throws(RecordsRefusal) -> CaseState {
        guard let wish, wish != self else { return self }
        guard next.contains(wish) else { throw .forbiddenChange(from: self, to: wish) }
        return wish
    }
}
