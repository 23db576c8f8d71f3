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
    /// Bit n: there is a party in slot n.
    private(set) var present: UInt16 = 0
    var count: Int { present.nonzeroBitCount }
    /// The phase it is served in and the next bridge there; the thread's own.
    var phase = 0
    var next: Lent<MediaBridge>?
    /// Ticks that this bridge has had beyond its thread's.
    private(set) var ticksMore: Int64 = 0
    var recorder: Unmanaged<Recorder>?
    var tracks = (TrackSource(.voice(of: LegID(value: 0))), TrackSource(.voice(of: LegID(value: 0))))

    init(id: BridgeID) {
        self.id = id
    }

    mutating func add(_ leg: Lent<MediaLeg>) {
        let slot = leg.value.slot
        parties[slot] = leg
        present |= 1 << UInt16(slot)
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
        present &= ~(1 << UInt16(slot))
        for index in parties.indices { parties[index]?.value.declicker.mixChanged() }
    }

    /// First visit of a tick: all parties listen.
    borrowing func listen(_ scratch: inout TickScratch, _ context: inout TickContext) {
        var rest = present
        while let slot = rest.takeLowestBit() {
            guard let leg = parties[slot] else { continue }
            leg.value.receive(&scratch.datagram, &context)
            leg.value.listen(&context)
        }
    }

    /// Second visit: all parties are spoken to.
    mutating func speak(_ scratch: inout TickScratch, _ context: inout TickContext) {
        let isShared = count > 1
        var mixed = takeOut(&scratch.mix)
        defer { scratch.mix = mixed }
        var rest = present
        while let slot = rest.takeLowestBit() {
            guard let leg = parties[slot] else { continue }
            let hearsOthers = isShared && !leg.value.needsNoMix
            if hearsOthers && leg.value.isWide {
                speakWide(to: leg, in: slot, &scratch, &mixed, &context)
                continue
            }
            if hearsOthers { mix(for: leg, in: slot, &scratch.sum, &mixed) }
            let length = hearsOthers ? MediaLeg.frame : 0
            leg.value.speak(mixed.span.extracting(0..<length), &scratch.packet, &context)
        }
        record(&scratch.sum, &mixed, &context)
    }

    /// By how many phases a party that is alone here would like to be visited sooner, once.
    borrowing func takeWantedShift() -> Int {
        guard count == 1, let leg = parties[present.trailingZeroBitCount] else { return 0 }
        defer { leg.value.wantedShift = 0 }
        return leg.value.wantedShift
    }

    /// The bridge's ticks begin in the one before: what is sent keeps its rhythm.
    mutating func countOneTickMore() {
        ticksMore += 1
        var rest = present
        while let slot = rest.takeLowestBit() { parties[slot]?.value.countTick() }
    }

    /// The same at 16 kHz, for a party that hears so much: wideband voices as they are, the others' sum made wide.
    private borrowing func speakWide(
        to leg: Lent<MediaLeg>, in slot: Int, _ scratch: inout TickScratch, _ mixed: inout [Int16],
        _ context: inout TickContext
    ) {
        var voices = takeOut(&scratch.wideSum)
        var room = takeOut(&scratch.wideMix)
        defer { (scratch.wideSum, scratch.wideMix) = (voices, room) }
        var sum = voices.mutableSpan
        var narrow = scratch.sum.mutableSpan
        SaturatingMixer.clear(&sum)
        SaturatingMixer.clear(&narrow)
        var others = present & ~(1 << UInt16(slot))
        while let other = others.takeLowestBit() {
            guard let party = parties[other] else { continue }
            if party.value.isWide {
                party.value.addWideVoice(to: &sum, heardBy: leg)
            } else {
                party.value.addVoice(to: &narrow, heardBy: leg)
            }
        }
        var output = mixed.mutableSpan
        SaturatingMixer.resolve(narrow.span, into: &output)
        var wide = room.mutableSpan
        if let coding = leg.value.coding { coding.value.widen(output.span, into: &wide) }
        SaturatingMixer.add(wide.span, to: &sum)
        leg.value.limiter.resolve(sum.span, into: &wide)
        leg.value.speak(wide.span, &scratch.packet, &context)
    }

    private borrowing func mix(for leg: Lent<MediaLeg>, in slot: Int, _ voices: inout [Int32], _ mixed: inout [Int16]) {
        var sum = voices.mutableSpan
        SaturatingMixer.clear(&sum)
        var others = present & ~(1 << UInt16(slot))
        while let other = others.takeLowestBit() { parties[other]?.value.addVoice(to: &sum, heardBy: leg) }
        var output = mixed.mutableSpan
        leg.value.limiter.resolve(sum.span, into: &output)
    }
}

extension UInt16 {
    /// Takes the lowest bit that is set out, and gives its place; `nil` when there is none.
    @inline(__always)
    fileprivate mutating func takeLowestBit() -> Int? {
        guard self != 0 else { return nil }
        let place = trailingZeroBitCount
        self &= self &- 1
        return place
    }
}

extension MediaLeg {
    /// What it is sent is one tick further than its thread's clock says.
    fileprivate mutating func countTick() { timestampBase &+= frameDuration }

    /// Adds what this party said in this tick to what another one hears.
    borrowing func addVoice(to sum: inout MutableSpan<Int32>, heardBy listener: Lent<MediaLeg>) {
        if isHeard {
            SaturatingMixer.add(heard.span, gain: &listener.value.gains[slot], to: &sum)
        } else {
            listener.value.gains[slot].skip(Self.frame)
        }
    }
}
