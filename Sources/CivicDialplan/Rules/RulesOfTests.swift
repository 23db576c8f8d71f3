import CivicCore

extension DiagnosticRule {
    /// Of the tests beside a plan.
    static let ofTests = [
        DiagnosticRule(
            "plan-test", "a call that the plan does not serve as its test expects",
            reason: "The proof knows that nobody is lost; what was meant, the tests know.",
            example: "- name: 0 leads to a person\n  keys: 0\n  expect: { queue: general }",
            remedy: "Read the call that is printed: mend the plan, or the expectation where the plan is right."),
        DiagnosticRule(
            "no-expectation", "a test that expects nothing",
            reason: "It cannot fail, so it says nothing.", example: "- name: the menu\n  keys: 1",
            remedy: "Say what must happen: expect: { say: …, step: …, queue: … }."),
        DiagnosticRule(
            "duplicate-test", "two tests with one name",
            reason: "Results are told by name.", example: "- name: the menu\n- name: the menu",
            remedy: "Give each test a name of its own."),
        DiagnosticRule(
            "too-many-tests", "a file with more tests than are read",
            reason: "Reading and running are bounded, whatever the file holds.",
            example: "tests: [ … ]", remedy: "Take out what other tests show already."),
        DiagnosticRule(
            "too-long", "a test in which too much happens",
            reason: "Running is bounded, and nobody reads such a call.",
            example: "call: [ … ]", remedy: "Make several tests of it."),
        DiagnosticRule(
            "unknown-number", "a test that calls a number which the plan does not answer",
            reason: "Such a call never comes to the plan.", example: "called: \"12346\"",
            remedy: "Correct the number, or add it to 'answers'."),
        DiagnosticRule(
            "unknown-surge", "a test that puts a text in front which there is none of",
            reason: "No call could ever hear it.", example: "surge: flod",
            remedy: "Correct the name, or write the prompt 'surge.NAME' into prompts/catalogue.yaml."),
        DiagnosticRule(
            "unknown-word", "a word that means nothing in a test",
            reason: "Only so many things happen in a call, and only so many can be expected.",
            example: "call: [ { presss: 1 } ]", remedy: "Correct the word; docs/dialplan-tests.md lists them."),
    ]
}
