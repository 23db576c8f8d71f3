import CivicCore
import CivicSpeech
import Testing

@testable import CivicDialplan

@Suite("Menus and keys")
struct MenuTests {
    private static let menu = """
          start:
            menu: prompt
            again: short
            keys: { 1: one, 2: second }
            attempts: 3
            wait: 5s
            silence: quiet-caller
            wrong-key: wrong
            exhausted: line
          quiet-caller: { say: did-not-hear, then: start }
          wrong: { say: wrong-key, then: start }
          one: { say: [one-a, one-b], then: bye }
          second:
            menu: second
            keys: { 1: one, 0: bye, 9: line }
            silence: line
            wrong-key: line
            exhausted: line

        """

    private func started() throws -> Caller {
        var caller = Caller(try Sample.plan(Sample.county(Self.menu)))
        caller.start()
        return caller
    }

    @Test("the call is answered once, before the first prompt")
    func answersFirst() throws {
        var caller = try started()
        #expect(
            caller.wants == [.answer, .say(WalkToken(value: 1), [.prompt("prompt")], .english, interruptible: true)])
        caller.key("1")
        #expect(!caller.wants.contains(.answer))
    }

    @Test("a key stops the prompt and is the choice")
    func bargeIn() throws {
        var caller = try started()
        caller.key("1")
        #expect(caller.wants.first == .stopSpeaking)
        #expect(caller.said == ["one-a", "one-b"])
        #expect(caller.entered == ["one"])
        #expect(caller.effects.contains(.trail(step: "start", .pressed("1"))))
    }

    @Test("the wait begins when the prompt has been played, and silence is told apart from a wrong key")
    func silence() throws {
        var caller = try started()
        caller.wait(.seconds(60))
        #expect(caller.effects.isEmpty)
        caller.heard()
        caller.wait(.milliseconds(4_999))
        #expect(caller.effects.isEmpty)
        caller.wait(.milliseconds(1))
        #expect(caller.said == ["did-not-hear"])
        caller.heard()
        #expect(caller.said == ["short"])
        caller.key("7")
        #expect(caller.said == ["wrong-key"])
    }

    @Test("misses add up over the branches, and the last one leads to the person")
    func exhausted() throws {
        var caller = try started()
        caller.key("7")
        caller.heard()
        caller.heard()
        caller.wait(.seconds(5))
        caller.heard()
        caller.key("8")
        #expect(caller.walk.currentStep == "line")
    }

    @Test("what a caller gets right wipes out the misses")
    func forgiven() throws {
        var caller = try started()
        caller.key("77")
        #expect(caller.walk.misses.values.max() ?? 0 > 0)
        caller.heard()
        caller.key("1")
        #expect(caller.walk.misses.isEmpty)
    }

    @Test("0 leads to the person from every menu that does not use it itself")
    func zero() throws {
        var caller = try started()
        caller.key("0")
        #expect(caller.walk.currentStep == "line")
        var other = try started()
        other.key("20")
        #expect(other.walk.currentStep == "bye")
    }

    @Test("keys typed ahead choose without a word being said")
    func typeAhead() throws {
        var caller = try started()
        caller.key("21")
        #expect(caller.entered == ["second", "one"])
        // The prompt of the second menu had just begun.
        #expect(caller.said == ["second", "one-a", "one-b"])
    }

    @Test("keys during a passage that must be heard are kept for the menu behind it")
    func heldBack() throws {
        let plan = try Sample.plan(
            Sample.county(
                "  start: { say: notice, interruptible: false, then: menu }\n"
                    + "  menu:\n    menu: prompt\n    keys: { 1: bye, 2: line }\n    silence: line\n    wrong-key: line\n"
                    + "    exhausted: line\n"))
        var caller = Caller(plan)
        caller.start()
        caller.key("2")
        #expect(caller.wants.isEmpty)
        caller.heard()
        #expect(caller.entered == ["menu", "line"])
        #expect(!caller.said.contains("prompt"))
    }

    @Test("a key during a passage that may be interrupted ends it and counts for the menu behind it")
    func skips() throws {
        let plan = try Sample.plan(
            Sample.county(
                "  start: { say: notice, then: more }\n  more: { say: more, then: menu }\n"
                    + "  menu:\n    menu: prompt\n    keys: { 1: bye, 2: line }\n    silence: line\n    wrong-key: line\n"
                    + "    exhausted: line\n"))
        var caller = Caller(plan)
        caller.start()
        caller.key("2")
        #expect(caller.wants.first == .stopSpeaking)
        #expect(caller.entered == ["more", "menu", "line"])
        #expect(caller.said == [])
    }

    @Test("0 pressed while something is said still means a person when the call would end")
    func zeroBeforeGoodbye() throws {
        let plan = try Sample.plan(
            Sample.county(
                "  start: { say: news, then: menu }\n  menu:\n    menu: m\n"
                    + "    keys: { 1: told }\n    silence: line\n    wrong-key: line\n    exhausted: line\n"
                    + "  told: { say: news, then: bye }\n"))
        var caller = Caller(plan)
        caller.start()
        caller.heard()
        caller.key("10")
        #expect(caller.walk.currentStep == "line")
        var late = Caller(plan)
        late.start()
        late.heard()
        late.key("1")
        late.heard()
        #expect(late.walk.currentStep == "bye")
        late.key("0")
        #expect(late.walk.currentStep == "line")
    }

    @Test("a prompt that the host never reports as played does not hold the caller for ever")
    func watchdog() throws {
        var caller = try started()
        caller.wait(.seconds(180))
        #expect(caller.wants == [.stopSpeaking])
        caller.wait(.seconds(5))
        #expect(caller.said == ["did-not-hear"])
    }

    @Test("news of speech that was stopped means nothing")
    func stale() throws {
        var caller = try started()
        let old = try #require(caller.speech)
        caller.key("2")
        caller.send(.spoken(old))
        #expect(caller.effects.isEmpty)
        #expect(caller.walk.nextDeadline != nil)
    }

    @Test("a caller who has lost the way is brought to a person, and a stuck key is hung up on")
    func lost() throws {
        let steps =
            "  start:\n    menu: m\n    keys: { 1: start }\n    silence: line\n    wrong-key: line\n"
            + "    exhausted: line\n"
        let plan = try Sample.plan(Sample.county(steps, head: "limits: { keys: 10 }\n"))
        var caller = Caller(plan)
        caller.start()
        caller.key(String(repeating: "1", count: 10))
        #expect(caller.walk.currentStep == "start")
        caller.key("1")
        #expect(caller.walk.currentStep == "line")
        caller.key(String(repeating: "5", count: 29))
        #expect(!caller.walk.isOver)
        caller.key("5")
        #expect(caller.wants.last == .hangUp(.tooManyKeys))
    }

    @Test("a language is chosen by key, and asked for in every language")
    func language() throws {
        let plan = try Sample.plan(
            Sample.county(
                "  start:\n    choose-language: ask\n    keys: { 1: en, 2: zh-CN }\n    then: go\n"
                    + "    silence: go\n    wrong-key: go\n    exhausted: go\n"
                    + "  go:\n    branch: [{ when: 'language == \"zh-CN\"', then: chosen }]\n    otherwise: line\n"
                    + "  chosen: { say: thanks, then: line }\n"))
        var caller = Caller(plan)
        caller.start()
        #expect(caller.wants.last == .say(WalkToken(value: 1), [.prompt("ask")], .english, interruptible: true))
        caller.heard()
        #expect(caller.wants == [.say(WalkToken(value: 2), [.prompt("ask")], .mandarin, interruptible: true)])
        caller.key("2")
        #expect(caller.wants.contains(.setLanguage(.mandarin)))
        #expect(caller.wants.last == .say(WalkToken(value: 3), [.prompt("thanks")], .mandarin, interruptible: true))
    }

    @Test("keys that the menu ignores do not even stop the prompt")
    func ignored() throws {
        let plan = try Sample.plan(
            Sample.lab(
                "  start:\n    menu: m\n    keys: { 9: bye }\n    ignore: \"5\"\n    silence: bye\n"
                    + "    wrong-key: bye\n    exhausted: bye\n"))
        var caller = Caller(plan)
        caller.start()
        // The host must not stop at a key by itself.
        #expect(caller.wants.contains(.say(WalkToken(value: 1), [.prompt("m")], .english, interruptible: false)))
        caller.key("5")
        #expect(caller.effects.isEmpty)
        caller.key("9")
        #expect(caller.walk.currentStep == "bye")
    }

    @Test("a key that no phone has ends the prompt, which the host has stopped at it, and means nothing else")
    func letters() throws {
        var caller = try started()
        caller.key("A")
        #expect(caller.wants == [.stopSpeaking])
        caller.wait(.seconds(5))
        #expect(caller.said == ["did-not-hear"])
    }

    @Test("the longest call leads to the person, and from there on ends in bounded time")
    func longestCall() throws {
        let steps =
            "  start:\n    menu: m\n    keys: { 1: start }\n    silence: start\n    wrong-key: start\n"
            + "    attempts: 100\n    wait: 10m\n    exhausted: line\n"
        let plan = try Sample.plan(Sample.county(steps, head: "limits: { longest-call: 10m }\n"))
        var caller = Caller(plan)
        caller.start()
        caller.heard()
        caller.wait(.seconds(600))
        #expect(caller.walk.currentStep == "line")
    }
}
