import CivicMedia
import CivicSIP

/// A call from one account to another through our bridge: two SIP calls, two media legs.
struct ExtensionCall {
    let callerCall: CallHandle
    var calleeCall: CallHandle?
    let bridge: BridgeID
    var caller: LegAudio
    var callee: LegAudio
    var isAnswered = false
}
