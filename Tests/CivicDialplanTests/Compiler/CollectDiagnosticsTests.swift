import Testing

@testable import CivicDialplan

@Suite("Diagnostics of collect")
struct CollectDiagnosticsTests {
    /// `rules` begin at line 9, column 5.
    private static func plan(_ rules: String) -> String {
        Sample.lab(
            "  start:\n    collect: value\n    \(rules)\n    prompt: a\n    then: bye\n    silence: bye\n"
                + "    wrong-key: bye\n    exhausted: bye\n")
    }

    static let faulty: [FaultyPlan] = [
        FaultyPlan(
            rule: "a kind that there is not", text: plan("kind: dates\n    digits: 4"),
            messages: [
                "plan.yaml:9:11: error: 'kind' takes one of digits, date, money, id-number, found 'dates' [wrong-type]"
            ]),
        FaultyPlan(
            rule: "no digits", text: plan("kind: digits"),
            messages: ["plan.yaml:8:5: error: 'digits' is missing [missing-key]"]),
        FaultyPlan(
            rule: "keys that do not go with the kind", text: plan("kind: money\n    digits: 4\n    star: true"),
            messages: [
                "plan.yaml:10:13: error: 'digits' does not go with kind: money [unknown-key]",
                "plan.yaml:11:11: error: 'star' does not go with kind: money [unknown-key]",
            ]),
        FaultyPlan(
            rule: "a check that there is not", text: plan("digits: 4\n    check-failed: bye"),
            messages: ["plan.yaml:10:19: error: 'check-failed' does not go with kind: digits [unknown-key]"]),
        FaultyPlan(
            rule: "bounds of another kind", text: plan("kind: money\n    latest: today"),
            messages: ["plan.yaml:10:5: error: unknown key 'latest' [unknown-key]"]),
        FaultyPlan(
            rule: "digits of a date", text: plan("kind: date\n    digits: 6"),
            messages: ["plan.yaml:10:13: error: a date has 8 digits, or 4 for month and day, found '6' [wrong-type]"]),
        FaultyPlan(
            rule: "a bound that is no day", text: plan("kind: date\n    latest: 2026-02-30"),
            messages: [
                "plan.yaml:10:13: error: 'latest' takes today, a day such as 2026-10-01, or days from today such as "
                    + "-30d or +90d, found '2026-02-30' [wrong-type]"
            ]),
        FaultyPlan(
            rule: "bounds the wrong way round",
            text: plan("kind: date\n    earliest: 2026-02-03\n    latest: 2026-02-02"),
            messages: ["plan.yaml:11:13: error: 'latest' lies before 'earliest' [wrong-type]"]),
        FaultyPlan(
            rule: "star ends and means something", text: plan("kind: money\n    terminator: \"*\""),
            messages: [
                "plan.yaml:10:17: error: the star is the decimal point here; take \"#\" or none [no-such-key]"
            ]),
        FaultyPlan(
            rule: "an ID number for everyone to see", text: plan("kind: id-number\n    secret: false"),
            messages: ["plan.yaml:10:13: error: an ID number is always secret [wrong-type]"]),
        FaultyPlan(
            rule: "0 for yes", text: plan("kind: date\n    confirm: { prompt: a, yes: 0 }"),
            messages: [
                "plan.yaml:10:32: error: 'yes' takes a key from 1 to 9, \"*\" or \"#\", found '0' [no-such-key]"
            ]),
        FaultyPlan(
            rule: "one key for both", text: plan("kind: date\n    confirm: { prompt: a, yes: 2, no: 2 }"),
            messages: ["plan.yaml:10:14: error: 'yes' and 'no' are the same key [no-such-key]"]),
        FaultyPlan(
            rule: "a question without words", text: plan("kind: date\n    confirm: { yes: 1 }"),
            messages: ["plan.yaml:10:14: error: 'prompt' is missing [missing-key]"]),
        FaultyPlan(
            rule: "a date spoken as a number",
            text: Sample.lab(
                "  start:\n    collect: value\n    kind: date\n    prompt: a\n    then: told\n    silence: bye\n"
                    + "    wrong-key: bye\n    exhausted: bye\n  told: { say: { value: value, as: digits }, then: bye }\n"
            ),
            messages: ["plan.yaml:15:25: error: 'value' is a date, which is not spoken as digits [wrong-type]"]),
        FaultyPlan(
            rule: "no-person: an ID number is too many keys",
            text: Sample.county(
                "  start:\n    menu: a\n    keys: { 1: id, 0: bye }\n    silence: line\n    wrong-key: line\n"
                    + "    exhausted: line\n  id:\n    collect: value\n    kind: id-number\n    prompt: a\n    then: line\n"
                    + "    silence: line\n    wrong-key: line\n    exhausted: line\n",
                head: "limits: { keys-to-person: 2 }\n"),
            messages: [
                "plan.yaml:8:3: error: a person is 3 keys away from 'start', 2 are promised; "
                    + "give it a key to the person [no-person]"
            ]),
    ]

    @Test("say place, cause and remedy", arguments: faulty)
    func exact(_ plan: FaultyPlan) { #expect(Sample.load(plan.text).messages == plan.messages) }
}
