import CivicCore
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
                for clip in clips where try PromptVoice.normaliseFile("\(folder)/\(clip).wav") {
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
            try PromptVoice.make(step)
            say("\(index + 1)/\(plan.steps.count)  \(step.prompt.clip)")
        }
        for prompt in plan.unmakeable { say("no voice  \(prompt.clip)") }
    }
}
