import CivicCore

/// What comes to a browser's leg and is no audio: connectivity checks and handshakes, on their way from the media thread
/// to the control side.
///
/// The tick only copies them into a ring; what does not fit is lost, as on any network, and comes again.
final class Doorway: Sendable {
    /// A datagram of at most this length; checks and flights are shorter.
    static let longest = 1500

    struct Datagram: BitwiseCopyable, Sendable {
        var bytes = InlineArray<1500, UInt8>(repeating: 0)
        var length = 0
        var source: MediaAddress
    }

    private let ring = SPSCRing<Datagram>(capacity: 16)

    /// Whether a datagram is none of SRTP's (RFC 7983 §7).
    static func takes(_ datagram: Span<UInt8>) -> Bool { !datagram.isEmpty && datagram[0] < 64 }

    /// Media thread: hands one over.
    func put(_ datagram: Span<UInt8>, from source: MediaAddress) {
        guard datagram.count <= Self.longest else { return }
        var item = Datagram(source: source)
        for index in datagram.indices { item.bytes[index] = datagram[index] }
        item.length = datagram.count
        _ = ring.push(item)
    }

    /// Control side: takes the oldest.
    func take() -> (bytes: [UInt8], source: SocketEndpoint)? {
        guard let item = ring.pop() else { return nil }
        return ((0..<item.length).map { item.bytes[$0] }, item.source.endpoint)
    }
}
