package import CivicCore
package import CivicDSP
package import CivicRTP

/// One stream from its packets to a frame of samples every 20 ms: order, delay, decoding, concealment, comfort noise.
///
///     packet ─▶ RTPReceiver ─▶ JitterBuffer ─▶ AudioDecoder ─▶ ┌ history │ to be played ┐ ─▶ frame of 20 ms
///               admitted        encoded, 4 KB                  └─────────┼──────────────┘
///                                             Concealer, ComfortNoise ───┤
///                                             TimeStretch ───────────────┘ one pitch period more or less
///
/// All memory is taken in `init`: 5 KB for G.711 and the payloads that wait, 7 KB for G.722, and what libopus needs for
/// Opus. `receive` and `pull` neither allocate nor wait; the codec is settled once a packet.
package struct AudioReceiver: ~Copyable, Sendable {
    /// What a stream is to be like.
    package struct Settings: Equatable, Sendable {
        /// Delay that is expected before anything is known, in ms.
        package var initialDelay = 40
        /// Delay that is kept on top of a packet even on a perfect path, in ms.
        package var minimumDelay = 0
        /// The most delay beyond the fastest packet, in ms.
        package var maximumDelay = 400
        package init() {}
    }

    package var codec: AudioCodec { decoder.codec }
    package internal(set) var rtp: RTPReceiver
    package internal(set) var figures = PlayoutFigures()

    var decoder: AudioDecoder
    var concealer: Concealer
    var noise = ComfortNoiseGenerator()
    var hasDescriptor = false
    var floor = NoiseFloor()
    let stretch: TimeStretch
    /// The history that the concealer wants, then what is decoded and not yet played.
    var samples: [Int16]
    /// Room for a payload that is too long for the stack; none where all fit there, where the memory is warm.
    var longPayload: [UInt8]
    var scratch: [Int16]  // what a join crosses over from
    let history: Int
    var count = 0  // samples to be played
    /// Frames until it is worth looking for a period to leave out or to repeat.
    var adjustmentRest = 0
    /// Times in a row that nothing could be left out; speech has a pause or a vowel within so many.
    var failures = 0
    static let patience = 10
    /// 60 ms of G.711 or G.722, in bytes.
    private static let shortPayload = 480
    /// Frames until it is worth looking for less than a period to leave out, and how many it will be the next time.
    var trifleRest = 0
    var triflePatience = AudioReceiver.shortestRest
    static let shortestRest = 10
    static let longestRest = 400
    var lastAudio: (sequence: UInt16, timestamp: UInt32, length: Int)?
    let frame: Int
    let clock: Int  // timestamp units a ms
    let rate: Int  // samples a ms

    package init(
        _ decoder: consuming AudioDecoder, settings: Settings = Settings()
    ) {
        let codec = decoder.codec
        rtp = RTPReceiver(
            jitterBuffer: JitterBuffer(
                clockRate: codec.clockRate, largestPayload: codec.largestPayload,
                capacity: max(codec.largestPayload * 3, min(20_000, codec.frameBytes * 24)), recovers: decoder.recovers,
                initialDelay: settings.initialDelay, minimumDelay: settings.minimumDelay,
                maximumDelay: settings.maximumDelay))
        self.decoder = decoder
        frame = codec.frameSamples
        clock = codec.clockRate / 1000
        rate = codec.sampleRate / 1000
        history = Concealer.history * rate
        concealer = Concealer(sampleRate: codec.sampleRate)
        stretch = TimeStretch(sampleRate: codec.sampleRate)
        // At most a frame and a period of 15 ms, and a packet of 60 ms behind them, wait at a time.
        samples = [Int16](repeating: 0, count: history + frame + 75 * rate)
        longPayload = [UInt8](repeating: 0, count: codec.largestPayload <= Self.shortPayload ? 0 : codec.largestPayload)
        scratch = [Int16](repeating: 0, count: 4 * rate)
    }

    /// Takes a packet of the audio's payload type, of comfort noise's or of telephone-event's.
    ///
    /// - Returns: Whether it belongs to the stream and is new: an event is then worth looking at.
    package mutating func receive(
        _ header: RTPHeader, payload: Span<UInt8>, kind: JitterBuffer.Kind = .audio, at now: MonotonicInstant
    ) -> Bool {
        let arrival = units(now)
        guard rtp.admit(header, arrival: arrival) else { return false }
        var duration = 0
        if kind == .audio {
            guard let known = codec.duration(of: payload) else {
                figures.broken += 1
                return true
            }
            duration = known
            if isEncrypted(header, payload.count) {
                figures.encrypted += 1
                return true
            }
        }
        rtp.store(header, payload: payload, kind: kind, duration: duration, arrival: arrival)
        return true
    }

    /// Fills the next frame of 20 ms, `codec.frameSamples` long.
    package mutating func pull(into output: inout MutableSpan<Int16>, at now: MonotonicInstant) -> PlayedFrame {
        guard longPayload.isEmpty else {
            var bytes = takeOut(&longPayload)
            defer { longPayload = bytes }
            var room = bytes.mutableSpan
            return pull(into: &output, at: now, over: &room)
        }
        var bytes = InlineArray<480, UInt8>(repeating: 0)
        var room = bytes.mutableSpan
        return pull(into: &output, at: now, over: &room)
    }

    /// - Parameter payload: room for the largest payload.
    private mutating func pull(
        into output: inout MutableSpan<Int16>, at now: MonotonicInstant, over payload: inout MutableSpan<UInt8>
    ) -> PlayedFrame {
        let tick = units(now)
        var played = PlayedFrame.heard
        while count < frame {
            switch rtp.next(at: tick, leftover: leftover, into: &payload) {
            case .nothing where figures.frames == 0:
                for index in output.indices { output[index] = 0 }
                return .nothing
            case .audio(let length, let skip, let follows):
                decode(payload.span.extracting(0..<length), skip: skip * rate / clock, follows: follows)
            case .recover(let length, let duration):
                recover(from: payload.span.extracting(0..<length), duration * rate / clock)
            case .comfortNoise(let length): describe(payload.span.extracting(0..<length))
            case .missing:
                makeUp()
                if played == .heard { played = .concealed }
            case .pause, .nothing:
                makeUp()
                played = .pause
            }
        }
        if played == .heard {
            learnFloor()
            adjust(tick, over: &payload)
        }
        figures.frames += 1
        if played == .concealed { figures.concealed += 1 }
        finish(&output)
        return played
    }

    /// Changes between G.711's two laws after a new negotiation.
    package mutating func use(_ law: G711Law) { decoder.use(law) }

    /// Forgets the source, for a new negotiation; the figures stay.
    package mutating func forgetSource() { rtp.forgetSource() }

    package mutating func reportBlock(lastSenderReport: UInt32, delaySinceThen: UInt32) -> ReportBlock? {
        rtp.reportBlock(lastSenderReport: lastSenderReport, delaySinceThen: delaySinceThen)
    }

    /// Delay from the fastest packet's arrival to its being heard, in ms.
    package func delay(at now: MonotonicInstant) -> Double {
        rtp.jitterBuffer.delay(at: units(now), leftover: leftover)
    }

    /// Local time less timestamp of what is heard now, in ms; its zero is the sender's affair.
    package func depth(at now: MonotonicInstant) -> Double {
        rtp.jitterBuffer.depth(at: units(now), leftover: leftover)
    }

    /// The delay that is aimed at, in ms.
    package var targetDelay: Double { rtp.jitterBuffer.targetDelay }

    /// Interarrival jitter in ms (RFC 3550 §6.4.1).
    package var jitter: Double { Double(rtp.statistics?.jitter ?? 0) / Double(clock) }

    // MARK: Inside

    /// Whether a payload of a codec of fixed rate is longer than its timestamp says by 10 or 4 bytes, the tags of RFC
    /// 3711 and RFC 4568; played, it would be loud noise.
    private mutating func isEncrypted(_ header: RTPHeader, _ length: Int) -> Bool {
        guard codec.frameBytes * 3 == codec.largestPayload else { return false }
        let bytes = codec.frameBytes / codec.frameDuration
        let last = lastAudio
        lastAudio = (header.sequence, header.timestamp, length)
        guard let last, header.sequence == last.sequence &+ 1 else { return false }
        let excess = last.length - Int(header.timestamp &- last.timestamp) * bytes
        guard excess == 10 || excess == 4, length == last.length else { return false }
        // What has been kept of it is not played, either.
        if figures.encrypted == 0 { rtp.clear() }
        return true
    }

    private func units(_ now: MonotonicInstant) -> Int64 { now.nanoseconds * Int64(clock) / 1_000_000 }

    /// What is decoded and not yet played, in timestamp units.
    var leftover: Int { count * clock / rate }
}
