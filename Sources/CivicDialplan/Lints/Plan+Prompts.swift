package import CivicSpeech

extension Plan {
    /// Prompts of the catalogue that some step of the plan may say or play; a family (`case-state.{status.state}`) counts
    /// with all of its prompts.
    package func prompts(in catalogue: PromptCatalogue) -> Set<String> {
        let speech = PlanSpeech(plan: self, catalogue: catalogue, lengths: nil)
        var ids = Set(steps.flatMap { speech.ids(of: $0.spoken.flatMap(\.self)) })
        for step in steps {
            if case .queue(let queue) = step.action, let music = queue.music { ids.insert(music) }
            if case .record = step.action { ids.insert("beep") }
            if case .announceSurge = step.action { ids.formUnion(catalogue.surgeTexts) }
            if case .collect(let collect) = step.action, let confirm = collect.confirm {
                ids.formUnion(speech.ids(of: confirm.prompt + confirm.ask))
            }
        }
        return ids
    }
}
