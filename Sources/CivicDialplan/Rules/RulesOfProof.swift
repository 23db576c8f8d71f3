import CivicCore

extension DiagnosticRule {
    /// Of what is proven over the whole plan.
    static let ofProof = [
        DiagnosticRule(
            "unbounded-loop", "a caller who does nothing is led round for ever",
            reason: "A phone that was put down beside its cradle would hold a line for hours.",
            example: "home: { menu: menu-home, …, exhausted: sorry }\nsorry: { say: sorry, then: home }",
            remedy: "Lead one of the ways of the circle to a person, a message or a goodbye."),
        DiagnosticRule(
            "no-person", "a caller who does not find a person",
            reason: "Who cannot use the menu, in silence or within a few keys, must still be able to talk to somebody.",
            example: "home: { menu: menu-home, keys: { 1: pension, 0: bye }, …, exhausted: bye }",
            remedy: "Leave 0 to the person and lead 'exhausted' there; a line without people says 'person: none'."),
        DiagnosticRule(
            "human-first", "a caller who is to reach a person at once, and is asked for keys first",
            reason:
                "Old people were promised a voice and not a menu; a menu on the way to it, at some hour, breaks that.",
            example: "who: { identify: caller-number, human-first: elderly, … }\nperson: { menu: which-line, … }",
            remedy: "Lead the plan's person to the line or to a message without a menu, or allow one question with "
                + "'limits: { human-first: 1 }'."),
        DiagnosticRule(
            "call-too-long", "only the longest call brings a caller who does nothing to a person", severity: .warning,
            reason: "Somebody who cannot use a menu waits in it instead of in the line; the call pays for both.",
            example: "limits: { longest-call: 1m }\nhome: { menu: menu-home, …, attempts: 9, wait: 30s, … }",
            remedy: "Fewer attempts, shorter waits or shorter prompts before the person; or raise the limit."),
        DiagnosticRule(
            "message-lost", "a recorded message that does not become a case",
            reason: "The caller believes to have been heard, and nobody ever listens to the recording.",
            example: "message: { record: message, prompt: leave-message, then: bye, empty: bye }",
            remedy: "Lead 'then' to an open-case 'from: recording', with nothing but say and set between."),
        DiagnosticRule(
            "unreachable-step", "a step that no call ever reaches", severity: .warning,
            reason: "Mostly a way to it was forgotten, or renamed.",
            example: "lost: { say: welcome, then: bye }      # nothing leads here",
            remedy: "Lead a way to it, or take it out."),
        DiagnosticRule(
            "unset-variable", "a variable that may have no value where it is used", severity: .warning,
            reason: "What has no value is not spoken, so a sentence ends in the middle.",
            example: "ask: { collect: code, …, silence: told }\ntold: { say: { value: code, as: digits }, then: bye }",
            remedy: "Lead the way without a value elsewhere, or ask 'has NAME' in a branch or under 'when'."),
    ]
}
