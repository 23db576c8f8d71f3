import CivicDSP
import Foundation

/// A line on which a call goes out: tones, speech and pauses in a row, at 8 kHz.
struct ProgressLine {
    private(set) var samples: [Int16] = []

    /// Length in ms.
    var time: Int { samples.count / 8 }

    mutating func pause(_ milliseconds: Int) { samples += Signal.silence(count: milliseconds * 8) }

    mutating func play(_ tone: ProgressTone?, _ milliseconds: Int) {
        samples += tone?.samples(count: milliseconds * 8) ?? []
    }

    /// A sine at a level in dBm0.
    mutating func sine(_ frequency: Double, _ milliseconds: Int, level: Double = -12, phase: Double = 0) {
        samples += Signal.sine(
            frequency: frequency, level: Level.dBFS(fromDBm0: level), count: milliseconds * 8, phase: phase)
    }

    /// Something like speech at a level in dBm0: syllables of harmonics under moving formants, with gaps.
    mutating func speak(_ milliseconds: Int, level: Double = -18, seed: UInt64 = 1) {
        samples += speech(milliseconds, level: level, seed: seed)
    }

    /// Lays white noise at a level in dBm0 over everything.
    mutating func addNoise(_ level: Double, seed: UInt64 = 9) {
        samples = Signal.mix(
            samples, Signal.whiteNoise(level: Level.dBFS(fromDBm0: level), count: samples.count, seed: seed))
    }

    /// What a detector tells of the line, through G.711 as on a real one.
    func events(_ plan: TonePlan = .china, law: G711Law = .alaw, answeredAt: Int? = nil) -> [CallProgressEvent] {
        let padded = samples + Signal.silence(count: (160 - samples.count % 160) % 160)
        var codes = [UInt8](repeating: 0, count: padded.count)
        var encoded = codes.mutableSpan
        G711.encode(padded.span, law: law, into: &encoded)
        var line = padded
        var decoded = line.mutableSpan
        G711.decode(codes.span, law: law, into: &decoded)
        var detector = CallProgressDetector(plan: plan)
        var events: [CallProgressEvent] = []
        for start in stride(from: 0, to: line.count, by: 160) {
            if let answeredAt, start / 8 >= answeredAt, start / 8 < answeredAt + 20 { detector.answered() }
            if let event = detector.process(line.span.extracting(start..<start + 160)) { events.append(event) }
        }
        return events
    }

    /// The sounds that began.
    func heard(_ plan: TonePlan = .china, law: G711Law = .alaw, answeredAt: Int? = nil) -> [CallProgressEvent.Sound] {
        events(plan, law: law, answeredAt: answeredAt).filter { $0.phase == .began }.map(\.sound)
    }
}

/// Syllables of 120 to 300 ms: a gliding pitch of 90 to 250 Hz whose harmonics stand under two formants, or noise.
func speech(_ milliseconds: Int, level: Double, seed: UInt64) -> [Int16] {
    var random = GaussianNoise(seed: seed)
    var samples: [Double] = []
    let count = milliseconds * 8
    while samples.count < count {
        let length = 8 * Int(120 + 180 * random.uniform())
        let pitch = 90 + 160 * random.uniform()
        let glide = 1 + 0.3 * (random.uniform() - 0.5)
        let first = 250 + 550 * random.uniform()
        let second = 900 + 1500 * random.uniform()
        let isNoise = random.uniform() < 0.2
        var phase = 0.0
        for index in 0..<min(length, count - samples.count) {
            let part = Double(index) / Double(length)
            let envelope = sin(.pi * part)
            if isNoise {
                samples.append(0.3 * envelope * random.next())
                continue
            }
            let frequency = pitch * (1 + (glide - 1) * part)
            phase += 2 * .pi * frequency / 8000
            var sum = 0.0
            for harmonic in 1...14 {
                let place = Double(harmonic) * frequency
                let near = 1 / (1 + pow((place - first) / 90, 2)) + 0.5 / (1 + pow((place - second) / 130, 2)) + 0.02
                sum += near * sin(Double(harmonic) * phase)
            }
            samples.append(envelope * sum)
        }
        if random.uniform() < 0.3 {
            samples += [Double](repeating: 0, count: min(8 * Int(40 + 120 * random.uniform()), count - samples.count))
        }
    }
    let power = samples.reduce(0) { $0 + $1 * $1 } / Double(max(1, samples.count))
    let scale = Level.rms(dBFS: Level.dBFS(fromDBm0: level)) / max(1e-9, power).squareRoot()
    return samples.map { Int16(max(-32768, min(32767, ($0 * scale).rounded()))) }
}
