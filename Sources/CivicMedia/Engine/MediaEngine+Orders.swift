import CivicCore
import CivicDSP
import CivicRTP
import Synchronization

// What a leg plays, records, hears and sends.
extension MediaEngine {
    /// Plays clips, pauses and tones in a row (64 at most) instead of what is playing.
    ///
    /// While it plays, the party does not hear its bridge. A clip that the library does not have is left out and
    /// counted. An interruptible playback ends on the media thread itself the moment a digit begins.
    package func play(
        _ parts: [PlaybackPart], to leg: LegID, token: PlaybackToken, loop: Bool, interruptible: Bool
    ) {
        let stretches = parts.prefix(Playback.maximumParts).flatMap(stretches)
        withLeg(leg) { record, control in
            guard lend(record.thread, &control) else {
                output.yield(.playbackEnded(leg, token, .stopped))
                return
            }
            let playback = Lent(Playback(stretches, token: token, loop: loop, interruptible: interruptible))
            order(.play(record.lent, playback), record.thread, &control)
        }
    }

    package func stopPlaying(_ leg: LegID) {
        withLeg(leg) { record, control in order(.stopPlaying(record.lent), record.thread, &control) }
    }

    /// Records what the party says to a WAV file (16-bit PCM, 8 kHz, mono) in place of a recording that runs.
    ///
    /// - Parameters:
    ///   - silence: time without speech that ends it; `nil` for never.
    ///   - stopOnKey: whether any digit ends it.
    package func record(
        _ leg: LegID, to file: String, token: PlaybackToken, longest: Duration, silence: Duration?, stopOnKey: Bool
    ) {
        withLeg(leg) { record, control in
            let recorder = Recorder(
                .message(leg), token: token, file: file,
                rules: .init(longest: longest, silence: silence, stopsOnKey: stopOnKey),
                buffer: configuration.recordingBuffer)
            // The writer keeps it alive until the media thread has ended it.
            writer.add(recorder)
            order(.record(record.lent, .passUnretained(recorder)), record.thread, &control)
        }
    }

    package func stopRecording(_ leg: LegID) {
        withLeg(leg) { record, control in order(.stopRecording(record.lent), record.thread, &control) }
    }

    /// Lets the party hear itself instead of its bridge.
    package func loopBack(_ leg: LegID, _ on: Bool) {
        withLeg(leg) { record, control in order(.loopBack(record.lent, on), record.thread, &control) }
    }

    /// Sets how loud one party of a bridge hears another: 0 not at all, 1 as it is (the default), at most 8.
    package func hear(_ listener: LegID, _ speaker: LegID, gain: Float) {
        withLeg(listener) { record, control in
            guard let other = control.legs[speaker], other.bridge == record.bridge, gain.isFinite else { return }
            order(
                .hear(record.lent, slot: other.slot, gain: max(0, min(8, gain))), record.thread, &control)
        }
    }

    /// Puts a leg on hold: its watchdog rests, and it is sent silence or what is played to it.
    package func setHeld(_ leg: LegID, _ held: Bool) {
        withLeg(leg) { record, control in order(.hold(record.lent, held), record.thread, &control) }
    }

    /// Presses keys towards the party: as RFC 4733 events where negotiated, else as tones. What is no key is left out.
    package func send(digits: String, to leg: LegID) {
        let keys = digits.compactMap { DTMFCode($0) }.prefix(TelephoneEventSender.capacity)
        withLeg(leg) { record, control in
            if record.plan?.telephoneEventPayloadType != nil {
                for key in keys { order(.dialEvent(record.lent, key.value), record.thread, &control) }
                return
            }
            let text = String(keys.map(\.character))
            guard let stretches = ToneStretches.dial(text), lend(record.thread, &control) else { return }
            let playback = Playback(stretches, token: PlaybackToken(value: 0), loop: false, interruptible: false)
            order(.dial(record.lent, Lent(playback)), record.thread, &control)
        }
    }

    /// A digit that the party has sent by SIP INFO; merged with the other ways.
    package func injectDigit(_ digit: Character, from leg: LegID) {
        guard let key = DTMFCode(digit) else { return }
        withLeg(leg) { record, control in order(.injectDigit(record.lent, key.value), record.thread, &control) }
    }

    /// Listens to a leg that goes out: for the network's tones of the configured country, fax machines, and, after
    /// `progressAnswered`, whether a person or a machine speaks. Ends with the leg, or with `endProgress`.
    package func watchProgress(_ leg: LegID) {
        withLeg(leg) { record, control in
            guard lend(record.thread, &control) else { return }
            let detector = Lent(CallProgressDetector(plan: configuration.tones))
            order(.watchProgress(record.lent, detector), record.thread, &control)
        }
    }

    /// The called party has answered.
    package func progressAnswered(_ leg: LegID) {
        withLeg(leg) { record, control in order(.progressAnswered(record.lent), record.thread, &control) }
    }

    package func endProgress(_ leg: LegID) {
        withLeg(leg) { record, control in order(.endProgress(record.lent), record.thread, &control) }
    }

    private func stretches(of part: PlaybackPart) -> [Playback.Stretch] {
        switch part {
        case .clip(let name):
            guard let codes = clips.withLock({ $0.codes(of: name) }) else {
                unknownClips.wrappingAdd(1, ordering: .relaxed)
                return []
            }
            return [.codes(codes)]
        case .codes(let codes): return [.codes(codes)]
        case .pause(let milliseconds): return [.pause(samples: max(0, min(86_400_000, milliseconds)) * 8)]
        case .tone(let frequencies, let level, let duration):
            return ToneStretches.tone(frequencies, level: level, duration: duration)
        case .progress(let name, let duration):
            guard let tone = ProgressToneKind(rawValue: name).flatMap({ configuration.tones[$0] }) else { return [] }
            return ToneStretches.tone(tone, duration: duration)
        }
    }

    /// Counts a loan; `false` when the thread has so much that it could not give it all back.
    private func lend(_ thread: Int, _ control: inout MediaControl) -> Bool {
        guard control.shares[thread].lent < MediaThread.lentBound else {
            refusedLoans.wrappingAdd(1, ordering: .relaxed)
            return false
        }
        control.shares[thread].lent += 1
        return true
    }
}
