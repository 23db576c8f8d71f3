import CivicCore

/// What `civicline prompts` has to do: which recordings are missing, the commands that make them, and which files
/// nobody names any more.
package struct PromptPlan: Sendable {
    /// One voice run for one recording.
    package struct Step: Hashable, Sendable {
        package var prompt: MissingPrompt
        /// Looked up on `PATH` when it has no slash.
        package var executable: String
        package var arguments: [String]
        /// The WAV file the command is told to write.
        package var output: String
    }

    /// In the order of the catalogue.
    package let missing: [MissingPrompt]
    package let steps: [Step]
    /// Missing, and nothing can make it: music and tones, or a language without a voice.
    package let unmakeable: [MissingPrompt]
    /// Files below `prompts/` that the catalogue does not name, sorted.
    package let orphans: [String]

    /// - Parameters:
    ///   - existing: the files below `prompts/` without `.wav`.
    ///   - folder: the folder that the recordings go to, without a slash at its end.
    package init(
        catalogue: PromptCatalogue, existing: Set<String>, settings: SynthesisSettings, folder: String = "prompts"
    ) {
        missing = catalogue.missing(existing: existing)
        orphans = existing.subtracting(catalogue.clips).sorted()
        var steps: [Step] = []
        var unmakeable: [MissingPrompt] = []
        for prompt in missing {
            let output = "\(folder)/\(prompt.clip).wav"
            guard let language = prompt.language, let voice = settings.voices[language],
                let step = Step(prompt, voice: voice, language: language, output: output)
            else {
                unmakeable.append(prompt)
                continue
            }
            steps.append(step)
        }
        self.steps = steps
        self.unmakeable = unmakeable
    }
}

extension PromptPlan.Step {
    fileprivate init?(
        _ prompt: MissingPrompt, voice: SynthesisSettings.Voice, language: Language, output: String
    ) {
        let values = [
            "text": prompt.text, "out": output, "id": prompt.id, "kind": prompt.kind.rawValue,
            "language": language.tag,
        ]
        let filled = voice.command.map { CommandTemplate.fill($0, with: values) }
        guard let executable = filled.first else { return nil }
        self.init(prompt: prompt, executable: executable, arguments: Array(filled.dropFirst()), output: output)
    }
}
