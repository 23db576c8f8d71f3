import CivicCore
import CivicDSP
import CivicPlayout
import CivicRTP

// From what the party is to hear to the wire.
extension MediaLeg {
    /// Timestamp of what is sent in a tick.
    func timestamp(_ context: borrowing TickContext) -> UInt32 {
        timestampBase &+ UInt32(truncatingIfNeeded: context.tick &* Int64(frameDuration))
    }

    /// Sends this tick's packet: keys first, then the prompt, then the party's own voice or the bridge's mix.
    ///
    /// - Parameters:
    ///   - mix: what the party is to hear of the others; empty when it is alone.
    ///   - packet: room for one.
    mutating func speak(_ mix: Span<Int16>, _ packet: inout [UInt8], _ context: inout TickContext) {
        guard let plan else { return }
        defer { reportOnTime(context) }
        if let coding { return speak(coding, mix, &packet, plan, &context) }
        let played = playBack(&packet, &context)  // behind a key, too: its time goes on
        if sendEvent(&packet, plan, &context) { return }
        var whole = packet.mutableSpan
        var payload = whole._mutatingExtracting(RTPHeader.length..<RTPHeader.length + Self.frame)
        if played {
            plan.codec.translate(&payload)
        } else if isLooped {
            plan.codec.encode(heard.span, into: &payload)
        } else if mix.isEmpty {
            plan.codec.silence(&payload)
        } else {
            plan.codec.encode(mix, into: &payload)
        }
        if declicker.turnsTo(played ? .playback : isLooped ? .loop : .mix) && !isFirstPacket {
            Declicker.join(&payload, to: lastCode, plan.codec.law)
        }
        lastCode = payload[Self.frame - 1]
        let isSilence = !played && !isLooped && mix.isEmpty
        if isSilence || !plan.sends { keepSentSilence() } else { keepSent(payload.span, plan.codec) }
        send(isFirstPacket, plan.payloadType, timestamp(context), Self.frame, &packet, plan, context)
    }

    /// Whether the bridge's mix would not be heard in this tick.
    var needsNoMix: Bool { isPlaying || isLooped || isHeld || plan == nil }

    private var isPlaying: Bool { playback != nil || dialling != nil }

    private mutating func playBack(_ packet: inout [UInt8], _ context: inout TickContext) -> Bool {
        var whole = packet.mutableSpan
        var payload = whole._mutatingExtracting(RTPHeader.length..<RTPHeader.length + Self.frame)
        return renderPlayback(&payload, &context)
    }

    /// Sends a key's event instead of audio; `false` when none is due.
    mutating func sendEvent(_ packet: inout [UInt8], _ plan: WirePlan, _ context: inout TickContext) -> Bool {
        guard let type = plan.eventPayloadType, let key = eventSender.next(timestamp: timestamp(context)) else {
            return false
        }
        keepSentSilence()
        var whole = packet.mutableSpan
        var payload = whole._mutatingExtracting(RTPHeader.length..<RTPHeader.length + TelephoneEvent.length)
        key.event.write(to: &payload)
        send(key.marker, type, key.timestamp, TelephoneEvent.length, &packet, plan, context)
        return true
    }

    /// Gives the next frame of keys or prompt, in A-law; `false` when there is none.
    mutating func renderPlayback(_ payload: inout MutableSpan<UInt8>, _ context: inout TickContext) -> Bool {
        guard let source = dialling ?? playback else { return false }
        let goesOn = source.value.fill(&payload)
        guard !goesOn else { return true }
        if dialling != nil {
            dialling = nil
            context.tell(.dialled(source))
        } else {
            endPlayback(.finished, &context)
        }
        return true
    }

    mutating func send(
        _ marker: Bool, _ type: UInt8, _ timestamp: UInt32, _ length: Int, _ bytes: inout [UInt8], _ plan: WirePlan,
        _ context: borrowing TickContext
    ) {
        guard plan.sends, let target = latch.source ?? plan.remote else { return }
        let header = RTPHeader(
            marker: marker, payloadType: type, sequence: sequence, timestamp: timestamp, ssrc: ssrc)
        var span = bytes.mutableSpan
        header.write(to: &span)
        sequence &+= 1
        isFirstPacket = false
        let isSent = transmit(
            bytes.span.extracting(0..<RTPHeader.length + length), isControl: false, over: rtp, to: target, context)
        if isSent {
            report.packetsSent += 1
            octetsSent &+= UInt32(length)
            context.counters.packetsSent.increment()
        } else {
            context.counters.sendErrors.increment()
        }
    }

    private mutating func reportOnTime(_ context: borrowing TickContext) {
        ticksToReport -= 1
        guard ticksToReport <= 0 else { return }
        ticksToReport = Self.ticksPerReport
        if audio.figures.frames > 0 {
            delaySum += audio.delay(at: context.now)
            delayLooks += 1
        }
        sendReport(goodbye: false, context)
    }

    /// Where our reports go: the port of the audio (RFC 5761), what `a=rtcp` has named (RFC 3605), or the port after the
    /// audio's (RFC 3550 §11). Behind a NAT, what the peer has named is not what it is seen as.
    private func controlTarget(_ plan: WirePlan?, _ target: MediaAddress) -> MediaAddress? {
        if plan?.multiplexes == true { return target }
        if let named = plan?.remoteControl, target == plan?.remote { return named }
        return target.port < .max ? target.with(port: target.port + 1) : nil
    }

    /// Sends an RTCP compound.
    mutating func sendReport(goodbye: Bool, _ context: borrowing TickContext) {
        guard let source = latch.source ?? plan?.remote, let target = controlTarget(plan, source),
            report.packetsSent > 0
        else { return }
        let delay = lastSenderReport.map { (context.now - $0.at).nanoseconds * 65_536 / 1_000_000_000 } ?? 0
        let block = audio.reportBlock(
            lastSenderReport: lastSenderReport?.middle ?? 0, delaySinceThen: UInt32(clamping: delay))
        let info: SenderInfo? =
            report.packetsSent == packetsAtReport
            ? nil
            : SenderInfo(
                ntp: NTPTime.now, timestamp: timestamp(context),
                packets: UInt32(truncatingIfNeeded: report.packetsSent),
                octets: octetsSent)
        packetsAtReport = report.packetsSent
        var bytes = InlineArray<160, UInt8>(repeating: 0)
        var span = bytes.mutableSpan
        let length = control.write(info, block, goodbye: goodbye, to: &span)
        let socket = plan?.multiplexes == true ? rtp : rtcp
        _ = transmit(bytes.span.extracting(0..<length), isControl: true, over: socket, to: target, context)
    }
}
