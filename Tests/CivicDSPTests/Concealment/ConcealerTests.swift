import CivicDSP
import Foundation
import Testing

@Suite("Concealment")
struct ConcealerTests {
    /// How gaps are filled.
    enum Way: CaseIterable { case zeros, repetition, concealer }

    /// Plays speech of which some frames of 20 ms are lost.
    private static func play(_ speech: [Int16], loss: Double, _ way: Way, rate: Int = 8000, seed: UInt64) -> [Int16] {
        let frame = rate / 50
        var random = GaussianNoise(seed: seed)
        var concealer = Concealer(sampleRate: rate)
        var played = [Int16](repeating: 0, count: Concealer.history * rate / 1000)
        let before = played.count
        for start in stride(from: 0, to: speech.count - frame + 1, by: frame) {
            let isLost = random.uniform() < loss
            var next = Array(speech[start..<start + frame])
            switch way {
            case .zeros: if isLost { next = Signal.silence(count: frame) }
            case .repetition: if isLost { next = Array(played.suffix(frame)) }
            case .concealer:
                if isLost {
                    if !concealer.isActive {
                        concealer.begin(after: Array(played.suffix(Concealer.history * rate / 1000)).span)
                    }
                    var output = next.mutableSpan
                    concealer.conceal(into: &output)
                } else if concealer.isActive {
                    var bridge = Signal.silence(count: min(concealer.overlap, frame))
                    var output = bridge.mutableSpan
                    concealer.conceal(into: &output)
                    for (index, sample) in bridge.enumerated() {
                        let weight = Double(index + 1) / Double(bridge.count + 1)
                        next[index] = Int16(Double(sample) * (1 - weight) + Double(next[index]) * weight)
                    }
                    concealer.end()
                }
            }
            played += next
        }
        return Array(played.dropFirst(before))
    }

    /// Mean distance of the logarithms of two spectra, in dB, over frames of 20 ms that hold speech (half overlapped).
    private static func spectralDistance(_ a: [Int16], _ b: [Int16]) -> Double {
        var (sum, count) = (0.0, 0)
        let frequencies = stride(from: 200.0, through: 3400, by: 100)
        for start in stride(from: 0, to: min(a.count, b.count) - 160, by: 80) {
            let (x, y) = (a[start..<start + 160], b[start..<start + 160])
            guard Level.dBFS(of: Array(x).span) > -40 else { continue }
            for frequency in frequencies {
                let difference = max(-60, level(of: x, at: frequency)) - max(-60, level(of: y, at: frequency))
                sum += abs(difference)
                count += 1
            }
        }
        return count > 0 ? sum / Double(count) : 0
    }

    @Test("is nearer to the speech than silence and than the last frame again", arguments: [0.01, 0.03, 0.05, 0.1])
    func nearer(loss: Double) {
        let speech = Signal.speechLike(count: 8000 * 8, seed: 5)
        let distances = Way.allCases.map {
            Self.spectralDistance(speech, Self.play(speech, loss: loss, $0, seed: 11))
        }
        #expect(distances[2] < 0.7 * distances[0])
        #expect(distances[2] < distances[1])
    }

    @Test("goes on with a steady voice so that the gap is hardly there", arguments: [8000, 16_000])
    func voiced(rate: Int) {
        // 125 Hz and five harmonics: a period of 64 samples at 8 kHz.
        let angle = 2 * Double.pi * 125 / Double(rate)
        let voice = (0..<rate).map { index -> Int16 in
            var sum = 0.0
            for harmonic in 1...6 { sum += 3000 / Double(harmonic) * sin(angle * Double(harmonic * index)) }
            return Int16(sum)
        }
        let cut = rate / 2
        var concealer = Concealer(sampleRate: rate)
        concealer.begin(after: Array(voice[..<cut].suffix(Concealer.history * rate / 1000)).span)
        var made = Signal.silence(count: rate / 100)
        var output = made.mutableSpan
        concealer.conceal(into: &output)
        var (power, error) = (0.0, 1e-9)
        for (index, sample) in made.enumerated() {
            let wanted = Double(voice[cut + index])
            power += wanted * wanted
            error += (Double(sample) - wanted) * (Double(sample) - wanted)
        }
        // The fade takes a fifth of it within these 10 ms; the shape is the voice's.
        #expect(10 * log10(power / error) > 15)
    }

    @Test("fades to nothing within 50 ms and stays there")
    func fades() {
        let speech = Signal.sine(frequency: 200, level: -10, count: 4000)
        var concealer = Concealer(sampleRate: 8000)
        concealer.begin(after: Array(speech.suffix(288)).span)
        var made = Signal.silence(count: 1600)
        var output = made.mutableSpan
        concealer.conceal(into: &output)
        let levels = stride(from: 0, to: 400, by: 80).map { Level.dBFS(of: made.span.extracting($0..<$0 + 80)) }
        #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 0.5 })
        #expect(abs(levels[0] - -10) < 1.5)
        #expect(made[400...].allSatisfy { $0 == 0 })
        #expect(concealer.isSilent)
    }

    @Test("does not click where it begins: no step is larger than the voice's own", arguments: 1...20)
    func joins(seed: UInt64) {
        let speech = Signal.speechLike(count: 8000, seed: seed)
        let cut = 3000 + Int(seed) * 100
        var concealer = Concealer(sampleRate: 8000)
        concealer.begin(after: Array(speech[..<cut].suffix(288)).span)
        var made = Signal.silence(count: 400)
        var output = made.mutableSpan
        concealer.conceal(into: &output)
        let past = Array(speech[cut - 288..<cut])
        let own = zip(past, past.dropFirst()).map { abs(Int($1) - Int($0)) }.max() ?? 0
        let all = [past[287]] + made
        let steps = zip(all, all.dropFirst()).map { abs(Int($1) - Int($0)) }.max() ?? 0
        #expect(steps <= own * 5 / 4 + 50)
    }
}
