/// Our side of an audio stream: where we listen and what we can do.
package struct LocalAudio: Equatable, Sendable {
    /// Numeric address for `o=` and `c=`.
    package var host: String
    /// RTP port; RTCP is the next.
    package var port: UInt16
    /// In order of preference, the best first.
    package var codecs: [AudioCodec]
    /// Whether to offer and take telephone-event (RFC 4733).
    package var telephoneEvents: Bool
    /// Whether to offer and take comfort noise (RFC 3389) beside codecs with a clock of 8 kHz.
    package var comfortNoise: Bool
    /// `o=` session id, kept for the whole dialog (RFC 3264 §8).
    package var sessionID: UInt64
    /// `o=` version, one more with every changed description.
    package var version: UInt64
    /// What we want: `sendonly` puts the other side on hold.
    package var direction: MediaDirection
    /// Milliseconds of audio in a packet that we ask for.
    package var packetTime: Int
    /// Encryption; `nil` when it is off.
    package var security: LocalSecurity?
    /// Whether to offer and take RTCP on the port of RTP (RFC 5761).
    package var multiplexes = false
    /// For a browser: only its kind of stream is taken then.
    package var web: LocalWeb?

    package init(
        host: String, port: UInt16, codecs: [AudioCodec] = [.pcma, .pcmu], telephoneEvents: Bool = true,
        comfortNoise: Bool = false, sessionID: UInt64, version: UInt64 = 1, direction: MediaDirection = .sendrecv,
        packetTime: Int = 20
    ) {
        self.host = host
        self.port = port
        self.codecs = codecs
        self.telephoneEvents = telephoneEvents
        self.comfortNoise = comfortNoise
        self.sessionID = sessionID
        self.version = version
        self.direction = direction
        self.packetTime = packetTime
    }
}
