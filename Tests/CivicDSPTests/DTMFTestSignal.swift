import CivicDSP
import Foundation

/// A line with keys on it, as the tables of Q.24 vary them.
struct DTMFTestSignal {
    private(set) var samples = Signal.silence(count: 2400)

    /// One key; levels in dBm0, deviations in percent, times in ms.
    mutating func press(
        _ key: Character, on: Double = 50, off: Double = 60, low: Double = -10, high: Double = -10,
        lowDeviation: Double = 0, highDeviation: Double = 0, phase: Double = 0.7
    ) {
        guard let pair = DTMFKeypad.frequencies(of: key) else { return }
        let count = Int(on * 8)
        samples += Signal.mix(
            Signal.sine(
                frequency: pair.low * (1 + lowDeviation / 100), level: Level.dBFS(fromDBm0: low), count: count,
                phase: phase),
            Signal.sine(
                frequency: pair.high * (1 + highDeviation / 100), level: Level.dBFS(fromDBm0: high), count: count,
                phase: 2 * phase))
        pause(off)
    }

    mutating func pause(_ milliseconds: Double) { samples += Signal.silence(count: Int(milliseconds * 8)) }

    mutating func add(_ other: [Int16]) { samples = Array(Signal.mix(samples, other).prefix(samples.count)) }

    /// All events, with the signal through G.711 as on a real line, in frames of 20 ms.
    func events(law: G711Law = .alaw, frame: Int = 160) -> [DTMFDetection] {
        var codes = [UInt8](repeating: 0, count: samples.count + 4000)
        let padded = samples + Signal.silence(count: 4000)
        var encoded = codes.mutableSpan
        G711.encode(padded.span, law: law, into: &encoded)
        var line = [Int16](repeating: 0, count: padded.count)
        var decoded = line.mutableSpan
        G711.decode(codes.span, law: law, into: &decoded)

        var detector = DTMFDetector()
        var events: [DTMFDetection] = []
        var start = 0
        while start < line.count {
            let end = min(start + frame, line.count)
            if let event = detector.process(line.span.extracting(start..<end)) { events.append(event) }
            start = end
        }
        return events
    }

    /// The keys that went down.
    func digits(law: G711Law = .alaw) -> String { String(events(law: law).compactMap(\.startedDigit)) }
}

extension DTMFDetection {
    var startedDigit: Character? {
        if case .started(let digit, _) = self { digit } else { nil }
    }
}
