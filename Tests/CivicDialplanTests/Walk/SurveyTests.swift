import CivicCore
import CivicSpeech
import Testing

@testable import CivicDialplan

@Suite("Surveys")
struct SurveyTests {
    private func started(comment: Bool = false) throws -> Caller {
        let plan = try Sample.plan(
            Sample.county(
                "  start:\n    survey: after-call\n    wait: 5s\n    questions:\n"
                    + "      - { name: polite, prompt: was-it-polite }\n      - { name: solved, prompt: was-it-solved }\n"
                    + (comment ? "    comment: { prompt: say-more, longest: 30s }\n" : "") + "    then: line\n"))
        var caller = Caller(plan)
        caller.start()
        return caller
    }

    private func survey(_ caller: Caller) -> WalkEffect? {
        caller.effects.first { if case .survey = $0 { true } else { false } }
    }

    @Test("a key from 1 to 5 answers a question, during it or after it, and the next one is put")
    func answered() throws {
        var caller = try started()
        #expect(caller.said == ["was-it-polite"])
        caller.key("5")
        #expect(caller.said == ["was-it-solved"])
        caller.heard()
        caller.key("2")
        #expect(survey(caller) == .survey("after-call", answers: ["polite": 5, "solved": 2], commentSeconds: nil))
        #expect(caller.queue != nil)
    }

    @Test("silence or another key leaves a question out; nothing is asked twice")
    func missed() throws {
        var caller = try started()
        caller.heard()
        caller.wait(.milliseconds(4_999))
        #expect(caller.effects.isEmpty)
        caller.wait(.milliseconds(1))
        #expect(caller.said == ["was-it-solved"])
        caller.key("9")
        #expect(survey(caller) == nil)
        #expect(caller.queue != nil)
    }

    @Test("0 means a person here too, and what was answered counts")
    func zero() throws {
        var caller = try started()
        caller.key("4")
        caller.key("0")
        #expect(survey(caller) == .survey("after-call", answers: ["polite": 4], commentSeconds: nil))
        #expect(caller.queue != nil)
    }

    @Test("a comment is recorded after the tone, until a key")
    func comment() throws {
        var caller = try started(comment: true)
        caller.key("5")
        caller.key("5")
        #expect(caller.said == ["say-more"])
        caller.heard()
        #expect(caller.said == ["beep"])
        caller.heard()
        let token = try #require(caller.recording)
        #expect(caller.wants == [.record(token, longest: .seconds(30), purpose: .comment)])
        caller.key("#")
        #expect(caller.wants == [.stopRecording(token)])
        caller.send(.recorded(token, seconds: 7, heardSpeech: true))
        #expect(survey(caller) == .survey("after-call", answers: ["polite": 5, "solved": 5], commentSeconds: 7))
    }

    @Test("a comment in which nothing is heard is none, and a host that never reports it holds nobody up")
    func noComment() throws {
        var silent = try started(comment: true)
        for _ in 0..<2 { silent.key("1") }
        silent.heard()
        silent.heard()
        var lost = silent
        silent.send(.recorded(try #require(silent.recording), seconds: 6, heardSpeech: false))
        #expect(survey(silent) == .survey("after-call", answers: ["polite": 1, "solved": 1], commentSeconds: nil))
        lost.wait(.seconds(40))
        #expect(survey(lost) == .survey("after-call", answers: ["polite": 1, "solved": 1], commentSeconds: nil))
    }

    @Test("a caller who hangs up has answered what was answered, once")
    func hangsUp() throws {
        var early = try started(comment: true)
        early.send(.hungUp)
        #expect(early.wants == [])
        var late = try started(comment: true)
        late.key("3")
        late.key("8")
        late.heard()
        late.heard()
        let token = try #require(late.recording)
        late.wait(.seconds(4))
        late.send(.hungUp)
        #expect(
            late.wants == [.stopRecording(token), .survey("after-call", answers: ["polite": 3], commentSeconds: 4)])
    }

    @Test("what was typed before a question was heard answers none")
    func typedAhead() throws {
        let plan = try Sample.plan(
            Sample.county(
                "  start: { say: a, interruptible: false, then: ask }\n"
                    + "  ask: { survey: s, questions: [{ name: q, prompt: p }], then: line }\n"))
        var caller = Caller(plan)
        caller.start()
        caller.key("5")
        caller.heard()
        #expect(caller.said == ["p"])
        #expect(survey(caller) == nil)
    }

    static let faulty: [FaultyPlan] = [
        FaultyPlan(
            rule: "no questions", text: Sample.lab("  start: { survey: s, questions: [], then: bye }\n"),
            messages: [
                "plan.yaml:7:34: error: 'questions' takes a list of 1 to 5 of { name, prompt }, found 0 [wrong-type]"
            ]),
        FaultyPlan(
            rule: "too many",
            text: Sample.lab(
                "  start: { survey: s, questions: ["
                    + (0..<6).map { "{ name: q\($0), prompt: p }" }.joined(separator: ", ") + "], then: bye }\n"),
            messages: [
                "plan.yaml:7:34: error: 'questions' takes a list of 1 to 5 of { name, prompt }, found 6 [wrong-type]"
            ]),
        FaultyPlan(
            rule: "one name twice",
            text: Sample.lab(
                "  start: { survey: s, questions: [{ name: q, prompt: p }, { name: q, prompt: p }], then: bye }\n"),
            messages: ["plan.yaml:7:67: error: 'q' is asked already [duplicate-question]"]),
        FaultyPlan(
            rule: "names and words",
            text: Sample.lab("  start: { survey: S, questions: [{ name: 1, promt: p }], comment: {}, then: bye }\n"),
            messages: [
                "plan.yaml:7:20: error: a survey's name is made of lower-case letters, digits and hyphens, found 'S' "
                    + "[bad-name]",
                "plan.yaml:7:35: error: 'prompt' is missing [missing-key]",
                "plan.yaml:7:43: error: a question's name is made of lower-case letters, digits and hyphens, found '1' "
                    + "[bad-name]",
                "plan.yaml:7:46: error: unknown key 'promt'; did you mean 'prompt'? [unknown-key]",
                "plan.yaml:7:68: error: 'prompt' is missing [missing-key]",
            ]),
        FaultyPlan(
            rule: "a comment is not for record",
            text: Sample.lab("  start: { record: comment, prompt: p, then: bye, empty: bye }\n"),
            messages: ["plan.yaml:7:20: error: 'record' takes one of message, test, found 'comment' [wrong-type]"]),
    ]

    @Test("say place, cause and remedy", arguments: faulty)
    func exact(_ plan: FaultyPlan) { #expect(Sample.load(plan.text).messages == plan.messages) }
}
