import CivicDSP

// A conversation's recording: two tracks, made of what was said and heard in the same tick.
extension MediaBridge {
    mutating func record(_ new: Unmanaged<Recorder>, _ left: TrackSource, _ right: TrackSource) {
        endRecording(.stopped)
        recorder = new
        tracks = (left, right)
    }

    mutating func endRecording(_ code: Recorder.EndCode) {
        // Alive until the writer sees the end: the control side keeps it for the writer.
        recorder?._withUnsafeGuaranteedRef { $0.end(code) }
        recorder = nil
    }

    mutating func maskRecording(until tick: Int64) {
        let last = tick + ticksMore
        recorder?._withUnsafeGuaranteedRef { $0.mask(until: last) }
    }

    /// After all have spoken: one frame for each track.
    mutating func record(_ sum: inout [Int32], _ mix: inout [Int16], _ context: inout TickContext) {
        guard let recorder else { return }
        var block = RecordingBlock()
        take(tracks.0, &sum, &mix)
        block.set(track: 0, mix.span)
        take(tracks.1, &sum, &mix)
        block.set(track: 1, mix.span)
        let (tick, counters) = (context.tick + ticksMore, context.counters)
        let end = recorder._withUnsafeGuaranteedRef { $0.append(block, tick: tick, counters: counters) }
        if let end { endRecording(end) }
    }

    /// Puts what a track holds in this tick into `mix`.
    private borrowing func take(_ track: TrackSource, _ sum: inout [Int32], _ mix: inout [Int16]) {
        var accumulator = sum.mutableSpan
        SaturatingMixer.clear(&accumulator)
        for index in parties.indices {
            guard let leg = parties[index] else { continue }
            let isNamed = leg.value.id.value == track.leg
            switch track.kind {
            case .voice: if isNamed { leg.value.addVoice(to: &accumulator) }
            case .others: if !isNamed { leg.value.addVoice(to: &accumulator) }
            case .heard: if isNamed { leg.value.addSent(to: &accumulator) }
            }
        }
        var output = mix.mutableSpan
        SaturatingMixer.resolve(accumulator.span, into: &output)
    }
}

extension MediaLeg {
    /// Adds what this party said in this tick, as it is.
    borrowing func addVoice(to sum: inout MutableSpan<Int32>) {
        if isHeard { SaturatingMixer.add(heard.span, to: &sum) }
    }

    /// Adds what this party was sent in this tick.
    borrowing func addSent(to sum: inout MutableSpan<Int32>) {
        if plan != nil && !isSentSilent { SaturatingMixer.add(sent.span, to: &sum) }
    }
}
