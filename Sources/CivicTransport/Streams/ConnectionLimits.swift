/// How much of us others may take by connections.
package struct ConnectionLimits: Sendable, Equatable {
    /// Connections at once, ours included.
    package var total = 2000
    /// From one address that is no trunk; of IPv6 addresses the first 64 bits count.
    package var perSource = 50
    /// One that says nothing for so long is closed, unless a registration or a call depends on it.
    package var idle = Duration.seconds(120)
    /// TCP's opening, and TLS's handshake.
    package var handshake = Duration.seconds(5)
    /// A message must be whole so long after its first byte.
    package var unfinished = Duration.seconds(10)
    /// What is kept for a peer that does not read, in bytes; a slower one is given up.
    package var outbound = 1 << 20

    package init() {}
}
