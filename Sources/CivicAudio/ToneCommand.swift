package import ArgumentParser
import CivicDSP

/// `civicline audio tone OUT.wav`: test signals.
package struct ToneCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "tone", abstract: "Make a test signal: tones, a country's tones, a sweep, keys, noise.",
        discussion: """
            Say one of --hertz, --tone, --sweep, --dtmf and --noise:
              civicline audio tone busy.wav --tone busy --country CN --seconds 5
              civicline audio tone pair.wav --hertz 697+1209 --level -10
              civicline audio tone keys.wav --dtmf 12345# --on 60 --off 60
              civicline audio tone sweep.wav --sweep 300-3400 --seconds 10
            Levels are of the whole signal; a full-scale sine is +3.14 dBm0.
            """)

    @Argument(help: ArgumentHelp("The WAV file that is written.", valueName: "file"))
    var file: String
    @Option(help: ArgumentHelp("One to three sines at once: 1000, 350+440.", valueName: "Hz"))
    var hertz: String?
    @Option(
        help: ArgumentHelp(
            "A tone of the country: dial, ringback, busy, congestion, waiting or information.", valueName: "name"))
    var tone: String?
    @Option(help: ArgumentHelp("A sine that goes from one frequency to another: 300-3400.", valueName: "Hz-Hz"))
    var sweep: String?
    @Option(help: ArgumentHelp("Keys: 0-9 * # A-D.", valueName: "keys"))
    var dtmf: String?
    @Flag(help: "White noise.")
    var noise = false
    @OptionGroup var plan: TonePlanOptions
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Level in dBm0. Default: -10; of a plan's tone, its own; of keys, -5.", valueName: "dB"))
    var level: Double?
    @Option(help: "Length in seconds.")
    var seconds = 5.0
    @Option(help: ArgumentHelp("Length of a key in ms.", valueName: "ms"))
    var on = 100
    @Option(help: ArgumentHelp("Pause after a key in ms.", valueName: "ms"))
    var off = 100
    @Option(help: ArgumentHelp("Samples a second: 8000 or 16000.", valueName: "Hz"))
    var rate = 8000
    @Option(help: ArgumentHelp("pcm, alaw or mulaw.", valueName: "format"))
    var format = "pcm"

    package init() {}

    package func run() async throws {
        let formats: [String: WAVFormat] = ["pcm": .pcm16, "alaw": .alaw, "mulaw": .mulaw]
        guard let format = formats[format] else { throw fault("--format takes pcm, alaw or mulaw") }
        guard rate == 8000 || rate == 16_000 else { throw fault("--rate takes 8000 or 16000") }
        guard (0.01...3600).contains(seconds) else { throw fault("--seconds takes 0.01 to 3600") }
        guard (10...60_000).contains(on), (0...60_000).contains(off) else {
            throw fault("--on takes 10 to 60000 ms, --off 0 to 60000")
        }
        guard level.map((-90...3.14).contains) ?? true else { throw fault("--level takes -90 to 3.14 dBm0") }
        let samples = try recipe().samples(level: level, seconds: seconds, sampleRate: rate)
        try AudioFile.write(WAVFile(sampleRate: rate, samples: samples, format: format), to: file)
    }

    private func recipe() throws -> ToneRecipe {
        let named = [hertz, tone, sweep, dtmf].count { $0 != nil } + (noise ? 1 : 0)
        guard named == 1 else { throw fault("say one of --hertz, --tone, --sweep, --dtmf and --noise") }
        if let hertz { return .sines(try frequencies(hertz, "+", 1...3, "--hertz takes 1000, or 350+440")) }
        if let sweep {
            let ends = try frequencies(sweep, "-", 2...2, "--sweep takes two frequencies such as 300-3400")
            guard ends[0] != ends[1] else { throw fault("--sweep takes two frequencies that differ") }
            return .sweep(from: ends[0], to: ends[1])
        }
        if let dtmf {
            guard !dtmf.isEmpty, dtmf.count <= 1000 else { throw fault("--dtmf takes 1 to 1000 keys") }
            return .keys(dtmf, on: on, off: off)
        }
        if noise { return .noise(seed: 1) }
        let plan = try plan.plan()
        let names = ProgressToneKind.allCases.map(\.rawValue).joined(separator: ", ")
        guard let kind = ProgressToneKind(rawValue: tone ?? "") else { throw fault("--tone takes \(names)") }
        guard let tone = plan[kind] else { throw fault("\(plan.name) has no \(kind.rawValue) tone in its plan") }
        return .progress(tone)
    }

    private func frequencies(
        _ text: String, _ separator: Character, _ count: ClosedRange<Int>, _ help: String
    ) throws -> [Double] {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false).map { Double($0) ?? 0 }
        guard count.contains(parts.count), parts.allSatisfy({ $0 >= 1 && $0 < Double(rate) / 2 }) else {
            throw fault("\(help), each from 1 to under \(rate / 2) Hz")
        }
        return parts
    }

    private func fault(_ text: String) -> AudioFile.Fault { AudioFile.Fault(description: text) }
}
