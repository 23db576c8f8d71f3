import CivicCore
import CivicDSP
import CivicSpeech
import Foundation

extension Commands {
    package static func prompts(config: String, make: Bool, normalise: Bool) async -> Int32 {
        await reporting {
            let configuration = try configuration(config)
            let folder = configuration.files.prompts
            let catalogue = try HouseRules.spoken(configuration)
            let settings = try SynthesisSettings.load(
                try text(of: configuration.files.promptSettings), file: configuration.files.promptSettings)
            let plan = PromptPlan(
                catalogue: catalogue, existing: HouseRules.clipNames(in: folder), settings: settings, folder: folder)
            for missing in plan.missing { say("missing  \(missing.clip)  \(missing.text)") }
            for orphan in plan.orphans { say("no text  \(orphan)") }
            say("\(plan.missing.count) missing, \(plan.orphans.count) without a text in the catalogue")
            if make { try await synthesise(plan) }
            if normalise {
                let clips = HouseRules.clipNames(in: folder).filter { !$0.hasPrefix("shared/") }.sorted()
                var changed = 0
                for clip in clips where try normaliseFile("\(folder)/\(clip).wav") {
                    say("normalised  \(clip)")
                    changed += 1
                }
                say("\(changed) of \(clips.count) recordings normalised; the others were at the common loudness")
            }
            return plan.missing.isEmpty || make ? 0 : 1
        }
    }

    private static func text(of file: String) throws(ConfigurationError) -> String {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw ConfigurationError(line: "\(file): error: cannot be read; does the file exist? [no-file]")
        }
        return text
    }

    private static func synthesise(_ plan: PromptPlan) async throws {
        for (index, step) in plan.steps.enumerated() {
            try FileManager.default.createDirectory(
                atPath: (step.output as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = [step.executable] + step.arguments
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0, FileManager.default.fileExists(atPath: step.output) else {
                throw ConfigurationError(
                    line: "\(step.executable) made no \(step.output) (exit code \(process.terminationStatus)); "
                        + "see config/prompts.yaml")
            }
            try normaliseFile(step.output)
            say("\(index + 1)/\(plan.steps.count)  \(step.prompt.clip)")
        }
        for prompt in plan.unmakeable { say("no voice  \(prompt.clip)") }
    }

    /// Active speech level of every prompt in dBFS, where a sine at full scale has 0: the -19 dBFS RMS of
    /// prompts/README.md, whose measure gives such a sine -3.
    private static let spokenLevel = -16.0

    /// Brings one WAV file to 8 kHz A-law at the common loudness, in place.
    ///
    /// - Returns: Whether it had to be changed.
    @discardableResult
    private static func normaliseFile(_ path: String) throws -> Bool {
        do {
            let sound = try WAVFile(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
            let isInFormat = sound.sampleRate == 8_000 && sound.channels == 1 && sound.format == .alaw
            if isInFormat, Loudness.isNormal(sound.samples, at: spokenLevel) { return false }
            let narrow = try Resampler.convert(sound.mono, from: sound.sampleRate, to: 8_000)
            let samples = Loudness.normalise(narrow, to: spokenLevel)
            try Data(WAVFile(samples: samples, format: .alaw).encoded())
                .write(to: URL(fileURLWithPath: path), options: .atomic)
            return true
        } catch {
            throw ConfigurationError(line: "\(path): \(error)")
        }
    }
}
