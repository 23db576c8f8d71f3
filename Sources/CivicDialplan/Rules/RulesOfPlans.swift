import CivicCore

extension DiagnosticRule {
    /// Of sub-plans, of plans that lead to each other, and of what lies outside of them.
    static let ofPlans = [
        DiagnosticRule(
            "unknown-sub-plan", "a call of a sub-plan that is not there",
            reason: "The call would have nowhere to go on.",
            example: "complaint: { call: record-complant, … }", remedy: "Correct the name, or add it under 'sub-plans'."
        ),
        DiagnosticRule(
            "unused-sub-plan", "a sub-plan that no step calls", severity: .warning,
            reason: "A sub-plan is checked where it is called; this one is not checked at all.",
            example: "sub-plans:\n  old-complaint: { ends: [done], start: ask, steps: { … } }",
            remedy: "Call it, or take it out."),
        DiagnosticRule(
            "call-circle", "a sub-plan that calls itself",
            reason: "Calls are copied into their places, and a circle has no end of copies.",
            example: "sub-plans:\n  ask: { …, steps: { again: { call: ask, done: end done } } }",
            remedy: "Repeat inside of it, with 'silence' and 'wrong-key'."),
        DiagnosticRule(
            "call-too-deep", "sub-plans that call each other too deeply",
            reason: "Nobody who reads the plan keeps more than a few levels in mind.",
            example: "a calls b, b calls c, c calls d, d calls e, e calls f",
            remedy: "Call some of them from the plan itself."),
        DiagnosticRule(
            "end-missing", "an end of a sub-plan for which the call has no branch",
            reason: "A caller who comes out there would have nowhere to go on.",
            example: "complaint: { call: record-complaint, done: home }      # and 'gave-up'?",
            remedy: "Give the call a branch for every end."),
        DiagnosticRule(
            "unknown-end", "a way out of a sub-plan that is none of its ends",
            reason: "Only ends that the sub-plan names can be given a branch where it is called.",
            example: "then: end finished      # ends: [done, gave-up]",
            remedy: "Correct the name, or add it to 'ends'."),
        DiagnosticRule(
            "unknown-plan", "a goto to a plan that is not there",
            reason: "The plans of one configuration are compiled together, and this one is not among them.",
            example: "tax: { goto: taxes }", remedy: "Correct the name, or add the plan's file to 'files.dialplans'."),
        DiagnosticRule(
            "unknown-door", "a goto to a door that the other plan does not have",
            reason: "Other plans lead only to steps that a plan opens for them, and proves as beginnings.",
            example: "tax: { goto: { plan: tax, door: refunds } }",
            remedy: "Correct the name, or add it to 'doors' of the other plan."),
        DiagnosticRule(
            "duplicate-plan", "two files with one plan's name",
            reason: "Nobody could tell which of them a goto leads to, or whose version is live.",
            example: "dialplan: county      # in county.yaml and in copy.yaml",
            remedy: "Rename one of them, or take its file out."),
        DiagnosticRule(
            "unknown-unit", "a transfer to a unit that is not there",
            reason: "The caller would be put through to nobody.",
            example: "water: { transfer: { unit: watter-company }, … }",
            remedy: "Correct the name, or add the unit to the file of units."),
        DiagnosticRule(
            "unit-without-phone", "a transfer to a unit whose number is not known",
            reason: "The caller would be put through to nobody.",
            example: "water: { transfer: { unit: water-company }, … }",
            remedy: "Give the unit its 'phone' in the file of units, or transfer to a number."),
        DiagnosticRule(
            "duplicate-question", "two questions of a survey with one name",
            reason: "Answers are kept by the question's name; the second would overwrite the first.",
            example: "questions:\n  - { name: solved, prompt: a }\n  - { name: solved, prompt: b }",
            remedy: "Give each question a name of its own."),
    ]
}
