package import CivicCore

/// The codecs of a leg, as they go over the wire.
package enum WirePayload: Sendable, Equatable, CaseIterable {
    case pcma
    case pcmu
    case g722
    /// Decoded and encoded at 16 kHz.
    case opus
    /// 16-bit linear PCM at 8 kHz (RFC 3551 §4.5.11).
    case l16
    /// The same at 16 kHz.
    case l16Wideband
}

/// What offer and answer have agreed on for one leg.
package struct LegPlan: Sendable, Equatable {
    /// Where the peer's SDP wants our packets; `nil` until it has said so (nothing is sent before it is heard, then).
    package var remote: SocketEndpoint?
    /// Where the peer's signalling comes from: a NAT's packets mostly come from there too.
    package var signallingHost: String?
    package var codec: WirePayload
    /// RTP payload type of the codec in what we send.
    package var payloadType: UInt8
    /// RTP payload type of the codec in what we receive.
    package var receivedPayloadType: UInt8
    /// RTP payload type of telephone-event in what we send; `nil` when the peer does not take it (digits then go out
    /// in-band).
    package var telephoneEventPayloadType: UInt8?
    /// RTP payload type of telephone-event in what we receive.
    package var receivedEventPayloadType: UInt8?
    /// RTP payload type of comfort noise (RFC 3389) in what we receive; `nil` when it was not agreed on.
    package var comfortNoisePayloadType: UInt8?
    /// Milliseconds of audio in the packets that we send: 10, 20, 30, 40 or 60; Opus has no 30 and takes 20.
    package var packetTime: Int
    /// Whether we may send.
    package var sends: Bool
    /// Whether we expect to receive; the watchdog rests otherwise.
    package var receives: Bool
    /// How both ways are encrypted; `nil` for plain RTP. A key that stays the same goes on counting where it is.
    package var keys: SRTPKeys?
    /// Whether RTCP goes over the port of RTP, both ways (RFC 5761).
    package var multiplexes = false
    /// Where our RTCP goes; `nil` for the port after RTP's.
    package var remoteControl: SocketEndpoint?
    /// By which ways keys are heard.
    package var digits = DigitWays.all

    /// - Parameters:
    ///   - receivedPayloadType: the same as `payloadType` when left out; so for the events.
    package init(
        remote: SocketEndpoint?, codec: WirePayload, payloadType: UInt8, receivedPayloadType: UInt8? = nil,
        telephoneEventPayloadType: UInt8?, receivedEventPayloadType: UInt8? = nil,
        comfortNoisePayloadType: UInt8? = nil, packetTime: Int = 20, sends: Bool = true, receives: Bool = true
    ) {
        self.remote = remote
        self.codec = codec
        self.payloadType = payloadType
        self.receivedPayloadType = receivedPayloadType ?? payloadType
        self.telephoneEventPayloadType = telephoneEventPayloadType
        self.receivedEventPayloadType = receivedEventPayloadType ?? telephoneEventPayloadType
        self.comfortNoisePayloadType = comfortNoisePayloadType
        self.packetTime = packetTime
        self.sends = sends
        self.receives = receives
    }
}
