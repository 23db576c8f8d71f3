package import CivicCore

/// What an offer and its answer have agreed on for the audio.
package struct NegotiatedAudio: Equatable, Sendable {
    /// Where to send; `nil` while nothing may be sent there (0.0.0.0 or ::, the old way to hold, or port 0).
    package var remote: SocketEndpoint?
    package var codec: AudioCodec
    /// The number the codec goes by in what we send.
    package var payloadType: UInt8
    /// The number the codec goes by in what we receive: the one that we listed (RFC 3264 §5.1).
    package var receivedPayloadType: UInt8
    /// The number telephone-event goes by in what we send; `nil` when the other side does not take events.
    package var telephoneEventPayloadType: UInt8?
    /// The number telephone-event goes by in what we receive.
    package var receivedEventPayloadType: UInt8?
    /// Clock rate of the events, in Hz: the codec's own, or 8000.
    package var telephoneEventClockRate: Int
    /// The number comfort noise goes by both ways; `nil` when one side does not take it.
    package var comfortNoisePayloadType: UInt8?
    /// Milliseconds of audio in the packets that we send.
    package var packetTime: Int
    /// Our direction after the negotiation.
    package var direction: MediaDirection
    /// How both ways are encrypted; `nil` for plain audio.
    package var keys: SRTPKeys?
    /// The tag of the line that we took from an offer; `nil` when the offer was ours.
    package var answeredTag: Int?
    /// Whether the other side's profile is RTP/SAVP or RTP/SAVPF; encrypted audio may come as RTP/AVP as well.
    package var usesSecureProfile = false
    /// Whether RTCP goes over the port of RTP, both ways (RFC 5761).
    package var multiplexes = false
    /// Where to send RTCP, from `a=rtcp` (RFC 3605); `nil` for the port after RTP's.
    package var remoteControl: SocketEndpoint?
    /// A browser on the other side; its address and keys come by checks and handshake.
    package var web: RemoteWeb?

    /// - Parameters:
    ///   - receivedPayloadType: the same as `payloadType` when left out; so for the events.
    package init(
        remote: SocketEndpoint?, codec: AudioCodec, payloadType: UInt8, receivedPayloadType: UInt8? = nil,
        telephoneEventPayloadType: UInt8?, receivedEventPayloadType: UInt8? = nil, telephoneEventClockRate: Int = 8000,
        comfortNoisePayloadType: UInt8? = nil, packetTime: Int = 20, direction: MediaDirection = .sendrecv
    ) {
        self.remote = remote
        self.codec = codec
        self.payloadType = payloadType
        self.receivedPayloadType = receivedPayloadType ?? payloadType
        self.telephoneEventPayloadType = telephoneEventPayloadType
        self.receivedEventPayloadType = receivedEventPayloadType ?? telephoneEventPayloadType
        self.telephoneEventClockRate = telephoneEventClockRate
        self.comfortNoisePayloadType = comfortNoisePayloadType
        self.packetTime = packetTime
        self.direction = direction
    }
}
