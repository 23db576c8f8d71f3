import CivicCore
import CivicQueue

/// A call that the hotline makes to a citizen, until somebody has taken it by key.
struct CallingBack {
    let placeId: Int64
    /// The agent who is reserved for it; another one, where that one was lost meanwhile.
    var lease: Lease
}

/// A talk in which the citizen's line was lost.
struct BrokenTalk {
    let agent: String?
    let at: MonotonicInstant
}
