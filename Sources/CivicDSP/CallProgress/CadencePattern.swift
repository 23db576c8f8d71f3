/// One tone of the plan as the detector follows it: a class, with times on and off in turn.
struct CadencePattern: Sendable {
    let kind: ProgressToneKind
    let toneClass: Int
    let isSteady: Bool
    /// Times on and off in ms, beginning with on; even in number.
    let durations: [Float]

    /// `nil` for a tone whose sound changes from step to step, which no cadence of one class describes.
    init?(_ kind: ProgressToneKind, _ tone: ProgressTone, toneClass: Int) {
        var durations: [Float] = []
        for step in tone.steps {
            let isOn = step.sound != .silence
            if isOn != durations.count.isMultiple(of: 2) {
                durations[durations.count - 1] += Float(step.duration)
            } else {
                durations.append(Float(step.duration))
            }
        }
        guard tone.isSteady || durations.count.isMultiple(of: 2) else { return nil }
        self.kind = kind
        self.toneClass = toneClass
        self.durations = durations
        isSteady = tone.isSteady
    }

    var longestOn: Float {
        stride(from: 0, to: durations.count, by: 2).reduce(0) { max($0, durations[$1]) }
    }

    var longestOff: Float {
        stride(from: 1, to: durations.count, by: 2).reduce(0) { max($0, durations[$1]) }
    }

    /// Whether a measured time is this one: ±15 %, and what the frames leave unsure.
    static func fits(_ measured: Float, _ nominal: Float) -> Bool { abs(measured - nominal) <= 0.15 * nominal + 16 }

    /// The same for a tone that is known already: a swing of its level may move an edge.
    private static func stillFits(_ measured: Float, _ nominal: Float) -> Bool {
        abs(measured - nominal) <= 0.22 * nominal + 30
    }

    /// How many of the last times agree with the pattern, at the place in it that suits best.
    func agreement(with runs: borrowing CadenceRuns, isKnown: Bool = false) -> Int {
        guard !isSteady else { return 0 }
        var best = 0
        var place = runs.lastIsOn ? 0 : 1
        while place < durations.count {
            var count = 0
            var index = place
            while count < runs.count,
                isKnown
                    ? Self.stillFits(runs.recent(count), durations[index])
                    : Self.fits(runs.recent(count), durations[index])
            {
                count += 1
                index = index == 0 ? durations.count - 1 : index - 1
            }
            best = max(best, count)
            place += 2
        }
        return best
    }
}

/// The last times on and off, in ms.
struct CadenceRuns: Sendable {
    private static let capacity = 16
    private var values = InlineArray<16, Float>(repeating: 0)
    private var total = 0
    private(set) var lastIsOn = false

    var count: Int { min(total, Self.capacity) }

    /// The time that lies `age` times back.
    func recent(_ age: Int) -> Float { values[(total - 1 - age) & 15] }

    /// The last `count` times together.
    func sum(_ count: Int) -> Float {
        var sum: Float = 0
        for age in 0..<count { sum += recent(age) }
        return sum
    }

    mutating func append(_ duration: Double, isOn: Bool) {
        values[total & 15] = Float(duration)
        total += 1
        lastIsOn = isOn
    }

    mutating func clear() { total = 0 }
}
