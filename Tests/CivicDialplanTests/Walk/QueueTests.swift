import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("The waiting line")
struct QueueTests {
    private func joined(position: Int? = 3, wait: ClosedRange<Int>? = 4...6) throws -> (
        caller: Caller, token: WalkToken
    ) {
        let plan = try Sample.plan(
            "dialplan: test\nanswers: [\"1\"]\nlanguages: [en]\nperson: person\nstart: person\nsteps:\n"
                + "  person: { hours: county-office, into: office, open: line, closed: closed, holiday: holiday, lunch: lunch }\n"
                + "  line:\n    queue: general\n    prompt: connecting\n    joined: joined\n    wait: wait\n"
                + "    wait-unknown: unknown\n    offer: offer\n    music: music\n    every: 30s\n    comfort: comfort\n"
                + "    returned: returned\n    choices: { 1: message }\n    overflow: { after: 5m, to: message }\n"
                + "    closed: message\n    served: bye\n"
                + "  closed: { say: [closed, { value: office.opens, as: weekday-date }, { value: office.opens, as: time }], then: message }\n"
                + "  holiday: { say: holiday, then: message }\n  lunch: { say: lunch, then: message }\n"
                + "  message: { record: message, prompt: leave, then: register, empty: bye }\n"
                + "  register: { open-case: general, from: recording, into: c, opened: bye, failed: bye }\n"
                + "  bye: { goodbye: goodbye }\n")
        var caller = Caller(plan)
        caller.start()
        let token = try #require(caller.queue)
        #expect(
            caller.wants.prefix(3) == [.answer, .enqueue(token, queue: "general", language: .english), .music("music")])
        #expect(caller.said == ["connecting"])
        if let position {
            caller.heard()
            caller.send(.queue(token, .joined(position: position, wait: wait)))
        }
        return (caller, token)
    }

    @Test("position, wait and choices are told once the place is there, and again from time to time")
    func announcements() throws {
        var (caller, token) = try joined()
        #expect(caller.said == ["joined", "‹position(3)›", "wait", "‹minutesRange(ClosedRange(4...6))›", "offer"])
        caller.heard()
        caller.send(.queue(token, .moved(position: 2, wait: nil)))
        #expect(caller.effects.isEmpty)
        caller.wait(.milliseconds(29_999))
        #expect(caller.effects.isEmpty)
        caller.wait(.milliseconds(1))
        #expect(caller.said == ["comfort", "‹position(2)›", "unknown", "offer"])
    }

    @Test("a place that is there before the prompt is over is told after it")
    func joinsEarly() throws {
        var (caller, token) = try joined(position: nil)
        caller.send(.queue(token, .joined(position: 1, wait: nil)))
        #expect(caller.said == [])
        caller.heard()
        #expect(caller.said == ["joined", "‹position(1)›", "unknown", "offer"])
    }

    @Test("an agent who answers ends music and speech, and then nothing is said and no key counts")
    func answered() throws {
        var (caller, token) = try joined()
        caller.send(.queue(token, .offered))
        #expect(caller.effects.isEmpty)
        caller.send(.queue(token, .answered))
        #expect(caller.wants == [.stopSpeaking, .music(nil)])
        #expect(caller.walk.isWithAgent)
        #expect(caller.walk.nextDeadline == nil)
        caller.key("10")
        #expect(caller.effects.isEmpty)
        caller.send(.queue(token, .served))
        #expect(caller.said == ["goodbye"])
        caller.heard()
        #expect(caller.wants == [.hangUp(.goodbye)])
    }

    @Test("a caller who comes back from an agent hears of it and waits on")
    func returned() throws {
        var (caller, token) = try joined()
        caller.send(.queue(token, .answered))
        caller.wait(.seconds(600))
        #expect(caller.effects.isEmpty)
        caller.send(.queue(token, .returned(position: 1, wait: nil)))
        #expect(!caller.walk.isWithAgent)
        #expect(caller.wants.first == .music("music"))
        #expect(caller.said == ["returned", "‹position(1)›", "unknown", "offer"])
        caller.send(.queue(token, .answered))
        #expect(caller.walk.isWithAgent)
    }

    @Test("an agent who did not pick up is not spoken of")
    func notAnswered() throws {
        var (caller, token) = try joined()
        caller.heard()
        caller.send(.queue(token, .offered))
        caller.send(.queue(token, .returned(position: 1, wait: nil)))
        #expect(caller.said == [])
    }

    @Test("a choice by key gives the place up; other keys only cut the announcement short")
    func choice() throws {
        var (caller, token) = try joined()
        caller.key("5")
        #expect(caller.wants == [.stopSpeaking])
        #expect(caller.walk.nextDeadline == caller.now + .seconds(30))
        caller.key("5")
        #expect(caller.wants.isEmpty)
        caller.key("1")
        #expect(caller.wants.prefix(2) == [.leaveQueue(token, .message), .music(nil)])
        #expect(caller.said == ["leave"])
        caller.send(.queue(token, .answered))
        #expect(caller.effects.isEmpty)
    }

    @Test("a wait that is too long overflows")
    func overflow() throws {
        var (caller, token) = try joined()
        caller.heard()
        var all: [WalkEffect] = []
        for _ in 0..<40 where caller.walk.currentStep == "line" {
            caller.wait(.seconds(10))
            all += caller.effects
            caller.heard()
        }
        #expect(all.contains(.leaveQueue(token, .overflow)))
        #expect(caller.now == .zero + .seconds(300))
    }

    @Test("a place that is refused, or never comes, leads to the message")
    func refused() throws {
        var (refused, token) = try joined(position: nil)
        refused.send(.queue(token, .refused))
        #expect(refused.said == ["leave"])
        var (late, other) = try joined(position: nil)
        late.wait(.seconds(10))
        #expect(late.wants.first == .leaveQueue(other, .closed))
        #expect(late.said == ["leave"])
    }

    @Test(
        "the office's hours decide, and say when it opens next",
        arguments: [
            ("2026-11-23", 12, "lunch"), ("2026-10-01", 10, "holiday"),
        ])
    func hours(day: String, hour: Int, said: String) throws {
        let (caller, _) = try joined()
        var other = Caller(caller.walk.plan, at: Sample.instant(day, hour: hour, minute: 30))
        other.start()
        #expect(other.said == [said])
        var friday = Caller(caller.walk.plan, at: Sample.instant("2026-11-27", hour: 20))
        friday.start()
        #expect(
            friday.said == [
                "closed", "‹date(year: nil, month: 11, day: 30, weekday: Optional(1))›",
                "‹timeOfDay(hour: 8, minute: 30)›",
            ])
    }

    @Test("who hangs up in line leaves it, who hangs up on an agent was served")
    func hangUp() throws {
        var (waiting, token) = try joined()
        waiting.send(.hungUp)
        #expect(waiting.wants == [.leaveQueue(token, .hungUp)])
        var (talking, other) = try joined()
        talking.send(.queue(other, .answered))
        talking.send(.hungUp)
        #expect(talking.wants == [])
    }
}
