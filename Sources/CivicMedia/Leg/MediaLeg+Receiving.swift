import CivicCore
import CivicDSP
import CivicPlayout
import CivicRTP

// From the wire to what the party said in this tick.
extension MediaLeg {
    /// Reads what has come since the last tick; `room` holds one datagram.
    mutating func receive(_ room: inout [UInt8], _ context: inout TickContext) {
        packetCame = false
        pace.begin(tick: context.tick &+ Int64(tableIndex))
        while pace.wantsMore {
            var buffer = room.mutableSpan
            context.mark.exit()
            let received = rtp.receive(into: &buffer)
            context.mark.enter()
            guard case .datagram(let length, let source) = received else { return pace.foundNothing() }
            guard length <= room.count else {
                context.counters.oversized.increment()
                pace.took(samples: 0)
                continue
            }
            let samples = sort(room.span.extracting(0..<length), from: source, &context)
            if samples > 0 && alignment.isOpen { align(context) }
            pace.took(samples: samples)
        }
    }

    private mutating func align(_ context: borrowing TickContext) {
        context.mark.exit()
        let waiting = rtp.waitOfLast()
        context.mark.enter()
        if let waiting { wantedShift = max(wantedShift, alignment.saw(waiting: waiting)) }
    }

    /// Tells RTP and RTCP apart where both come over one port (RFC 5761 §4), and takes their protection off.
    private mutating func sort(
        _ datagram: Span<UInt8>, from source: MediaAddress, _ context: inout TickContext
    ) -> Int {
        if let doorway, Doorway.takes(datagram) {
            doorway._withUnsafeGuaranteedRef { $0.put(datagram, from: source) }
            return 0
        }
        if plan?.multiplexes == true, datagram.count > 1, (192...223).contains(datagram[1]) {
            receiveControl(datagram, from: source, &context)
            return 0
        }
        guard let security else { return take(datagram, from: source, &context) }
        return open(datagram, from: source, security, &context)
    }

    /// Takes one plain datagram; gives the samples that it brought.
    mutating func take(
        _ datagram: Span<UInt8>, from source: MediaAddress, _ context: inout TickContext
    ) -> Int {
        guard let plan else { return 0 }
        let packet: RTPPacket
        do throws(RTPParseError) {
            packet = try RTPPacket(parsing: datagram)
        } catch {
            context.counters.malformed.increment()
            return 0
        }
        guard let kind = plan.kind(of: packet.header.payloadType) else {
            context.counters.wrongPayloadType.increment()
            return 0
        }
        if security == nil, kind == .audio, looksEncrypted(packet.payload) {
            context.counters.looksEncrypted.increment()
            return 0
        }
        switch latch.judge(source) {
        case .foreign:
            report.foreignPackets += 1
            context.counters.foreign.increment()
            return 0
        case .latch:
            audio.forgetSource()
            peer.forgetHabits()
            alignment.restart()
            context.tell(.latched(leg: id.value, source))
        case .accept: break
        }
        context.counters.packetsReceived.increment()
        packetCame = true
        peer.heardPacket()
        let payload = datagram.extracting(packet.payload)
        defer { countStrays(context) }
        let isNew = audio.receive(packet.header, payload: payload, kind: kind, at: context.now)
        isInPause = kind == .comfortNoise
        switch kind {
        case .audio:
            if isNew, !isSpeakingEvents(at: context.now) {
                newestEnergy = coding == nil ? energyAtEnd(of: payload, plan.codec) : .max
            }
            guard coding != nil else { return plan.codec.samples(inPayload: payload.count) }
            return (audio.codec.duration(of: payload) ?? 0) * 8000 / audio.codec.clockRate
        case .event:
            if isNew { receiveEvent(packet.header, payload, &context) }
            return 0
        case .comfortNoise: return 0
        }
    }

    /// The level at which a packet ends, over its last 10 ms.
    private func energyAtEnd(of payload: Span<UInt8>, _ codec: LegCodec) -> UInt64 {
        let count = min(payload.count, Self.frame / 2)
        var samples = InlineArray<80, Int16>(repeating: 0)
        var output = samples.mutableSpan
        codec.decode(payload.extracting(last: count), into: &output)
        return Level.energy(of: output.span) * 80 / UInt64(max(1, count))
    }

    private mutating func countStrays(_ context: borrowing TickContext) {
        guard audio.rtp.strays != straysCounted else { return }
        context.counters.byJitterBuffer.increment(by: audio.rtp.strays - straysCounted)
        straysCounted = audio.rtp.strays
    }

    /// Takes one datagram of RTCP; only from the host that the audio comes from, or that `a=rtcp` has named.
    mutating func receiveControl(_ datagram: Span<UInt8>, from source: MediaAddress, _ context: inout TickContext) {
        let known = latch.source ?? plan?.remote
        guard known?.sameHost(as: source) == true || plan?.remoteControl?.sameHost(as: source) == true else {
            context.counters.foreign.increment()
            return
        }
        if let security { return openControl(datagram, from: source, security, &context) }
        readControl(datagram, context)
    }

    /// Reads a plain compound.
    mutating func readControl(_ datagram: Span<UInt8>, _ context: borrowing TickContext) {
        do throws(RTPParseError) {
            var compound = try RTCPCompound(checking: datagram)
            peer.heardReport()
            while let packet = try compound.next(in: datagram) {
                switch packet {
                case .senderReport(let sender, let info, let blocks):
                    if sender == audio.rtp.ssrc { lastSenderReport = (info.middleOfNTP, context.now) }
                    readBlocks(blocks, in: datagram)
                case .receiverReport(_, let blocks): readBlocks(blocks, in: datagram)
                case .sourceDescription, .bye, .other: break
                }
            }
        } catch {
            context.counters.malformed.increment()
        }
    }

    /// What the peer says of our stream: how much of it is missing there, and how far away it is.
    private mutating func readBlocks(_ range: Range<Int>, in datagram: Span<UInt8>) {
        for offset in stride(from: range.lowerBound, to: range.upperBound, by: ReportBlock.length) {
            let block = ReportBlock(datagram, at: offset)
            guard block.ssrc == ssrc else { continue }
            report.lostAtPeer = block.cumulativeLost
            guard block.lastSenderReport != 0 else { continue }
            let now = UInt32(truncatingIfNeeded: NTPTime.now >> 16)
            let units = Int32(bitPattern: now &- block.lastSenderReport &- block.delaySinceLastSenderReport)
            // A peer that reckons wrongly is not worth a line: 0 to 10 s is what can be.
            if (0...655_360).contains(units) { report.roundTrip = Double(units) / 65.536 }
        }
    }

    /// Brings `heard` up to this tick, and finds in it what it holds.
    mutating func listen(_ context: inout TickContext) {
        let hasBegun = playOut(&context)
        if hasBegun { cancelEcho(&context) }
        if hasBegun && !isSpeakingEvents(at: context.now) { detect(&context) }
        let energy = measure()
        followProgress(&context)
        condition()
        record(energy, context)
        watch(energy, &context)
        if pressed != nil { followPressed(&context) }
    }

    /// Takes a frame from the stream to `heard`, made up where nothing came; `false` before the first packet.
    private mutating func playOut(_ context: inout TickContext) -> Bool {
        var frame = takeOut(&heard)
        defer { heard = frame }
        var samples = frame.mutableSpan
        let played: PlayedFrame
        if let coding, coding.value.isWide {
            played = pullWide(coding, into: &samples, at: context.now)
        } else {
            played = audio.pull(into: &samples, at: context.now)
        }
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
            guard pressed?.way == .rfc4733, pressed?.code == event.code else { return }
            pressed?.hear(isEnd: event.isEnd, at: context.now)
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
        let far = takeOut(&sent)
        let event = detector.process(frame.span, sending: far.span.extracting(first: isSentSilent ? 0 : Self.frame))
        sent = far
        heard = frame
        if let down = detector.currentDigit, let code = DTMFCode(down) { merger.hold(code.value, at: context.now) }
        switch event {
        case .started(let key, _): if let code = DTMFCode(key) { digit(code.value, .inBand, &context) }
        case .ended, nil: break
        }
    }

    /// Counts a telling, and passes it on when it is a new press.
    private mutating func digit(_ code: UInt8, _ way: DigitWay, _ context: inout TickContext) {
        guard plan?.digits.includes(way) ?? true else { return }
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
        tellPressed(&context)  // one that is still down gives way
        if way == .info {
            context.tell(.digit(leg: id.value, code: code, way: way))
        } else {
            pressed = PressedKey(code, way, at: context.now)
        }
        // Here and now, so that a prompt is silent the moment a key goes down.
        if playback?.value.isInterruptible == true { endPlayback(.interrupted, &context) }
        if recorder?._withUnsafeGuaranteedRef({ $0.stopsOnKey }) == true { endRecording(.key(code)) }
    }

    private mutating func followPressed(_ context: inout TickContext) {
        if pressed?.way == .inBand {
            let half = Self.frame / 2
            let first = Level.energy(of: heard.span.extracting(0..<half))
            let second = Level.energy(of: heard.span.extracting(half..<Self.frame))
            pressed?.hear(first: first, second: second, newest: newestEnergy, isDown: detector.currentDigit != nil)
        }
        if pressed?.isOver(at: context.now) == true { tellPressed(&context) }
    }

    mutating func tellPressed(_ context: inout TickContext) {
        guard let key = pressed else { return }
        pressed = nil
        context.tell(.digit(leg: id.value, code: key.code, way: key.way))
    }

    /// Takes the level of this tick; gives its energy in squared sample units.
    private mutating func measure() -> UInt64 {
        guard isHeard else { return 0 }
        let energy = Level.energy(of: heard.span)
        // Above -60 dBFS: 32767² / 2 · 10⁻⁶ · 160 samples.
        if energy > 85_900, isWhole {
            levelSum += Double(energy) / Double(Self.frame)
            levelFrames += 1
        }
        return energy
    }

    private mutating func record(_ energy: UInt64, _ context: borrowing TickContext) {
        guard let recorder else { return }
        let isKey = detector.currentDigit != nil || events.isPressed(at: context.now)
        let counters = context.counters
        let end = recorder._withUnsafeGuaranteedRef {
            $0.append(heard.span, energy: energy, isKey: isKey, counters: counters)
        }
        if let end { endRecording(end) }
    }

    /// Sound is what is above the smallest steps of G.711, ±8 of A-law.
    private static let digitalSilence = UInt64(8 * 8 * MediaLeg.frame)

    private mutating func watch(_ energy: UInt64, _ context: inout TickContext) {
        guard let plan, plan.receives, !isHeld else { return }
        if peer.tick() { context.tell(.mediaLost(leg: id.value)) }
        guard plan.sends, !isInPause else { return sound.rest() }
        let isSound = energy > Self.digitalSilence || pressed != nil
        switch sound.tick(packetCame: packetCame, isSound: isSound) {
        case .missing(let what):
            report.oneWayAlarms += 1
            context.counters.oneWayAlarms.increment()
            context.tell(.audioMissing(leg: id.value, what))
        case .found: context.tell(.audioFound(leg: id.value))
        case nil: break
        }
    }
}
