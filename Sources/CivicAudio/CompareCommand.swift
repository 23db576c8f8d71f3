package import ArgumentParser
import CivicDSP

/// `civicline audio compare A B`: delay, level and losses between two files.
package struct CompareCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compare a sound with what became of it: delay, level, noise, gaps.",
        discussion: """
            Finds the second file's delay by correlation, and its gain; 'snr' is what of it is the first file, against
            all else. A gap is where the first sounds and the second is silent. The second is brought to the first's
            rate.
            """)

    @Argument(help: ArgumentHelp("The original, WAV.", valueName: "first"))
    var first: String
    @Argument(help: ArgumentHelp("What became of it, WAV.", valueName: "second"))
    var second: String
    @OptionGroup var picture: PictureOptions

    package init() {}

    package func run() async throws {
        let original = try AudioFile.readMono(first, sampleRates: AudioFile.rates)
        let other = try AudioFile.readMono(second, sampleRates: AudioFile.rates)
        let rate = original.sampleRate
        let heard = try Resampler.convert(other.samples, from: other.sampleRate, to: rate)
        for (path, samples) in [(first, original.samples), (second, heard)]
        where samples.count > Comparison.mostSamples {
            throw AudioFile.Fault(
                description: "\(path): too long to compare; cut it to \(Comparison.mostSamples / rate) s")
        }
        guard let comparison = Comparison(original.samples, heard, sampleRate: rate) else {
            throw AudioFile.Fault(
                description: "\(second): has nothing in common with \(first), or one of them is silent")
        }
        for line in Self.lines(comparison, sampleRate: rate) { print(line) }
        try picture.write(
            ComparisonPicture(
                title: "\(AudioFile.name(of: first)) and \(AudioFile.name(of: second))", first: original.samples,
                second: heard, sampleRate: rate, comparison: comparison
            ).drawing())
    }

    static func lines(_ comparison: Comparison, sampleRate: Int) -> [String] {
        func milliseconds(_ samples: Double) -> String { AudioFile.places(samples * 1000 / Double(sampleRate), 2) }
        var lines = [
            "delay     \(milliseconds(comparison.delay)) ms",
            "level     \(AudioFile.places(comparison.gain, 1)) dB\(comparison.isInverted ? ", inverted" : "")",
            "likeness  \(AudioFile.places(comparison.likeness, 3))",
            "snr       \(comparison.signalToNoise.map { AudioFile.places($0, 1) + " dB" } ?? "no difference")",
        ]
        let lost = comparison.gaps.reduce(0) { $0 + $1.length }
        lines.append("gaps      \(comparison.gaps.count), together \(milliseconds(Double(lost))) ms")
        for gap in comparison.gaps.prefix(100) {
            lines.append("gap at    \(milliseconds(Double(gap.start))) ms for \(milliseconds(Double(gap.length))) ms")
        }
        return lines
    }
}
