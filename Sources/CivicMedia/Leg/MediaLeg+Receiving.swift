import CivicCore
import CivicDSP
import CivicPlayout
import CivicRTP

// From the wire to what the party said in this tick.
extension MediaLeg {
    /// Takes one datagram from the RTP socket.
    mutating func receive(_ datagram: Span<UInt8>, from source: MediaAddress, _ context: inout TickContext) {
        guard let plan else { return }
        let packet: RTPPacket
        do throws(RTPParseError) {
            packet = try RTPPacket(parsing: datagram)
        } catch {
            context.counters.malformed.increment()
            return
        }
        let type = packet.header.payloadType
        guard type == plan.payloadType || type == plan.eventPayloadType else {
            context.counters.wrongPayloadType.increment()
            return
        }
        switch latch.judge(source, tick: context.tick) {
        case .foreign:
            report.foreignPackets += 1
            context.counters.foreign.increment()
            return
        case .latch:
            audio.forgetSource()
            context.tell(.latched(leg: id.value, source))
        case .accept: break
        }
        context.counters.packetsReceived.increment()
        watch = 0
        let payload = datagram.extracting(packet.payload)
        let isAudio = type == plan.payloadType
        let isNew = audio.receive(packet.header, payload: payload, kind: isAudio ? .audio : .event, at: context.now)
        if isNew && !isAudio { receiveEvent(packet.header, payload, &context) }
        if audio.rtp.strays != straysCounted {
            context.counters.byJitterBuffer.increment(by: audio.rtp.strays - straysCounted)
            straysCounted = audio.rtp.strays
        }
    }

    /// Takes one datagram from the RTCP socket; only from the host that the audio comes from.
    mutating func receiveControl(_ datagram: Span<UInt8>, from source: MediaAddress, _ context: inout TickContext) {
        guard let known = latch.source ?? plan?.remote, known.sameHost(as: source) else {
            context.counters.foreign.increment()
            return
        }
        do throws(RTPParseError) {
            var compound = try RTCPCompound(checking: datagram)
            while let packet = try compound.next(in: datagram) {
                if case .senderReport(let sender, let info, _) = packet, sender == audio.rtp.ssrc {
                    lastSenderReport = (info.middleOfNTP, context.now)
                }
            }
        } catch {
            context.counters.malformed.increment()
        }
    }

    /// Brings `heard` up to this tick, and finds in it what it holds.
    mutating func listen(_ context: inout TickContext) {
        watchPeer(&context)
        let hasBegun = playOut(&context)
        if hasBegun && !isSpeakingEvents(at: context.now) { detect(&context) }
        measure(context)
    }

    /// Takes a frame from the stream to `heard`, made up where nothing came; `false` before the first packet.
    private mutating func playOut(_ context: inout TickContext) -> Bool {
        var frame = takeOut(&heard)
        defer { heard = frame }
        var samples = frame.mutableSpan
        let played = audio.pull(into: &samples, at: context.now)
        isHeard = played != .nothing
        isWhole = played == .heard
        if played == .concealed || played == .pause, events.isPressed(at: context.now) {
            // While a key is held and sends no audio.
            isHeard = false
            for index in samples.indices { samples[index] = 0 }
        } else if played == .concealed {
            report.concealedFrames += 1
            context.counters.concealed.increment()
        }
        return played != .nothing
    }

    mutating func injectDigit(_ code: UInt8, _ context: inout TickContext) { digit(code, .info, &context) }

    private mutating func receiveEvent(
        _ header: RTPHeader, _ payload: Span<UInt8>, _ context: inout TickContext
    ) {
        do throws(RTPParseError) {
            let event = try TelephoneEvent(parsing: payload)
            lastEvent = context.now
            let code = events.receive(
                event, timestamp: header.timestamp, marker: header.marker, ssrc: header.ssrc, at: context.now)
            if let code, DTMFCode(code) != nil {
                digit(code, .rfc4733, &context)
            } else {
                merger.hold(event.code, at: context.now)
            }
        } catch {
            context.counters.malformed.increment()
        }
    }

    /// Whether the far side is telling keys by RFC 4733 just now: its audio then needs no detector. A while after the
    /// last event it may key in-band again, as through a second phone or a dialler held to the mouthpiece.
    private func isSpeakingEvents(at now: MonotonicInstant) -> Bool {
        lastEvent.map { now - $0 < Self.eventsOutlast } ?? false
    }

    private mutating func detect(_ context: inout TickContext) {
        let frame = takeOut(&heard)
        let event = detector.process(frame.span)
        heard = frame
        if let down = detector.currentDigit, let code = DTMFCode(down) { merger.hold(code.value, at: context.now) }
        switch event {
        case .started(let key, _): if let code = DTMFCode(key) { digit(code.value, .inBand, &context) }
        case .ended, nil: break
        }
    }

    /// Counts a telling, and passes it on when it is a new press.
    private mutating func digit(_ code: UInt8, _ way: DigitWay, _ context: inout TickContext) {
        let mergerWay: DigitMerger.Way
        switch way {
        case .rfc4733:
            report.digitsByEvent += 1
            context.counters.digitsByEvent.increment()
            mergerWay = .event
        case .inBand:
            report.digitsInBand += 1
            context.counters.digitsInBand.increment()
            mergerWay = .inBand
        case .info:
            report.digitsByInfo += 1
            context.counters.digitsByInfo.increment()
            mergerWay = .info
        }
        guard merger.accept(code, by: mergerWay, at: context.now) else {
            context.counters.digitsMerged.increment()
            return
        }
        context.tell(.digit(leg: id.value, code: code, way: way))
        // Here and now, so that a prompt is silent the moment a key goes down.
        if playback?.value.isInterruptible == true { endPlayback(.interrupted, &context) }
        if recorder?._withUnsafeGuaranteedRef({ $0.stopsOnKey }) == true { endRecording(.key(code)) }
    }

    private mutating func measure(_ context: borrowing TickContext) {
        let energy = Level.energy(of: heard.span)
        // Above -60 dBFS: 32767² / 2 · 10⁻⁶ · 160 samples.
        if energy > 85_900, isWhole {
            levelSum += Double(energy) / Double(Self.frame)
            levelFrames += 1
        }
        guard let recorder else { return }
        let isKey = detector.currentDigit != nil || events.isPressed(at: context.now)
        let counters = context.counters
        let end = recorder._withUnsafeGuaranteedRef {
            $0.append(heard.span, energy: energy, isKey: isKey, counters: counters)
        }
        if let end { endRecording(end) }
    }

    private mutating func watchPeer(_ context: inout TickContext) {
        guard let plan, plan.receives, !isHeld else { return }
        watch += 1
        if watch == (latch.source == nil ? limits.first : limits.later) {
            context.tell(.mediaLost(leg: id.value))
        }
    }
}
