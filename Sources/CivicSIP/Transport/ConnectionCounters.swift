/// What the edge has counted of its connections since the start.
package struct ConnectionCounters: Sendable, Equatable {
    /// Alive now, by transport.
    package var open: [SIPTransport: Int] = [:]
    /// Taken from others and opened by us.
    package var begun = 0
    /// Turned away before anything was read, by reason: `total`, `source`.
    package var refused: [String: Int] = [:]
    /// Ended by us, by reason: `idle`, `handshake`, `unfinished`, `slow-reader`, `framing`, `tls`.
    package var dropped: [String: Int] = [:]
    /// Attempts of ours that came to nothing.
    package var unreachable = 0

    package init() {}
}
