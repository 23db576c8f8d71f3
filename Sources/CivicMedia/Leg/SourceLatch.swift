/// Decides whose packets a leg listens to (symmetric RTP, RFC 4961).
///
///     open ──first plausible packet──▶ chosen ──from a better place──▶ chosen
///
/// Behind a NAT the source differs from the address in the SDP, so the first valid packet of the negotiated type is
/// taken. It may be a thief's who was faster than the caller; so whoever sends from a better place takes the choice over,
/// at any time: the very address of the SDP, before another port of that host or of the host that the signalling comes
/// from, before everybody else. From a place as good or worse nobody does, however long the chosen one is silent.
package struct SourceLatch: BitwiseCopyable, Sendable {
    /// What to do with a packet.
    package enum Verdict: Equatable, Sendable {
        case accept
        /// Accept, and from now on this is the source.
        case latch
        case foreign
    }

    /// The better a place, the greater.
    private enum Place: UInt8, BitwiseCopyable {
        case anywhere, host, announced
    }

    package private(set) var source: MediaAddress?
    private var announced: MediaAddress?
    /// Its port does not matter.
    private var signalling: MediaAddress?

    package init() {}

    /// Opens the latch when the peer's SDP names another address than before; says whether it did.
    ///
    /// - Parameter signalling: where the peer's requests and responses come from; only the host counts.
    package mutating func negotiated(_ address: MediaAddress?, signalling: MediaAddress? = nil) -> Bool {
        self.signalling = signalling
        guard address != announced else { return false }
        announced = address
        guard address == nil || address != source else { return false }
        source = nil
        return true
    }

    /// Whether a packet from there would be foreign, whatever is in it.
    package func isForeign(_ packet: MediaAddress) -> Bool {
        guard let chosen = source, packet != chosen else { return false }
        return place(of: packet).rawValue <= place(of: chosen).rawValue
    }

    /// Judges a plausible packet: valid, and of the negotiated payload type.
    package mutating func judge(_ packet: MediaAddress) -> Verdict {
        if packet == source { return .accept }
        if isForeign(packet) { return .foreign }
        source = packet
        return .latch
    }

    private func place(of address: MediaAddress) -> Place {
        if address == announced { return .announced }
        let hosts = (announced?.sameHost(as: address) ?? false) || (signalling?.sameHost(as: address) ?? false)
        return hosts ? .host : .anywhere
    }
}
