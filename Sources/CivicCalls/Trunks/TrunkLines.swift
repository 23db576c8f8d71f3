import CivicCore
import CivicMedia
import CivicSIP

/// A call of ours over a trunk, from its first try to its end. Keyed by the media leg that waits for it.
struct OutsideCall {
    let number: PhoneNumber
    var route: OutboundRoute
    /// The trunk whose channel it has.
    var trunk: String?
}

/// What the switchboard knows of its trunks.
struct TrunkLines {
    var keeper: TrunkKeeper
    var guardian: OutboundGuard
    /// What trunks call themselves when they ask for a password.
    var realms: [String: String] = [:]
    /// Channels in use, both ways.
    var inUse: [String: Int] = [:]
    /// Calls refused, or led elsewhere, because all channels were in use.
    var full: [String: Int] = [:]
    /// Calls of ours, by trunk: tried, and failed by the server's fault.
    var tried: [String: Int] = [:]
    var failed: [String: Int] = [:]
    var outside: [LegID: OutsideCall] = [:]

    init(_ settings: SwitchboardSettings) {
        keeper = TrunkKeeper(settings.trunks)
        guardian = OutboundGuard(settings.outbound)
    }
}
