import CivicDSP
import Foundation

/// Levels of a sound, as `civicline audio level` tells them.
struct LevelReport {
    struct Second {
        /// In dBFS.
        var level: Double
        var peak: Double
    }

    /// All of it, in dBFS.
    let level: Double
    let active: ActiveSpeechLevel?
    /// In dB below full scale.
    let peak: Double
    /// Samples in runs of at least three at the highest level that occurs, near full scale.
    let clipped: Int
    /// Mean of the samples, as a part of full scale.
    let offset: Double
    /// Part of the time, in blocks of 20 ms, under -50 dBm0.
    let silence: Double
    let seconds: [Second]

    /// Where silence begins, in dBm0.
    static let silenceLevel = -50.0

    init(of samples: [Int16], sampleRate: Int) {
        level = Level.dBFS(of: samples.span)
        active = ActiveSpeechLevel(of: samples, sampleRate: sampleRate)
        let highest = samples.reduce(into: UInt16(0)) { $0 = max($0, $1.magnitude) }
        peak = Self.decibels(highest)
        clipped = SoundCheck.clippedSamples(in: samples)
        offset = samples.isEmpty ? 0 : Double(samples.reduce(0) { $0 + Int($1) }) / Double(samples.count) / 32768
        let blocks = Self.blocks(samples, of: sampleRate / 50)
        silence =
            Double(blocks.count { Level.dBm0(fromDBFS: $0.level) < Self.silenceLevel }) / Double(max(1, blocks.count))
        seconds = Self.blocks(samples, of: sampleRate)
    }

    /// Text for people, a figure a line.
    func lines(seconds shown: Bool) -> [String] {
        func both(_ level: Double) -> String {
            "\(AudioFile.places(Level.dBm0(fromDBFS: level), 1)) dBm0 (\(AudioFile.places(level, 1)) dBFS)"
        }
        var lines = ["level    \(both(level))"]
        if let active {
            lines.append(
                "speech   \(both(active.level)), active \(AudioFile.places(100 * active.activity, 0)) % (P.56)")
        } else {
            lines.append("speech   none")
        }
        lines.append("peak     \(AudioFile.places(peak, 1)) dBFS")
        lines.append("clipped  \(clipped) samples")
        lines.append("dc       \(AudioFile.places(100 * offset, 2)) % of full scale")
        lines.append(
            "silence  \(AudioFile.places(100 * silence, 0)) % of the time under \(Int(Self.silenceLevel)) dBm0")
        guard shown else { return lines }
        lines.append("second   dBm0   peak dBFS")
        for (index, second) in seconds.enumerated() {
            let level = AudioFile.places(Level.dBm0(fromDBFS: second.level), 1)
            lines.append(
                [pad("\(index)", 6), pad(level, 6), pad(AudioFile.places(second.peak, 1), 8)].joined(separator: " "))
        }
        return lines
    }

    private func pad(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private static func decibels(_ magnitude: UInt16) -> Double {
        max(Level.floor, 20 * log10(Double(max(1, magnitude)) / 32767))
    }

    private static func blocks(_ samples: [Int16], of length: Int) -> [Second] {
        stride(from: 0, to: samples.count, by: max(1, length)).map { start in
            let part = samples[start..<min(start + length, samples.count)]
            let highest = part.reduce(into: UInt16(0)) { $0 = max($0, $1.magnitude) }
            return Second(level: Level.dBFS(of: Array(part).span), peak: decibels(highest))
        }
    }
}
