import CivicCore
import CivicRTP
import CivicSRTP

// An encrypted leg: what comes is worth nothing before its tag was found right.
extension MediaLeg {
    /// How long what comes under the key before the present one is still taken: in ticks, 2 s.
    private static let rekeyingGrace: Int64 = 100

    /// Changes to what a new plan needs. Behind a new key of the peer the old one stays for what is still on its way.
    mutating func use(_ change: SecurityChange, _ context: inout TickContext) {
        switch change {
        case .keep: break
        case .plain:
            giveBackSecurity(&context)
        case .new(let new, let keepsSender, let keepsReceiver):
            if let old = security {
                if keepsSender { swap(&old.value.sender, &new.value.sender) }
                if keepsReceiver { swap(&old.value.receiver, &new.value.receiver) }
                if let formerSecurity { context.tell(.securityReturned(formerSecurity)) }
                formerSecurity = old
                formerUntil = keepsReceiver ? context.tick : context.tick + Self.rekeyingGrace
            }
            security = new
            report.suite = new.value.suite
        }
    }

    mutating func giveBackSecurity(_ context: inout TickContext) {
        if let security { context.tell(.securityReturned(security)) }
        if let formerSecurity { context.tell(.securityReturned(formerSecurity)) }
        (security, formerSecurity) = (nil, nil)
    }

    /// Takes the protection off a datagram from the RTP socket and hears what it holds; gives the samples it brought.
    mutating func open(
        _ datagram: Span<UInt8>, from source: MediaAddress, _ security: Lent<LegSecurity>,
        _ context: inout TickContext
    ) -> Int {
        // A stranger's packets are not worth the work once the source is fixed.
        if latch.isForeign(source) {
            report.foreignPackets += 1
            context.counters.foreign.increment()
            return 0
        }
        var room = takeOut(&security.value.opened)
        defer { security.value.opened = room }
        var output = room.mutableSpan
        var verdict = security.value.receiver.unprotect(datagram, into: &output)
        if verdict == .unauthenticated, let former = formerReceiver(context) {
            verdict = former.value.receiver.unprotect(datagram, into: &output)
        }
        guard let length = plainLength(verdict, context) else { return 0 }
        if let rolled = security.value.receiver.takeRollOver() { context.tell(.rolledOver(leg: id.value, rolled)) }
        return take(room.span.extracting(0..<length), from: source, &context)
    }

    /// The same for RTCP.
    mutating func openControl(
        _ datagram: Span<UInt8>, from source: MediaAddress, _ security: Lent<LegSecurity>,
        _ context: inout TickContext
    ) {
        var room = takeOut(&security.value.opened)
        defer { security.value.opened = room }
        var output = room.mutableSpan
        var verdict = security.value.receiver.unprotectControl(datagram, into: &output)
        if verdict == .unauthenticated, let former = formerReceiver(context) {
            verdict = former.value.receiver.unprotectControl(datagram, into: &output)
        }
        guard let length = plainLength(verdict, context) else { return }
        readControl(room.span.extracting(0..<length), context)
    }

    private func formerReceiver(_ context: borrowing TickContext) -> Lent<LegSecurity>? {
        context.tick < formerUntil ? formerSecurity : nil
    }

    private func plainLength(_ verdict: SRTPReceiver.Verdict, _ context: borrowing TickContext) -> Int? {
        switch verdict {
        case .plain(let length): return length
        case .unauthenticated: context.counters.unauthenticated.increment()
        case .replayed: context.counters.replayed.increment()
        case .malformed: context.counters.malformed.increment()
        }
        return nil
    }

    /// Sends a datagram with its protection, where the leg is encrypted; `false` when it did not go out.
    ///
    /// - Parameter isControl: an RTCP compound; otherwise an RTP packet.
    func transmit(
        _ datagram: Span<UInt8>, isControl: Bool, over socket: MediaSocket, to target: MediaAddress,
        _ context: borrowing TickContext
    ) -> Bool {
        guard let security else {
            context.mark.exit()
            defer { context.mark.enter() }
            return socket.send(datagram, to: target)
        }
        var wire = takeOut(&security.value.wire)
        defer { security.value.wire = wire }
        var room = wire.mutableSpan
        let length =
            isControl
            ? security.value.sender.protectControl(datagram, into: &room)
            : security.value.sender.protect(datagram, into: &room)
        // Never in the clear instead.
        guard let length else { return false }
        context.mark.exit()
        defer { context.mark.enter() }
        return socket.send(wire.span.extracting(0..<length), to: target)
    }

    /// Whether a payload of G.711 has the length that an encrypted one would have: whole frames of 10 ms and a tag. Heard
    /// as it is, it would be loud noise.
    func looksEncrypted(_ payload: Range<Int>) -> Bool {
        guard coding == nil, payload.count > Self.frame / 2 else { return false }
        return [4, 10, 16].contains(payload.count % (Self.frame / 2))
    }
}
