/// Hears how an outbound call goes: the network's tones, fax machines, and whether a person answered.
///
///     samples ─▶ spectrum of 64 ms, every 20 ms ─▶ classes of the plan ─▶ cadences ─▶ dial, ringback, busy, congestion …
///                                               ├▶ any single tone ─▶ CNG, CED, three rising tones, beep
///                                               └▶ level ─▶ words and pauses ─▶ person, machine
///
/// Tones count within ±2 % of their frequency and ±15 % of their cadence, from -40 dBm0, over noise 10 dB below.
/// A tone is known after two times on (ringback with a long ring: after the first). 12 KB of state, taken when it is
/// made.
package struct CallProgressDetector: ~Copyable {
    private var spectrum: ToneSpectrum
    private var cadences: CadenceFollower
    private var single = SingleToneFollower()
    private var answer = AnswerListener()
    private var planFrequencies = SIMD8<Float>.zero

    // Events not yet handed out. A frame can make three.
    private var waiting = InlineArray<8, CallProgressEvent?>(repeating: nil)
    private var waitingCount = 0

    /// - Parameter plan: what the called country plays. The other sounds are the same everywhere.
    package init(plan: TonePlan) {
        var classes: [ToneClass] = []
        var patterns: [CadencePattern] = []
        for kind in ProgressToneKind.allCases {
            guard let tone = plan[kind], let index = Self.place(tone, in: &classes),
                let pattern = CadencePattern(kind, tone, toneClass: index)
            else { continue }
            patterns.append(pattern)
        }
        for (index, toneClass) in classes.enumerated() where toneClass.groups.count == 1 {
            planFrequencies[index] = toneClass.groups[0].centre
        }
        spectrum = ToneSpectrum(classes: classes)
        cadences = CadenceFollower(patterns: patterns, classes: classes)
    }

    /// The class of a tone with one sound, an old one where it fits; `nil` where the sound changes.
    private static func place(_ tone: ProgressTone, in classes: inout [ToneClass]) -> Int? {
        let sounds = Set(tone.steps.map(\.sound)).subtracting([.silence])
        guard sounds.count == 1, let sound = sounds.first else { return nil }
        for index in classes.indices where classes[index].absorb(sound) { return index }
        guard classes.count < ToneFrame.mostClasses else { return nil }
        classes.append(ToneClass(sound))
        return classes.count - 1
    }

    /// The far side has answered; what is heard from now on may be a person or a machine.
    package mutating func answered() { answer.start() }

    /// Hears the next samples at 8 kHz and reports at most one event; others wait for the next call.
    package mutating func process(_ frame: Span<Int16>) -> CallProgressEvent? {
        var index = 0
        while let heard = spectrum.take(frame, from: &index) { hear(heard) }
        return next()
    }

    private mutating func hear(_ frame: ToneFrame) {
        switch cadences.process(frame) {
        case .began(let kind, let time): report(CallProgressEvent.Sound(kind), .began, time)
        case .ended(let kind, let time): report(CallProgressEvent.Sound(kind), .ended, time)
        case nil: break
        }
        switch single.process(frame) {
        case .faxCalling(let time): report(.faxCalling, .began, time)
        case .faxAnswer(let time): report(.faxAnswer, .began, time)
        case .modemAnswer(let time): report(.modemAnswer, .began, time)
        case .information(let time): report(.information, .began, time)
        case nil: break
        }
        let isTone = cadences.isOn || single.duration >= 100
        let ended = single.ended.flatMap { isOfPlan($0) ? nil : $0 }
        switch answer.process(frame, isTone: isTone, ended: ended) {
        case .person(let time): report(.person, .began, time)
        case .machine(let time): report(.machine, .began, time)
        case .beep(let time): report(.beep, .began, time)
        case nil: break
        }
    }

    private func isOfPlan(_ run: SingleToneFollower.Run) -> Bool {
        for index in 0..<ToneFrame.mostClasses where planFrequencies[index] > 0 {
            if abs(run.frequency - planFrequencies[index]) < 0.03 * planFrequencies[index] { return true }
        }
        return false
    }

    private mutating func report(
        _ sound: CallProgressEvent.Sound, _ phase: CallProgressEvent.Phase, _ time: Double
    ) {
        guard waitingCount < 8 else { return }
        waiting[waitingCount] = CallProgressEvent(sound: sound, phase: phase, time: max(0, Int(time.rounded())))
        waitingCount += 1
    }

    private mutating func next() -> CallProgressEvent? {
        guard waitingCount > 0 else { return nil }
        let first = waiting[0]
        for index in 1..<8 { waiting[index - 1] = waiting[index] }
        waitingCount -= 1
        return first
    }
}
