import CivicCore
import CivicSpeech
import Foundation
import Testing

@testable import CivicDialplan

@Suite("Keys that are checked and read back")
struct CollectKindTests {
    /// Monday, 23 November 2026.
    private func started(
        _ rules: String, speaking: String = "digits", at begin: Date = Sample.morning, attempts: Int = 3
    ) throws -> Caller {
        let plan = try Sample.plan(
            Sample.county(
                "  start:\n    collect: value\n    prompt: enter\n    again: enter-again\n    \(rules)\n    wait: 8s\n"
                    + "    between: 3s\n    attempts: \(attempts)\n    then: told\n    silence: start\n"
                    + "    wrong-key: wrong\n    exhausted: line\n"
                    + "  told: { say: { value: value, as: \(speaking) }, then: line }\n"
                    + "  wrong: { say: wrong, then: start }\n"
                    + "  failed: { say: failed, then: start }\n", head: "calendar: county-office\n"))
        var caller = Caller(plan, at: begin)
        caller.start()
        return caller
    }

    @Test("an ID number is taken with its X, and never shown to the agent, not even when it is spoken")
    func idNumber() throws {
        var caller = try started("kind: id-number\n    check-failed: failed")
        caller.key("11010519491231002*")
        #expect(caller.walk.variables["value"] == .text("11010519491231002X"))
        #expect(caller.said == ["‹digits(\"11010519491231002X\")›"])
        #expect(caller.effects.contains(.trail(step: "start", .collected(name: "value", digits: "••••"))))
        #expect(!caller.effects.contains { if case .trail(_, .said) = $0 { true } else { false } })
    }

    @Test("what fails its check takes its own branch, and is a miss like any other")
    func checkFailed() throws {
        var caller = try started("kind: id-number\n    check-failed: failed")
        for _ in 0..<2 {
            caller.key("110105194912310020")
            #expect(caller.said == ["failed"])
            caller.heard()
            #expect(caller.said == ["enter-again"])
        }
        caller.key("110105194912310020")
        #expect(caller.walk.currentStep == "line")
    }

    @Test("without a branch of its own a failed check is a wrong key")
    func checkFailedAsWrongKey() throws {
        var caller = try started("kind: id-number")
        caller.key("110105194912310020")
        #expect(caller.said == ["wrong"])
    }

    @Test(
        "a day is real and within its bounds; without a year it is the nearest one",
        arguments: [
            ("kind: date", "20261001", "2026-10-01"), ("kind: date", "20261131", nil),
            ("kind: date", "1001#", "2026-10-01"),
            ("kind: date", "0105#", "2027-01-05"), ("kind: date", "0229#", nil),
            ("kind: date", "20240229", "2024-02-29"),
            ("kind: date", "12345#", nil), ("kind: date\n    digits: 8", "19491231", "1949-12-31"),
            ("kind: date\n    digits: 4", "0105", "2027-01-05"),
            ("kind: date\n    latest: today", "0105#", "2026-01-05"),
            ("kind: date\n    latest: today", "20261123", "2026-11-23"),
            ("kind: date\n    latest: today", "20261124", nil),
            ("kind: date\n    earliest: today", "1122#", "2027-11-22"),
            ("kind: date\n    earliest: -30d\n    latest: +7d", "1023#", nil),
            ("kind: date\n    earliest: -31d\n    latest: +7d", "1023#", "2026-10-23"),
            ("kind: date\n    earliest: 2026-01-01\n    latest: 2026-12-31", "20251231", nil),
        ])
    func date(rules: String, keys: String, day: String?) throws {
        var caller = try started(rules, speaking: "date")
        caller.key(keys)
        let expected = day.map { DialplanValue.date(Sample.instant($0, hour: 0)) }
        #expect(caller.walk.variables["value"] == expected)
        #expect(caller.walk.currentStep == (day == nil ? "wrong" : "told"))
        if let day {
            #expect(caller.effects.contains(.trail(step: "start", .collected(name: "value", digits: day))))
        }
    }

    @Test("today is the plan's day, not that of Greenwich")
    func today() throws {
        // 00:30 on the 24th in Shanghai, 16:30 on the 23rd in Greenwich.
        var caller = try started(
            "kind: date\n    latest: today", speaking: "date", at: Sample.instant("2026-11-24", hour: 0, minute: 30))
        caller.key("20261124")
        #expect(caller.walk.currentStep == "told")
    }

    @Test(
        "a sum is in yuan, star is the point, and the value is in fen",
        arguments: [
            ("12#", 1_200), ("12*5#", 1_250), ("12*05#", 1_205), ("*50#", 50), ("0*50#", 50), ("12*#", 1_200),
            ("999999999*99", 99_999_999_999), ("12*505#", nil), ("1*2*3#", nil), ("*#", nil), ("123456789012", nil),
        ])
    func money(keys: String, fen: Int?) throws {
        var caller = try started("kind: money", speaking: "money")
        caller.key(keys)
        if let fen {
            #expect(caller.walk.variables["value"] == .number(fen))
        } else {
            #expect(caller.said == ["wrong"])
        }
    }

    @Test("nothing is no sum: 0 alone means a person")
    func zeroMoney() throws {
        var caller = try started("kind: money", speaking: "money")
        caller.key("0#")
        #expect(caller.walk.currentStep == "line")
    }

    private static let confirm = "kind: date\n    confirm: { prompt: you-keyed, ask: right, yes: 1, no: 2 }"

    @Test("a value is read back as what it is, and yes takes it")
    func confirmed() throws {
        var caller = try started(Self.confirm, speaking: "date")
        caller.key("20261001")
        #expect(caller.said == ["you-keyed", "‹date(year: nil, month: 10, day: 1, weekday: nil)›", "right"])
        #expect(caller.walk.variables["value"] == nil)
        caller.key("1")
        #expect(caller.walk.variables["value"] == .date(Sample.instant("2026-10-01", hour: 0)))
        #expect(caller.walk.currentStep == "told")
    }

    @Test("no asks again, and counts as a miss")
    func denied() throws {
        var caller = try started(Self.confirm, speaking: "date")
        for _ in 0..<2 {
            caller.key("20261001")
            caller.key("2")
            #expect(caller.said == ["enter-again"])
            #expect(caller.walk.currentStep == "start")
        }
        caller.key("20261001")
        caller.key("2")
        #expect(caller.walk.currentStep == "line")
    }

    @Test(
        "neither yes nor no, or nothing, puts the question again without the number being keyed again, but not for ever"
    )
    func notConfirmed() throws {
        var caller = try started(Self.confirm, speaking: "date")
        caller.key("20261001")
        caller.key("9")
        #expect(caller.said.first == "you-keyed")
        caller.heard()
        caller.wait(.seconds(8))
        #expect(caller.said.first == "you-keyed")
        caller.heard()
        caller.wait(.milliseconds(7_999))
        #expect(caller.effects.isEmpty)
        caller.wait(.milliseconds(1))
        #expect(caller.walk.currentStep == "line")
    }

    @Test("0 means a person while a value is read back")
    func zeroWhileConfirming() throws {
        var caller = try started(Self.confirm, speaking: "date")
        caller.key("20261001")
        caller.key("0")
        #expect(caller.walk.currentStep == "line")
    }

    @Test("what was typed before the value was heard confirms nothing; the pound right behind it is no answer")
    func typedAhead() throws {
        let plan = try Sample.plan(
            Sample.county(
                "  start: { say: a, then: date }\n  date:\n    collect: value\n    \(Self.confirm)\n    prompt: enter\n"
                    + "    then: line\n    silence: line\n    wrong-key: line\n    exhausted: line\n",
                head: "calendar: county-office\n"))
        var caller = Caller(plan)
        caller.start()
        caller.key("2")
        caller.key("0261001")
        caller.key("#")
        #expect(caller.walk.currentStep == "date")
        #expect(caller.walk.variables["value"] == nil)
        caller.key("1")
        #expect(caller.walk.currentStep == "line")
    }

    @Test("a secret is read back to the caller and not shown to the agent")
    func secretConfirmed() throws {
        var caller = try started("kind: id-number\n    confirm: { prompt: you-keyed, ask: right }")
        caller.key("11010519491231002*")
        #expect(caller.said == ["you-keyed", "‹digits(\"11010519491231002X\")›", "right"])
        #expect(caller.effects.contains(.trail(step: "start", .said([.prompt("you-keyed"), .prompt("right")]))))
    }

    @Test("a copy of a secret is one, and what takes its place is none")
    func secretCopies() throws {
        let plan = try Sample.plan(
            Sample.county(
                "  start:\n    collect: id\n    kind: id-number\n    prompt: enter\n    then: copy\n    silence: line\n"
                    + "    wrong-key: line\n    exhausted: line\n  copy: { set: { own: id }, then: told }\n"
                    + "  told: { say: [a, { value: own, as: digits }], then: open }\n"
                    + "  open: { set: { own: \"7\" }, then: more }\n"
                    + "  more: { say: { value: own, as: digits }, then: line }\n"))
        var caller = Caller(plan)
        caller.start()
        caller.key("11010519491231002*")
        #expect(caller.effects.contains(.trail(step: "told", .said([.prompt("a")]))))
        caller.heard()
        #expect(caller.effects.contains(.trail(step: "more", .said([.value(.digits("7"))]))))
    }
}
