import CivicCore

/// One agent as the dispatcher knows them. What the agent wants, what their device allows and what they are doing are
/// kept apart; the ``AgentState`` that everybody sees is worked out of the three, so none can overwrite another.
struct Agent: Sendable {
    /// Why a willing agent gets no calls.
    enum Block: Sendable, Equatable {
        /// An offer came to nothing: until the agent says "ready" again.
        case untilChosen(reason: String)
        /// The device failed: until it shows itself again, or the agent says "ready".
        case untilDeviceShows
    }

    enum Activity: Sendable {
        case none
        case reserved(Lease, until: MonotonicInstant)
        case ringing(Lease, until: MonotonicInstant)
        case talking(placeId: Int64, since: MonotonicInstant)
        case consulted(placeId: Int64, until: MonotonicInstant?)
        case wrapUp(placeId: Int64, until: MonotonicInstant)
    }

    var profile: AgentProfile
    /// The agent's own last choice.
    var wish: AgentWish
    var deviceReady: Bool
    var block: Block?
    var activity = Activity.none
    /// Since when the agent waits for a call; an offer that fell through by no fault of theirs does not restart it.
    var readySince = MonotonicInstant.zero
    /// Whether `readySince` holds over the next time the agent becomes idle.
    var keepsTurn = false
    /// Whether the agent stands among the idle.
    var isIdle = false
    /// Where the agent may take callers from; grows when a queue's callers ask for something new.
    var pools: [Int] = []
    /// Whether the agent stands in the pools; who finds a caller at once never does.
    var standsInPools = false
    /// Talks and wrap-ups so far.
    var busyFor = Duration.zero
    /// Since when the present talk or wrap-up lasts.
    var busySince: MonotonicInstant?
    /// The number of the last lease.
    var lastLease: UInt64 = 0
    /// The queues in which the agent is counted as one of those at work.
    var countedIn: Set<String> = []

    /// Ready as far as the agent and the device go, whatever they are doing now.
    var isWilling: Bool { wish == .ready && block == nil && deviceReady }

    var isFree: Bool { if case .none = activity { true } else { false } }

    var isBusy: Bool {
        switch activity {
        case .talking, .wrapUp, .consulted(_, until: nil): true
        case .none, .reserved, .ringing, .consulted: false
        }
    }

    var lease: Lease? {
        switch activity {
        case .reserved(let lease, _), .ringing(let lease, _): lease
        case .none, .talking, .wrapUp, .consulted: nil
        }
    }

    /// When the activity ends by itself.
    var deadline: MonotonicInstant? {
        switch activity {
        case .reserved(_, let until), .ringing(_, let until), .wrapUp(_, let until): until
        case .consulted(_, let until): until
        case .none, .talking: nil
        }
    }

    var state: AgentState {
        switch activity {
        case .reserved(let lease, let until): .reserved(lease, until: until)
        case .ringing(let lease, let until): .ringing(lease, until: until)
        case .talking(let placeId, let since): .talking(placeId: placeId, since: since)
        case .consulted(let placeId, let until): .consulted(placeId: placeId, until: until)
        case .wrapUp(let placeId, let until): .wrapUp(placeId: placeId, until: until)
        case .none: restingState
        }
    }

    private var restingState: AgentState {
        switch (wish, block) {
        case (.signedOut, _): .signedOut
        case (.notReady(let reason), _): .notReady(reason: reason)
        case (.ready, .untilChosen(let reason)): .notReady(reason: reason)
        case (.ready, .untilDeviceShows): .notReady(reason: AgentState.deviceLost)
        case (.ready, nil): deviceReady ? .ready(since: readySince) : .notReady(reason: AgentState.deviceLost)
        }
    }
}

extension AgentState {
    /// Signed in and not yet said to be ready.
    package static let signedIn = "signed-in"
    /// The device rang and nobody answered.
    package static let noAnswer = "no-answer"
    package static let declined = "declined"
    /// No device is registered, or it failed.
    package static let deviceLost = "device-lost"
}
