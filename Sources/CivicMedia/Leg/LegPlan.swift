package import CivicCore

/// G.711's two laws as they go over the wire.
package enum WirePayload: Sendable, Equatable {
    case pcma
    case pcmu
}

/// What offer and answer have agreed on for one leg.
package struct LegPlan: Sendable, Equatable {
    /// Where the peer's SDP wants our packets; `nil` until it has said so (nothing is sent before it is heard, then).
    package var remote: SocketEndpoint?
    package var codec: WirePayload
    /// RTP payload type of the codec, both ways.
    package var payloadType: UInt8
    /// RTP payload type of telephone-event; `nil` when the peer does not take it (digits then go out in-band).
    package var telephoneEventPayloadType: UInt8?
    /// Whether we may send.
    package var sends: Bool
    /// Whether we expect to receive; the watchdog rests otherwise.
    package var receives: Bool

    package init(
        remote: SocketEndpoint?, codec: WirePayload, payloadType: UInt8, telephoneEventPayloadType: UInt8?,
        sends: Bool = true, receives: Bool = true
    ) {
        self.remote = remote
        self.codec = codec
        self.payloadType = payloadType
        self.telephoneEventPayloadType = telephoneEventPayloadType
        self.sends = sends
        self.receives = receives
    }
}
