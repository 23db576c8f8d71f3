// Steps about a citizen's own matters.
extension StepForm {
    static let citizens: [StepForm] = [
        StepForm(
            word: .caseStatus,
            summary: "Asks for a case's number and a proof, and tells where it stands and by when it is answered.",
            words: [
                .must(
                    "case-status", .variable, "Takes the case: `status.case`, `status.state`, `status.due` and so on."),
                .may("with", .expressions, "A number or a proof that is known already: { number: new-case }."),
                .may("number", .other, "How the number is asked for: { prompt, again, between }."),
                .may("proof", .other, "How the proof is asked for: { prompt, again, between }."),
                .may("prompt", .speech, "Said while it is looked up; looking-up."),
                .may("tell", .speech, "What is said of the case; number, state, deadline, and that it has passed."),
                .may("wrong", .speech, "Said when number and proof do not fit; case-not-found."),
                .may("unavailable", .speech, "Said when the records are slow or down; lookup-late."),
                .may("deadline", .duration, "Until it is late; 3s."),
                .may("attempts", .whole(1...100), "3 misses for each number, 2 pairs that do not fit."),
                .may("wait", .duration, "From the end of a prompt to the first key; 10s."),
                .must("told", .step, "The state has been told; the caller is proven."),
                .must("unknown", .step, "Number and proof do not fit, after the last attempt."),
                .may("locked", .step, "Too many proofs were wrong of late; unknown without it."),
                .must("late", .step, "The records did not answer, and the caller has been told."),
                .must("exhausted", .step, "Nothing of use was keyed."),
            ],
            examples: [
                "case-status: status\nprompt: looking-up\nwrong: case-not-found\nunavailable: lookup-late\n"
                    + "number: { prompt: enter-case-number, again: enter-case-number-again, between: 6s }\n"
                    + "proof: { prompt: enter-proof, again: enter-proof-again }\ndeadline: 3s\nattempts: 2\nwait: 10s\n"
                    + "told: next\nunknown: other\nlocked: other\nlate: person\nexhausted: person",
                "case-status: status\nwith: { number: \"10000017\" }\n"
                    + "tell: [case-is, { value: status.case, as: case-number }]\ntold: next\nunknown: other\n"
                    + "late: person\nexhausted: person",
            ])
    ]
}
