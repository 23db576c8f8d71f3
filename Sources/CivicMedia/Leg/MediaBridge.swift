import CivicDSP

/// Where the legs of one conversation hear each other: each hears all others, each with a gain of its own.
///
///     gain[listener][speaker]    citizen  agent  supervisor
///       citizen                     ·       1        0        (whisper: the supervisor is heard by the agent only)
///       agent                       1       ·        1
///       supervisor                  1       1        ·
///
/// Hold, listen, whisper and barge are changes of these gains, and each change is ramped over 20 ms. A sum that does not
/// fit into 16 bits is turned down, not cut off (`MixLimiter`).
struct MediaBridge: ~Copyable, Sendable {
    static let ramp = MediaLeg.frame

    let id: BridgeID
    private(set) var parties = InlineArray<16, Lent<MediaLeg>?>(repeating: nil)
    private(set) var count = 0
    /// The phase it is served in and the next bridge there; the thread's own.
    var phase = 0
    var next: Lent<MediaBridge>?
    var recorder: Unmanaged<Recorder>?
    var tracks = (TrackSource(.voice(of: LegID(value: 0))), TrackSource(.voice(of: LegID(value: 0))))

    init(id: BridgeID) {
        self.id = id
    }

    mutating func add(_ leg: Lent<MediaLeg>) {
        let slot = leg.value.slot
        parties[slot] = leg
        count += 1
        for index in parties.indices {
            guard let other = parties[index], index != slot else { continue }
            // Whoever was in this slot before has left his gains behind.
            other.value.gains[slot] = GainRamp(0)
            other.value.gains[slot].ramp(to: 1, over: Self.ramp)
        }
    }

    mutating func remove(_ leg: Lent<MediaLeg>) {
        let slot = leg.value.slot
        guard parties[slot] != nil else { return }
        parties[slot] = nil
        count -= 1
        for index in parties.indices { parties[index]?.value.declicker.mixChanged() }
    }

    /// One tick: all listen, then all speak.
    mutating func tick(_ sum: inout [Int32], _ mix: inout [Int16], _ context: inout TickContext) {
        for index in parties.indices { parties[index]?.value.listen(&context) }
        tap()
        for index in parties.indices {
            guard let leg = parties[index] else { continue }
            var output = mix.mutableSpan
            if count < 2 || leg.value.needsNoMix {
                for sample in output.indices { output[sample] = 0 }
            } else {
                var accumulator = sum.mutableSpan
                SaturatingMixer.clear(&accumulator)
                for speaker in parties.indices where speaker != index {
                    parties[speaker]?.value.addVoice(to: &accumulator, heardBy: leg)
                }
                leg.value.limiter.resolve(accumulator.span, into: &output)
            }
            leg.value.speak(mix.span, &context)
        }
        record(&sum, &mix, &context)
    }
}

extension MediaLeg {
    /// Adds what this party said in this tick to what another one hears.
    borrowing func addVoice(to sum: inout MutableSpan<Int32>, heardBy listener: Lent<MediaLeg>) {
        if isHeard {
            SaturatingMixer.add(heard.span, gain: &listener.value.gains[slot], to: &sum)
        } else {
            listener.value.gains[slot].skip(Self.frame)
        }
    }
}
