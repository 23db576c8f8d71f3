import CivicCore
import CivicDSP
import CivicPlayout
import CivicRTP

// A leg whose codec is not G.711, or whose packets are not of 20 ms.
extension MediaLeg {
    var isWide: Bool { coding.map { $0.value.isWide } ?? false }

    /// Changes to what a new plan needs; what was in use before goes back to the control side.
    mutating func use(_ change: CodingChange, _ context: inout TickContext) {
        switch change {
        case .keep: break
        case .plain: giveBackCoding(&context)
        case .new(let new):
            giveBackCoding(&context)
            noteReceived()
            swap(&audio, &new.value.audio)
            coding = new
            setClock(UInt32(new.value.codec.frameDuration), context)
        }
    }

    mutating func giveBackCoding(_ context: inout TickContext) {
        guard let old = coding else { return }
        noteReceived()
        swap(&audio, &old.value.audio)
        audio.forgetSource()
        coding = nil
        setClock(UInt32(Self.frame), context)
        context.tell(.codingReturned(old))
    }

    /// Another clock of the timestamps, going on from where the old one is.
    private mutating func setClock(_ duration: UInt32, _ context: borrowing TickContext) {
        guard duration != frameDuration else { return }
        let now = timestamp(context)
        frameDuration = duration
        timestampBase = 0
        timestampBase = now &- timestamp(context)
        eventSender = TelephoneEventSender(clockRate: Int(duration) * 50)
    }

    /// Takes a frame of wideband audio, and brings it to 8 kHz as well.
    mutating func pullWide(
        _ coding: Lent<LegCoding>, into narrow: inout MutableSpan<Int16>, at now: MonotonicInstant
    ) -> PlayedFrame {
        var wide = takeOut(&coding.value.heard)
        defer { coding.value.heard = wide }
        var room = wide.mutableSpan
        let played = audio.pull(into: &room, at: now)
        if played != .nothing { coding.value.narrow(heard: room.span, into: &narrow) }
        return played
    }

    /// Sends this tick's packets.
    ///
    /// - Parameter mix: what the party is to hear of the others, at its codec's rate; empty when it is alone.
    mutating func speak(
        _ coding: Lent<LegCoding>, _ mix: Span<Int16>, _ packet: inout [UInt8], _ plan: WirePlan,
        _ context: inout TickContext
    ) {
        var frame = takeOut(&coding.value.frame)
        defer { coding.value.frame = frame }
        var samples = frame.mutableSpan
        let played = playBack(coding, into: &samples, &context)  // behind a key, too: its time goes on
        if sendEvent(&packet, plan, &context) { return coding.value.dropPending() }
        if !played { say(coding, mix, into: &samples) }
        if !plan.sends { keepSentSilence() }
        if declicker.turnsTo(played ? .playback : isLooped ? .loop : .mix) && !isFirstPacket {
            Declicker.join(&samples, to: coding.value.last, length: 5 * samples.count / 20)
        }
        coding.value.last = samples[samples.count - 1]
        var start = timestamp(context) &- UInt32(coding.value.append(samples.span))
        while true {
            var whole = packet.mutableSpan
            var payload = whole._mutatingExtracting(
                RTPHeader.length..<RTPHeader.length + LegCoding.largestPayload)
            guard let length = coding.value.next(into: &payload) else { return }
            if length > 0 { send(isFirstPacket, plan.payloadType, start, length, &packet, plan, context) }
            start &+= UInt32(coding.value.packetDuration)
        }
    }

    /// Fills a frame from keys or prompt; `false` when there is none.
    private mutating func playBack(
        _ coding: Lent<LegCoding>, into samples: inout MutableSpan<Int16>, _ context: inout TickContext
    ) -> Bool {
        var codes = InlineArray<160, UInt8>(repeating: 0)
        var output = codes.mutableSpan
        guard renderPlayback(&output, &context) else { return false }
        isSentSilent = false
        var linear = takeOut(&sent)
        defer { sent = linear }
        var narrow = linear.mutableSpan
        G711.decodeALaw(output.span, into: &narrow)
        if coding.value.isWide {
            coding.value.widen(narrow.span, into: &samples)
        } else {
            Self.copy(narrow.span, to: &samples)
        }
        return true
    }

    /// Fills a frame with the party's own voice, the others', or silence, and keeps it as sent.
    private mutating func say(
        _ coding: Lent<LegCoding>, _ mix: Span<Int16>, into samples: inout MutableSpan<Int16>
    ) {
        if isLooped, coding.value.isWide {
            let own = takeOut(&coding.value.heard)
            Self.copy(own.span, to: &samples)
            coding.value.heard = own
        } else if isLooped {
            Self.copy(heard.span, to: &samples)
        } else if !mix.isEmpty {
            Self.copy(mix, to: &samples)
        } else {
            for index in samples.indices { samples[index] = 0 }
            return keepSentSilence()
        }
        isSentSilent = false
        var linear = takeOut(&sent)
        defer { sent = linear }
        var narrow = linear.mutableSpan
        if coding.value.isWide {
            coding.value.narrow(sent: samples.span, into: &narrow)
        } else {
            Self.copy(samples.span, to: &narrow)
        }
    }

    private static func copy(_ from: Span<Int16>, to: inout MutableSpan<Int16>) {
        for index in 0..<min(from.count, to.count) { to[index] = from[index] }
    }
}

extension MediaLeg {
    /// Adds what this party said in this tick, at 16 kHz, to what another one hears.
    borrowing func addWideVoice(to sum: inout MutableSpan<Int32>, heardBy listener: Lent<MediaLeg>) {
        if isHeard, let coding {
            coding.value.addVoice(gain: &listener.value.gains[slot], to: &sum)
        } else {
            listener.value.gains[slot].skip(Self.frame)
        }
    }
}
