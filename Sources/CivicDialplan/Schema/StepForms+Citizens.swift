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
            ]),
        StepForm(
            word: .verify,
            summary:
                "Asks whom identify found for the PIN or the last four of the ID number; then the caller is proven.",
            words: [
                .must("verify", .choice(["caller"]), "Whom."),
                .may("prompt", .speech, "Asks for the proof; enter-own-proof."),
                .may("again", .speech, "Said instead after a miss; enter-proof-again."),
                .may("asking", .speech, "Said while it is checked; looking-up."),
                .may("wrong", .speech, "Said when it does not fit; proof-wrong."),
                .may("unavailable", .speech, "Said when the records are slow or down; lookup-late."),
                .may("deadline", .duration, "Until it is late; 3s."),
                .may("attempts", .whole(1...100), "Misses, and proofs that do not fit; 3 each."),
                .may("wait", .duration, "From the end of the prompt to the first key; 10s."),
                .may("between", .duration, "From one key to the next; 4s."),
                .must("verified", .step, "The proof fits."),
                .must("refused", .step, "It does not, after the last attempt, or nothing was keyed."),
                .must("locked", .step, "Too many proofs were wrong of late, in this call or in others."),
                .must("late", .step, "The records did not answer, and the caller has been told."),
                .may("unknown", .step, "identify found nobody, so nobody is asked; refused without it."),
            ],
            examples: [
                "verify: caller\nprompt: enter-proof\nagain: enter-proof-again\nasking: looking-up\nwrong: case-not-found\n"
                    + "unavailable: lookup-late\ndeadline: 3s\nattempts: 2\nwait: 10s\nbetween: 4s\nverified: next\n"
                    + "refused: other\nlocked: other\nlate: person\nunknown: person"
            ]),
        StepForm(
            word: .disputeCase,
            summary: "The citizen says that a case is not solved; its unit has it again.",
            words: [
                .must("dispute-case", .other, "The case's number, as case-status gave it: status.case."),
                .may("prompt", .speech, "Said while it is written; one-moment."),
                .may("filed", .speech, "Said once it is durable; dispute-filed."),
                .may("comment", .other, "{ prompt, longest }: what is spoken after it; longest is 1m."),
                .may("deadline", .duration, "Until it has failed; 5s."),
                .must("disputed", .step, "The case is with its unit again."),
                .must(
                    "not-possible", .step,
                    "It is neither answered nor closed, or its proof was not given in this call; this has been said."),
                .must("failed", .step, "It could not be written, or not in time; this has been said."),
            ],
            examples: [
                "dispute-case: '\"10000017\"'\nprompt: one-moment\nfiled: case-is\ncomment: { prompt: leave-message, longest: 30s }\n"
                    + "deadline: 5s\ndisputed: next\nnot-possible: person\nfailed: person"
            ]),
        StepForm(
            word: .agreeCase, summary: "The citizen says that a case is solved; it is closed.",
            words: [
                .must("agree-case", .other, "The case's number, as case-status or return-visit gave it."),
                .may("prompt", .speech, "Said while it is written; one-moment."),
                .may("filed", .speech, "Said once it is durable; agree-filed."),
                .may("deadline", .duration, "Until it has failed; 5s."),
                .must("agreed", .step, "The case is closed."),
                .must(
                    "not-possible", .step,
                    "Nobody calls it answered, or neither was its proof given nor was the call made about it; this has been said."
                ),
                .must("failed", .step, "It could not be written, or not in time; this has been said."),
            ],
            examples: [
                "agree-case: '\"10000017\"'\nprompt: one-moment\nfiled: case-is\ndeadline: 5s\nagreed: next\n"
                    + "not-possible: person\nfailed: person"
            ]),
        StepForm(
            word: .relay,
            summary:
                "Somebody of a unit keys a case's code, and the house calls its citizen, whose number nobody hears.",
            words: [
                .must("relay", .choice(["caller"]), "Who is connected with the citizen."),
                .may("prompt", .speech, "Asks for the code; relay-code."),
                .may("again", .speech, "Said instead after a miss; relay-code-again."),
                .may("ringing", .speech, "Said before the citizen's telephone rings; relay-ringing."),
                .may("ring-for", .duration, "5s to 2m; 40s."),
                .may("deadline", .duration, "Until it is late; 3s."),
                .may("attempts", .whole(1...100), "Misses, and codes that do not hold; 3 each."),
                .must("over", .step, "They have talked."),
                .must("refused", .step, "No code was keyed, or none that holds; this has been said."),
                .may("locked", .step, "Too many codes from this number were wrong of late; refused without it."),
                .may("not-now", .step, "The citizen wants to be called later, or not at all; refused without it."),
                .may("unanswered", .step, "The citizen did not take the call; refused without it."),
                .may("failed", .step, "Busy, or no way there; refused without it."),
                .may("late", .step, "The records did not answer, and the caller has been told; refused without it."),
            ],
            examples: [
                "relay: caller\nprompt: relay-code\nagain: relay-code-again\nringing: one-moment\nring-for: 30s\ndeadline: 3s\n"
                    + "attempts: 2\nover: next\nrefused: other\nlocked: other\nnot-now: other\nunanswered: next\nfailed: next\n"
                    + "late: other"
            ]),
        StepForm(
            word: .answer, summary: "Reads a knowledge article out, part by part, and keeps a receipt of it.",
            words: [
                .must("answer", .article, "The article."),
                .may(
                    "prompt", .speech,
                    "Said first: 1 reads a part again, pound stops, any other key goes on; article-keys."),
                .may("unavailable", .speech, "Said instead when it has expired; article-expired."),
                .must("then", .step, "Where it goes on when all was read, or the caller has heard enough."),
                .must("expired", .step, "Its last day is past, and the caller has been told."),
            ],
            examples: [
                "answer: pension-renewal\nprompt: article-keys\nunavailable: article-expired\nthen: next\nexpired: person"
            ]),
        StepForm(
            word: .announceSurge,
            summary:
                "Says what a supervisor has put in front of calls (flood, earthquake), in one click, while it lasts.",
            words: [
                .must("announce-surge", .speech, "Said before the text, when there is one; [] for nothing."),
                .may(
                    "interruptible", .flag,
                    "Whether a key ends it and is kept for the next step; true. Keys of before do not."),
                .may("active", .step, "Where a caller goes who has heard a text; then without it."),
                .must("then", .step, "Where it goes on, at once where nothing is put in front."),
            ],
            examples: ["announce-surge: surge-notice\ninterruptible: false\nactive: other\nthen: next"]),
    ]
}
