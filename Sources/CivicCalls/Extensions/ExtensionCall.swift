import CivicCore
import CivicMedia
import CivicSIP

/// A call from one account to another through our bridge: two SIP calls, two media legs.
struct ExtensionCall {
    var callerCall: CallHandle
    var calleeCall: CallHandle?
    let bridge: BridgeID
    var caller: LegAudio
    var callee: LegAudio
    var isAnswered = false
    /// What the caller was answered before the other side took the call: early media, which the final answer repeats.
    var earlyAnswer: [UInt8]?
    /// The trunk that the caller came over.
    var trunk: String?
    var startedAt = MonotonicClock.now
    /// Both were told that the longest time is nearly over.
    var isWarned = false
    /// One side is on its way into this conversation.
    var joining: ConversationReference?
    /// The side that asked for it has hung up meanwhile.
    var isAbandoned = false
    /// The other side was offered another leg and has to be brought back to its own.
    var comesBack = false

    func audio(of call: CallHandle) -> LegAudio {
        call == callerCall ? caller : callee
    }
}
