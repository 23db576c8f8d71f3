import CivicCore
import CivicDSP
import CivicHTTP
import CivicSpeech
import Foundation

/// Speaks words with the voices of `config/prompts.yaml`, while somebody waits for it.
struct HouseVoice: Sendable {
    /// The file that names the voices; it is read each time, so that a voice which is put right there helps at once.
    let settings: String

    /// A voice that takes longer has failed.
    private static let deadline = Duration.seconds(30)

    /// Tags of languages that there is a voice for.
    var languages: [String] {
        guard let settings = try? load() else { return [] }
        return settings.voices.keys.map(\.tag).sorted()
    }

    private func load() throws -> SynthesisSettings {
        try SynthesisSettings.load(try HouseRules.text(of: settings), file: settings)
    }

    /// The words as a WAV file in the format of the prompts.
    ///
    /// - Throws: ``SurgeRefusal``
    func speak(_ words: String, in language: Language) throws(SurgeRefusal) -> Data {
        let folder = FileManager.default.temporaryDirectory.appending(path: "civicline-voice-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let prompt = Prompt(id: "words", kind: .sentence, texts: [language: words])
        let settings: SynthesisSettings
        do {
            settings = try load()
        } catch {
            throw .voiceFailed("\(error)")
        }
        let plan = PromptPlan(
            catalogue: PromptCatalogue(entries: [prompt], languages: [language]), existing: [], settings: settings,
            folder: folder.path)
        guard let step = plan.steps.first else { throw .noVoice(language.tag) }
        do {
            try FileManager.default.createDirectory(
                atPath: (step.output as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try PromptVoice.make(step, deadline: Self.deadline)
            return try Data(contentsOf: URL(fileURLWithPath: step.output))
        } catch {
            throw .voiceFailed("\(error)")
        }
    }
}
