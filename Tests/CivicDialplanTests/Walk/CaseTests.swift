import CivicCore
import Testing

@testable import CivicDialplan

@Suite("Messages and cases")
struct CaseTests {
    private func started() throws -> Caller {
        let plan = try Sample.plan(
            Sample.county(
                "  start:\n    menu: m\n    keys: { 2: describe }\n    silence: line\n    wrong-key: line\n"
                    + "    exhausted: line\n"
                    + "  describe: { record: message, prompt: intro, again: empty, longest: 2m, least: 2, then: thanks, empty: line }\n"
                    + "  thanks: { say: thanks, then: register }\n"
                    + "  register:\n    open-case: water\n    from: recording\n    summary: By telephone\n"
                    + "    into: new-case\n    prompt: moment\n    opened: told\n    failed: sorry\n"
                    + "  told: { say: [opened, { value: new-case, as: case-number }], interruptible: false, then: repeat }\n"
                    + "  repeat:\n    menu: repeat\n    keys: { 1: told, \"#\": bye, 0: line }\n    silence: told\n"
                    + "    wrong-key: told\n    attempts: 2\n    exhausted: bye\n"
                    + "  sorry: { say: sorry, then: line }\n"))
        var caller = Caller(plan)
        caller.start()
        caller.key("2")
        return caller
    }

    /// Until the tone has been heard.
    private func recording() throws -> (caller: Caller, token: WalkToken) {
        var caller = try started()
        #expect(caller.said.last == "intro")
        caller.heard()
        #expect(caller.said == ["beep"])
        caller.heard()
        let token = try #require(caller.recording)
        #expect(caller.wants == [.record(token, longest: .seconds(120), purpose: .message)])
        return (caller, token)
    }

    @Test("a message becomes a case, whose number is told only when it is written, and again on request")
    func wholeWay() throws {
        var (caller, token) = try recording()
        caller.wait(.seconds(30))
        caller.key("#")
        #expect(caller.wants == [.stopRecording(token)])
        caller.send(.recorded(token, seconds: 30, heardSpeech: true))
        #expect(caller.said == ["thanks"])
        caller.heard()
        let opening = try #require(caller.opening)
        #expect(
            caller.wants.first
                == .openCase(
                    opening, service: "water", recording: true, summary: "By telephone; keys 2; recording of 30 s"))
        caller.send(.caseOpened(opening, number: "10000017"))
        #expect(caller.effects.isEmpty)
        caller.heard()
        #expect(caller.said == ["opened", "‹caseNumber(\"10000017\")›"])
        caller.heard()
        caller.key("1")
        #expect(caller.said == ["opened", "‹caseNumber(\"10000017\")›"])
        caller.heard()
        caller.key("#")
        #expect(caller.said.last == "goodbye")
    }

    @Test("a key during the instructions goes straight to the tone")
    func skipsIntro() throws {
        var caller = try started()
        caller.key("#")
        #expect(caller.said == ["beep"])
    }

    @Test("a host that stops at the key by itself does not leave the pound behind")
    func poundAfterwards() throws {
        var (caller, token) = try recording()
        caller.send(.recorded(token, seconds: 9, heardSpeech: true))
        caller.wait(.milliseconds(80))
        caller.key("#")
        #expect(caller.effects.isEmpty)
        #expect(caller.walk.typedAhead.isEmpty)
    }

    @Test("silence is asked about once, then a person")
    func emptyRecording() throws {
        var (caller, token) = try recording()
        caller.send(.recorded(token, seconds: 6, heardSpeech: false))
        #expect(caller.said == ["empty"])
        caller.heard()
        caller.heard()
        caller.send(.recorded(try #require(caller.recording), seconds: 1, heardSpeech: true))
        #expect(caller.walk.currentStep == "line")
    }

    @Test("a recording that is never reported counts as empty")
    func lostRecording() throws {
        var (caller, _) = try recording()
        caller.wait(.seconds(130))
        #expect(caller.said == ["empty"])
    }

    @Test("0 is a person also while the tape runs")
    func zero() throws {
        var (caller, token) = try recording()
        caller.key("0")
        #expect(caller.wants.first == .stopRecording(token))
        #expect(caller.walk.currentStep == "line")
    }

    @Test("a case that cannot be written, or not in time, takes the branch for it")
    func failed() throws {
        for isAnswered in [true, false] {
            var (caller, token) = try recording()
            caller.send(.recorded(token, seconds: 9, heardSpeech: true))
            caller.heard()
            let opening = try #require(caller.opening)
            caller.heard()
            if isAnswered { caller.send(.caseOpened(opening, number: nil)) } else { caller.wait(.seconds(10)) }
            #expect(caller.said == ["sorry"])
        }
    }

    @Test("who hangs up after speaking has a case all the same")
    func hangsUp() throws {
        var (speaking, token) = try recording()
        speaking.wait(.seconds(12))
        speaking.send(.hungUp)
        #expect(speaking.wants.first == .stopRecording(token))
        let opening = try #require(speaking.opening)
        #expect(
            speaking.wants.last
                == .openCase(
                    opening, service: "water", recording: true, summary: "By telephone; keys 2; recording of 12 s"))
        #expect(speaking.walk.isOver)

        var (spoken, second) = try recording()
        spoken.send(.recorded(second, seconds: 9, heardSpeech: true))
        spoken.send(.hungUp)
        #expect(spoken.opening != nil)

        var (filed, third) = try recording()
        filed.send(.recorded(third, seconds: 9, heardSpeech: true))
        filed.heard()
        filed.send(.hungUp)
        #expect(filed.opening == nil)

        var (silent, fourth) = try recording()
        silent.wait(.seconds(2))
        silent.send(.hungUp)
        #expect(silent.wants == [.stopRecording(fourth)])
    }
}
