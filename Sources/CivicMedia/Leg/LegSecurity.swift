import CivicCore
import CivicSRTP

/// What an encrypted leg needs: the keys of both ways, ready for packets, and room for one packet each way.
///
///     socket ─▶ unprotect ─▶ latch ─▶ …          … ─▶ packet ─▶ protect ─▶ socket
///
/// Made on the control side and lent with the plan that needs it, as `LegCoding` is.
struct LegSecurity: ~Copyable, Sendable {
    let suite: SRTPSuite
    var sender: SRTPSender
    var receiver: SRTPReceiver
    /// What came, without its protection.
    var opened = [UInt8](repeating: 0, count: TickScratch.longestDatagram)
    /// What goes, with it: no packet of ours comes near to this length.
    var wire = [UInt8](repeating: 0, count: TickScratch.longestDatagram)

    /// - Parameter former: where the peer's source stood on another leg, under the same key.
    init(_ keys: SRTPKeys, after former: RollOver? = nil) throws(SRTPError) {
        let sender = try SRTPSender(keys.suite, master: keys.sending)
        let receiver = try SRTPReceiver(keys.suite, master: keys.receiving, after: former)
        suite = keys.suite
        self.sender = sender
        self.receiver = receiver
    }
}

/// What a new plan means for a leg's encryption.
enum SecurityChange: BitwiseCopyable, Sendable {
    case keep
    case plain
    /// - Parameters:
    ///   - keepsSender: our own key is the old one, and goes on counting where it is; so for the peer's.
    case new(Lent<LegSecurity>, keepsSender: Bool, keepsReceiver: Bool)

    /// What has to be made for a plan, and what of the old one goes on.
    ///
    /// - Parameter former: where the peer's source stands on the leg that it comes from, under the key of the new plan.
    static func change(
        from old: SRTPKeys?, to new: SRTPKeys?, after former: RollOver? = nil
    ) throws(SRTPError) -> SecurityChange {
        guard old != new else { return .keep }
        guard let new else { return .plain }
        let isSuite = old?.suite == new.suite
        return .new(
            Lent(try LegSecurity(new, after: former)), keepsSender: isSuite && old?.sending == new.sending,
            keepsReceiver: isSuite && old?.receiving == new.receiving)
    }
}
