/// Dials a string of keys as tone pairs, frame after frame.
package struct DTMFGenerator: Sendable {
    private struct Pair: Sendable {
        var low: Double
        var high: Double
    }

    private let pairs: [Pair]
    private let onLength: Int  // samples
    private let offLength: Int
    private let edge: Int
    private let sampleRate: Int
    private let lowAmplitude: Double
    private let highAmplitude: Double

    private var next = 0
    private var position = 0  // samples into the present key, tone and pause
    private var low = Oscillator.silent
    private var high = Oscillator.silent

    /// - Parameters:
    ///   - digits: keys of the keypad; anything else makes the generator `nil`.
    ///   - on: length of each tone in ms; Q.24 asks receivers for 40, people press about 100.
    ///   - off: pause after each tone in ms.
    ///   - lowLevel: of the low group, in dBm0.
    ///   - highLevel: of the high group, in dBm0; the default stands 2 dB above the low (Q.23's usual pre-emphasis).
    ///   - sampleRate: in Hz.
    package init?(
        digits: String, on: Int = 100, off: Int = 100, lowLevel: Double = -9, highLevel: Double = -7,
        sampleRate: Int = 8000
    ) {
        precondition(on > 0 && off >= 0 && sampleRate > 0)
        var pairs: [Pair] = []
        for digit in digits {
            guard let pair = DTMFKeypad.frequencies(of: digit) else { return nil }
            pairs.append(Pair(low: pair.low, high: pair.high))
        }
        self.pairs = pairs
        self.sampleRate = sampleRate
        onLength = on * sampleRate / 1000
        offLength = off * sampleRate / 1000
        edge = min(sampleRate / 1000, onLength / 2)
        lowAmplitude = Level.sineAmplitude(dBFS: Level.dBFS(fromDBm0: lowLevel))
        highAmplitude = Level.sineAmplitude(dBFS: Level.dBFS(fromDBm0: highLevel))
    }

    /// Whether every key and the pause after the last have been given out.
    package var isFinished: Bool { next >= pairs.count }

    /// Length of the whole string in samples.
    package var totalLength: Int { pairs.count * (onLength + offLength) }

    /// Fills the frame with the next samples, with silence after the last key.
    package mutating func generate(into frame: inout MutableSpan<Int16>) {
        for index in frame.indices { frame[index] = nextSample() }
    }

    private mutating func nextSample() -> Int16 {
        guard next < pairs.count else { return 0 }
        if position == 0 {
            let pair = pairs[next]
            low = Oscillator(frequency: pair.low, amplitude: lowAmplitude, sampleRate: sampleRate)
            high = Oscillator(frequency: pair.high, amplitude: highAmplitude, sampleRate: sampleRate)
        }
        var sample: Int16 = 0
        if position < onLength {
            // 1 ms edges keep the spectrum of the switching inside the band.
            let distance = min(position, onLength - 1 - position)
            let gain = distance < edge ? (Double(distance) + 0.5) / Double(edge) : 1
            sample = Int16(max(-32768, min(32767, ((low.next() + high.next()) * gain).rounded())))
        }
        position += 1
        if position >= onLength + offLength {
            position = 0
            next += 1
        }
        return sample
    }
}
