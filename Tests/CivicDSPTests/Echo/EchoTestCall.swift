import CivicDSP
import Foundation

/// Makes a call with an echo, runs a canceller over it and measures what comes out, in the terms of ITU-T G.168.
///
/// Hybrids are damped oscillations of 12 ms with a gap before them; the far signal is noise in bursts with a speech-like
/// spectrum, both through A-law, as on a line.
struct EchoTestCall {
    var far: [Int16] = []
    var echo: [Double] = []
    var near: [Double] = []
    private var random: GaussianNoise

    init(seed: UInt64 = 1) { random = GaussianNoise(seed: seed) }

    /// One path: samples of delay and dB of return loss; the shape is drawn by `shape`.
    struct Path {
        var delay = 40
        var loss = 10.0
        var shape: UInt64 = 3

        func response() -> [Double] {
            var random = GaussianNoise(seed: shape)
            var taps = (0..<96).map { random.next() * exp(-Double($0) / 16) * ($0 < 3 ? 0.3 : 1) }
            // No gain at 0 Hz, as no hybrid has any.
            let mean = taps.reduce(0, +) / 96
            taps = taps.map { $0 - mean }
            let power = taps.reduce(0) { $0 + $1 * $1 }
            let scale = pow(10, -loss / 20) / power.squareRoot()
            return [Double](repeating: 0, count: delay) + taps.map { $0 * scale }
        }
    }

    static func rms(_ dBm0: Double) -> Double { Level.rms(dBFS: Level.dBFS(fromDBm0: dBm0)) }

    /// Bursts of 250 ms with 100 ms between them.
    mutating func talk(seconds: Double, level: Double = -10) -> [Double] {
        var state = 0.0
        let rms = Self.rms(level)
        return (0..<Int(seconds * 8000)).map { index in
            state = 0.6 * state + 0.8 * random.next()
            return index % 2800 < 2000 ? state * rms : 0
        }
    }

    mutating func noise(seconds: Double, level: Double) -> [Double] {
        let rms = Self.rms(level)
        return (0..<Int(seconds * 8000)).map { _ in random.next() * rms }
    }

    static func tones(_ frequencies: [Double], seconds: Double, level: Double) -> [Double] {
        let amplitude = rms(level) * 2.0.squareRoot()
        return (0..<Int(seconds * 8000)).map { index in
            frequencies.reduce(0) { $0 + amplitude * sin(2 * .pi * $1 / 8000 * Double(index)) }
        }
    }

    /// Goes on with the call: what is sent, over which path it comes back, and what the near end says.
    mutating func add(far new: [Double], path: Path?, near: [Double] = []) {
        let sent = Self.throughALaw(new)
        let start = far.count
        far += sent
        self.near += near + [Double](repeating: 0, count: new.count - near.count)
        let response = path?.response() ?? []
        for index in start..<far.count {
            var sum = 0.0
            for tap in response.indices where tap <= index { sum += response[tap] * Double(far[index - tap]) }
            echo.append(sum)
        }
    }

    static func throughALaw(_ samples: [Double]) -> [Int16] {
        let linear = samples.map { Int16(max(-32768, min(32767, $0.rounded()))) }
        var codes = [UInt8](repeating: 0, count: linear.count)
        var coded = codes.mutableSpan
        G711.encode(linear.span, law: .alaw, into: &coded)
        var decoded = linear
        var output = decoded.mutableSpan
        G711.decode(codes.span, law: .alaw, into: &output)
        return decoded
    }

    /// What comes back: echo and near end.
    var returned: [Int16] { Self.throughALaw(zip(echo, near).map { $0 + $1 }) }

    /// The output of a leg with a canceller at hand.
    func cancelled() -> [Int16] {
        var leg = EchoLeg()
        return cancelled(by: &leg)
    }

    func cancelled(by leg: inout EchoLeg) -> [Int16] {
        let returned = returned
        var output: [Int16] = []
        var frame = [Int16](repeating: 0, count: 160)
        for start in stride(from: 0, to: far.count - 159, by: 160) {
            let (sent, heard) = (
                far.span.extracting(start..<start + 160), returned.span.extracting(start..<start + 160)
            )
            leg.observe(far: sent, near: heard)
            if leg.wantsCanceller { leg.lend(LineEchoCanceller()) }
            if leg.hasIdleCanceller { _ = leg.takeBack() }
            var target = frame.mutableSpan
            leg.process(far: sent, near: heard, into: &target)
            output += frame
        }
        return output
    }

    /// Level over a stretch, in dBm0.
    static func level(_ samples: some Sequence<Double>, from: Double, to: Double) -> Double {
        let part = Array(samples)[Int(from * 8000)..<Int(to * 8000)]
        return Level.dBm0(fromDBFS: Level.dBFS(meanSquare: part.reduce(0) { $0 + $1 * $1 } / Double(part.count)))
    }

    /// Echo return loss enhancement over a stretch in which the near end is silent, in dB.
    func enhancement(of output: [Int16], from: Double, to: Double) -> Double {
        Self.level(echo, from: from, to: to) - Self.level(output.map(Double.init), from: from, to: to)
    }
}
