/// Decides once whose packets a leg listens to (symmetric RTP, RFC 4961).
///
///     open ──first plausible packet──▶ provisional ──500 ms and 25 packets──▶ fixed
///       └────────── from the SDP's address ───┴──────────────────────────────▶ fixed
///
/// Behind a NAT the source differs from the address in the SDP, so the first valid packet of the negotiated type is
/// taken. While that choice is young, the address in the SDP wins over it; afterwards nobody does.
package struct SourceLatch: BitwiseCopyable, Sendable {
    /// What to do with a packet.
    package enum Verdict: Equatable, Sendable {
        case accept
        /// Accept, and from now on this is the source.
        case latch
        case foreign
    }

    private enum State: BitwiseCopyable {
        case open
        case provisional(MediaAddress, packets: Int, since: Int64)
        case fixed(MediaAddress)
    }

    /// In ticks of 20 ms, and in packets.
    package static let trial: Int64 = 25

    private var state = State.open
    private var announced: MediaAddress?

    package init() {}

    /// Who is listened to, and sent to; `nil` until somebody was heard.
    package var source: MediaAddress? {
        switch state {
        case .open: nil
        case .provisional(let address, _, _), .fixed(let address): address
        }
    }

    /// Opens the latch when the peer's SDP names another address than before; says whether it did.
    package mutating func negotiated(_ address: MediaAddress?) -> Bool {
        guard address != announced else { return false }
        announced = address
        guard address == nil || address != source else { return false }
        state = .open
        return true
    }

    /// Whether this source is a stranger for good.
    package func isFixed(against source: MediaAddress) -> Bool {
        if case .fixed(let chosen) = state { chosen != source } else { false }
    }

    /// Judges a plausible packet: valid, and of the negotiated payload type.
    package mutating func judge(_ source: MediaAddress, tick: Int64) -> Verdict {
        switch state {
        case .open:
            state = source == announced ? .fixed(source) : .provisional(source, packets: 1, since: tick)
            return .latch
        case .provisional(let chosen, let packets, let since):
            if source == announced {
                state = .fixed(source)
                return .latch
            }
            guard source == chosen else { return .foreign }
            let isOld = packets + 1 >= Int(Self.trial) && tick - since >= Self.trial
            state = isOld ? .fixed(chosen) : .provisional(chosen, packets: packets + 1, since: since)
            return .accept
        case .fixed(let chosen):
            return source == chosen ? .accept : .foreign
        }
    }
}
