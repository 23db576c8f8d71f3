package import CivicCore

/// What an offer and its answer have agreed on for the audio.
package struct NegotiatedAudio: Equatable, Sendable {
    /// Where to send; `nil` while nothing may be sent there (0.0.0.0 or ::, the old way to hold, or port 0).
    package var remote: SocketEndpoint?
    package var codec: AudioCodec
    /// The number the codec goes by in what we send.
    package var payloadType: UInt8
    /// The number telephone-event at 8 kHz goes by in what we send; `nil` when the other side does not take events.
    package var telephoneEventPayloadType: UInt8?
    /// Milliseconds of audio in the packets that we send.
    package var packetTime: Int
    /// Our direction after the negotiation.
    package var direction: MediaDirection

    package init(
        remote: SocketEndpoint?, codec: AudioCodec, payloadType: UInt8, telephoneEventPayloadType: UInt8?,
        packetTime: Int = 20, direction: MediaDirection = .sendrecv
    ) {
        self.remote = remote
        self.codec = codec
        self.payloadType = payloadType
        self.telephoneEventPayloadType = telephoneEventPayloadType
        self.packetTime = packetTime
        self.direction = direction
    }
}
