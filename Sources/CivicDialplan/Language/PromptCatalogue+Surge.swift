package import CivicSpeech

extension PromptCatalogue {
    /// Prepared texts that a supervisor may put in front of the plans, in the order of the file.
    package var surgeTexts: [String] {
        order.filter { $0.hasPrefix(AnnounceSurgeStep.prefix) && entries[$0]?.kind == .sentence }
    }
}
