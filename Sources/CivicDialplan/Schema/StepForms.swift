// The table, in the order in which a newcomer meets the steps.
extension StepForm {
    package static let all: [StepForm] = speaking + asking + knowing + citizens + leading + serving + trying

    private static let speaking: [StepForm] = [
        StepForm(
            word: .say, summary: "Says prompts and values, one after the other.",
            words: [
                .must("say", .speech, "What is said."),
                .may("interruptible", .flag, "Whether a key ends it; true."),
                .may("meanwhile", .step, "An identify or look-up step whose question is put while this is said."),
                .must("then", .step, "Where it goes on."),
            ],
            examples: [
                "say: [welcome, { value: language, as: digits, when: has language }, { pause: 300ms }]\n"
                    + "interruptible: false\nmeanwhile: who\nthen: next"
            ]),
        StepForm(
            word: .goodbye, summary: "Says its last words and hangs up.",
            words: [.must("goodbye", .speech, "What is said; [] hangs up at once.")],
            examples: ["goodbye: goodbye-thanks"]),
    ]

    private static let asking: [StepForm] = [
        StepForm(
            word: .menu, summary: "One key, one way on.",
            words: [
                .must("menu", .speech, "What is said: words before key, few choices."),
                .may("again", .speech, "Said instead after a miss; shorter."),
                .may("interruptible", .flag, "Whether a key may come before the end; true."),
                .must("keys", .keysToSteps, "Where each key leads. 0 leads to the person unless it is here."),
                .may("ignore", .text, "Keys that do nothing at all, such as \"5*\"."), wrongKey,
            ] + misses,
            examples: [
                "menu: menu-home\nagain: menu-home-short\ninterruptible: true\nkeys: { 1: next, 2: other }\nignore: \"9\"\n"
                    + "attempts: 3\nwait: 6s\nsilence: next\nwrong-key: other\nexhausted: person"
            ]),
        StepForm(
            word: .anyKey, summary: "Whatever is pressed goes on.",
            words: [.must("any-key", .speech, "What is said."), .must("then", .step, "Where any key leads.")] + misses,
            examples: ["any-key: lab-wait\nthen: next\nattempts: 2\nwait: 10s\nsilence: other\nexhausted: person"]),
        StepForm(
            word: .chooseLanguage,
            summary: "Said in every language of the plan, one after the other; a key chooses one.",
            words: [
                .must("choose-language", .speech, "What is said."),
                .must("keys", .keysToLanguages, "Which key chooses which language."),
                .may("meanwhile", .step, "As in say."), .must("then", .step, "Where it goes on."), wrongKey,
            ] + misses,
            examples: [
                "choose-language: language-choice\nkeys: { 1: zh-CN, 2: en }\nmeanwhile: who\nthen: next\nattempts: 2\n"
                    + "wait: 4s\nsilence: next\nwrong-key: next\nexhausted: next"
            ]),
        StepForm(
            word: .collect, summary: "Digits into a variable, checked and read back where that is asked for.",
            words: [
                .must("collect", .variable, "The variable that takes them."),
                .may("kind", .choice(["digits", "id-number", "date", "money"]), "What they are; digits."),
                .must("prompt", .speech, "What is said."),
                .may("again", .speech, "Said instead after a miss; shorter."),
                .may("interruptible", .flag, "Whether a key may come before the end; true."),
                .may("digits", .other, "How many: 8, or { least: 4, most: 8 }; compulsory for the kind digits."),
                .may("star", .flag, "Whether star counts as a digit; false."),
                .may("terminator", .choice(["#", "*", "none"]), "The key that ends them early; \"#\"."),
                .may("between", .duration, "From one digit to the next; 4s."),
                .may("secret", .flag, "Whether the agent's screen shows only that it was keyed; false."),
                .may("earliest", .other, "Of a date: today, 2026-10-01, -30d."),
                .may("latest", .other, "Of a date: today, 2026-10-01, +90d."),
                .may("confirm", .other, "Reads it back: { prompt, ask, yes: 1, no: 2 }."),
                .may("empty", .step, "Where the terminator alone leads; a miss without it."),
                .may("check-failed", .step, "Where what fails its check leads; wrong-key without it."),
                .must("then", .step, "Where it goes on."), wrongKey,
            ] + misses,
            examples: [
                "collect: code\nprompt: enter-case-number\nagain: enter-case-number-again\ninterruptible: true\n"
                    + "digits: { least: 4, most: 8 }\nstar: true\nterminator: none\nbetween: 6s\nsecret: true\nempty: other\n"
                    + "attempts: 3\nwait: 10s\nthen: next\nsilence: other\nwrong-key: other\nexhausted: person",
                "collect: day\nkind: date\nearliest: -30d\nlatest: today\nprompt: enter-case-number\n"
                    + "confirm: { prompt: case-is, ask: repeat-number, yes: 1, no: 2 }\ncheck-failed: other\nthen: next\n"
                    + "silence: other\nwrong-key: other\nexhausted: person",
            ]),
        StepForm(
            word: .survey, summary: "One to five questions by key, each asked once, and a comment that is spoken.",
            words: [
                .must("survey", .text, "What the answers are called in the ledger."),
                .must("questions", .other, "A list of { name, prompt }; keys 1 to 5 answer."),
                .may("wait", .duration, "From the end of a question to the key; 5s."),
                .may("comment", .other, "{ prompt, longest }: what is spoken after the tone."),
                .must("then", .step, "Where it goes on."),
            ],
            examples: [
                "survey: after-call\nquestions: [{ name: solved, prompt: case-more }]\nwait: 5s\n"
                    + "comment: { prompt: leave-message, longest: 30s }\nthen: next"
            ]),
    ]

    private static let knowing: [StepForm] = [
        StepForm(
            word: .identify, summary: "Finds out who may be calling. A number never proves a person.",
            words: [
                .must("identify", .choice(["caller-number"]), "By what."),
                .may("deadline", .duration, "Until `late` is taken; 800ms."),
                .may("household", .other, "{ prompt, again, attempts, wait }: asks several people on one number."),
                .may(
                    "human-first", .choice(IdentifyStep.HumanFirst.allCases.map(\.rawValue)),
                    "Known callers who go to the plan's person at once: elderly."),
                .must("known", .step, "Somebody is known."), .must("unknown", .step, "Nobody is."),
                .must("late", .step, "The record did not answer in time."),
            ],
            examples: [
                "identify: caller-number\ndeadline: 800ms\n"
                    + "household: { prompt: shared-phone, again: birth-year-again, attempts: 2, wait: 6s }\nknown: next\n"
                    + "human-first: elderly\nunknown: other\nlate: other"
            ]),
        StepForm(
            word: .lookUp, summary: "Asks a named source, with a deadline and a way on for every outcome.",
            words: [
                .must("look-up", .lookUp, "The source."), .must("with", .expressions, "What it is asked with."),
                .must("into", .variable, "Fields of the answer become `into.field`."),
                .may("prompt", .speech, "Said while it is asked."), .may("deadline", .duration, "Until `late`; 3s."),
                .must("found", .step, "There is an answer."), .must("not-found", .step, "There is none."),
                .may("locked", .step, "Too many proofs were wrong of late; not-found without it."),
                .must("late", .step, "None came in time."), .must("failed", .step, "The source is out of order."),
                .may("attempts", .whole(1...100), "How often nothing may be found; with exhausted."),
                .may("exhausted", .step, "Where the last of the attempts leads."),
            ],
            examples: [
                "look-up: case-status\nwith: { number: \"10000017\", proof: \"4821\" }\ninto: status\nprompt: looking-up\n"
                    + "deadline: 3s\nfound: next\nnot-found: other\nlocked: person\nlate: other\nfailed: person\n"
                    + "attempts: 2\nexhausted: person"
            ]),
        StepForm(
            word: .branch, summary: "The first condition that holds decides.",
            words: [
                .must("branch", .other, "A list of { when, then }."),
                .must("otherwise", .step, "Where it goes when none holds."),
            ],
            examples: [
                "branch: [{ when: 'language == \"en\" and not weekday in [\"sat\", \"sun\"]', then: next }]\notherwise: other"
            ]),
        StepForm(
            word: .hours, summary: "Whether an office is open now.",
            words: [
                .must("hours", .calendar, "The calendar."),
                .may("into", .variable, "`into.opens` is when it opens next, `into.reason` why a township is closed."),
                .must("open", .step, "It is open."),
                .must("closed", .step, "It is closed."), .may("holiday", .step, "It is a holiday; closed without it."),
                .may("lunch", .step, "Between two spans of a day; closed without it."),
                .may("closure", .step, "Closed for the caller's township alone; closed without it."),
            ],
            examples: [
                "hours: county-office\ninto: office\nopen: person\nclosed: next\nholiday: other\nlunch: other\n"
                    + "closure: other"
            ]),
        StepForm(
            word: .set, summary: "Constants or other variables into variables.",
            words: [.must("set", .expressions, "Names and values."), .must("then", .step, "Where it goes on.")],
            examples: ["set: { topic: \"water\" }\nthen: next"]),
    ]

    private static let leading: [StepForm] = [
        StepForm(
            word: .call, summary: "Goes through a sub-plan, with a branch for each of its ends.",
            words: [
                .must("call", .text, "The sub-plan."), .may("with", .expressions, "Its parameters."),
                .may("gives", .other, "What variables of the sub-plan are called outside: { case: new-case }."),
            ],
            examples: ["call: ask-topic\nwith: { kind: \"water\" }\ngives: { asked: topic-asked }\ndone: next"],
            isOpen: true),
        StepForm(
            word: .goto, summary: "Goes on in another plan, at its start or at one of its doors.",
            words: [.must("goto", .other, "The plan, or { plan, door }.")],
            examples: ["goto: { plan: tax, door: refunds }"]),
    ]

    private static let serving: [StepForm] = [
        StepForm(
            word: .queue, summary: "A place in line, truly told, until an agent talks or the caller chooses otherwise.",
            words: [
                .must("queue", .queue, "The line."), .may("prompt", .speech, "Said while the place is written."),
                .may("joined", .speech, "Said once the caller has the place, before position and wait."),
                .may("wait", .speech, "Leads in to the wait in minutes."),
                .may("wait-unknown", .speech, "Said where there is no estimate."),
                .may("offer", .speech, "What the caller may press."),
                .may("music", .prompt, "Looped while nothing is said."),
                .may("every", .duration, "How often the caller hears of the place; 45s."),
                .may("comfort", .speech, "Said before it."),
                .may("returned", .speech, "Said when an agent was lost or gave the caller back."),
                .may("choices", .keysToSteps, "Keys that leave the line."),
                .may("overflow", .other, "{ after, to }: where too long a wait leads."),
                .may(
                    "call-back", .other,
                    "{ key, to, greeting }: the key that keeps the place, the step that arranges the call-back, and what is "
                        + "said when the citizen answers it; 1 takes the call then."),
                .may(
                    "skills", .other,
                    "What an agent has to know, by level from 1 to 5: { tax: 3 }; relaxes by the queue."),
                .may("life-and-limb", .flag, "Goes ahead of every other place; counted and logged; false."),
                .must("closed", .step, "There is no place to be had."),
                .may("served", .step, "After the agent has hung up; the call ends without it."),
            ],
            examples: [
                "queue: general\nprompt: connecting-person\njoined: queue-joined\nwait: queue-wait\n"
                    + "wait-unknown: queue-wait-unknown\noffer: queue-choices\nmusic: music-comfort\nevery: 45s\n"
                    + "comfort: queue-comfort\nreturned: queue-returned\nchoices: { 1: other }\n"
                    + "overflow: { after: 8m, to: other }\nclosed: next\nserved: next",
                "queue: general\ncall-back: { key: 2, to: other, greeting: welcome }\nskills: { tax: 3 }\n"
                    + "life-and-limb: true\nclosed: next",
            ]),
        StepForm(
            word: .callBack,
            summary: "Settles at what number and when the citizen is called back, and promises it once it is durable.",
            words: [
                .must(
                    "call-back", .choice(["caller"]),
                    "Whom. The place that the caller has in line is kept; without one the call-back joins the first line of "
                        + "the plan that has call-back."),
                .may("when", .choice(["now", "chosen"]), "chosen offers two times of day as well; now."),
                .may("number", .other, "How another number is asked for: { prompt, again, between }."),
                .may("prompt", .speech, "Said while it is written; one-moment."),
                .may("promised", .speech, "Said once it is durable; call-back-promised."),
                .may("deadline", .duration, "Until it has failed; 2s for the times, 5s for the writing."),
                .may("attempts", .whole(1...100), "Misses, and numbers that cannot be called; 2 each."),
                .may("wait", .duration, "From the end of a prompt to the first key; 6s."),
                .must("arranged", .step, "It is durable, and has been promised."),
                .must("failed", .step, "It could not be written, or the number cannot be called; this has been said."),
                .must("exhausted", .step, "Nothing of use was keyed."),
            ],
            examples: [
                "call-back: caller\nwhen: chosen\nnumber: { prompt: welcome, again: welcome, between: 4s }\n"
                    + "prompt: one-moment\npromised: welcome\ndeadline: 5s\nattempts: 2\nwait: 6s\narranged: next\n"
                    + "failed: other\nexhausted: person"
            ]),
        StepForm(
            word: .transfer, summary: "Puts the caller through to a number or a unit.",
            words: [
                .must("transfer", .other, "{ number } or { unit }."), .may("prompt", .speech, "Said before it rings."),
                .may("ring-for", .duration, "5s to 2m; 30s."),
                .may("story", .flag, "Whether who answers is given what the caller did; false."),
                .may("summary", .text, "In front of the story."),
                .must("failed", .step, "Busy, refused, no way there."),
                .must("no-answer", .step, "Nobody took it."),
                .may("over", .step, "After the talk; the call ends without it."),
            ],
            examples: [
                "transfer: { number: \"110\" }\nprompt: connecting-person\nring-for: 30s\nstory: true\n"
                    + "summary: From the hotline\nfailed: person\nno-answer: person\nover: next"
            ]),
        StepForm(
            word: .record, summary: "The caller speaks after the tone, until pound, silence or the longest time.",
            words: [
                .must(
                    "record", .choice(RecordingPurpose.allCases.filter { $0.rawValue != "comment" }.map(\.rawValue)),
                    "What for."),
                .must("prompt", .speech, "What is said."),
                .may("again", .speech, "Said instead when nothing was heard."),
                .may("longest", .duration, "At most an hour; 2m."),
                .may("least", .whole(0...60), "Seconds; shorter is empty; 1."),
                .may("attempts", .whole(1...5), "How often it is tried; 2."), .must("then", .step, "Where it goes on."),
                .must("empty", .step, "Nothing was heard in any attempt."),
            ],
            examples: [
                "record: test\nprompt: leave-message\nagain: recording-empty\nlongest: 2m\nleast: 2\nattempts: 2\nthen: next\n"
                    + "empty: person"
            ]),
        StepForm(
            word: .openCase, summary: "Writes a case; the caller hears its number only after it is durable.",
            words: [
                .must("open-case", .service, "The service, or a template such as \"{topic}\"."),
                .must("from", .choice(OpenCaseStep.Source.allCases.map(\.rawValue)), "What goes with it."),
                .may("summary", .text, "What the unit reads; keys and the recording's length are added."),
                .must("into", .variable, "Takes the case's number."),
                .may("prompt", .speech, "Said while it is written."),
                .may("deadline", .duration, "Until it has failed; 10s."), .must("opened", .step, "It is written."),
                .must("failed", .step, "It could not be."),
            ],
            examples: [
                "open-case: water\nfrom: keys\nsummary: By keys\ninto: new-case\nprompt: one-moment\ndeadline: 10s\nopened: next\n"
                    + "failed: person"
            ]),
    ]

    private static let trying: [StepForm] = [
        StepForm(
            word: .ring, summary: "Rings before the call is answered.",
            words: [.must("ring", .duration, "For how long."), .must("then", .step, "Where it goes on.")],
            examples: ["ring: 3s\nthen: next"]),
        StepForm(
            word: .tone, summary: "A sine, or a tone of the country.",
            words: [
                .must("tone", .other, "A frequency in Hz, or dial, ringback, busy, congestion."),
                .may("level", .other, "dBFS of a sine."), .must("for", .duration, "For how long."),
                .may("any-key", .step, "Where a key leads; then without it."),
                .must("then", .step, "Where it goes on."),
            ],
            examples: ["tone: 400\nlevel: -12\nfor: 5s\nany-key: other\nthen: next"]),
        StepForm(
            word: .loopBack, summary: "The caller's own voice.",
            words: [
                .must("loop-back", .duration, "For how long."), .may("prompt", .speech, "Said first."),
                .must("then", .step, "Where it goes on."),
            ],
            examples: ["loop-back: 30s\nprompt: lab-loop\nthen: next"]),
        StepForm(
            word: .quiet, summary: "Answered, and nothing is played.",
            words: [.must("quiet", .duration, "For how long."), .must("then", .step, "Where it goes on.")],
            examples: ["quiet: 2s\nthen: next"]),
    ]
}
