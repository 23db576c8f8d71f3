import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("The clock of a case")
struct CaseTimeTests {
    private static func atWork() throws -> LivedCase {
        var lived = try LivedCase()
        try lived.act(.dispatch(unit: "agriculture"), by: LivedCase.li, at: CaseHouseFixture.opened)
        try lived.act(.accept, by: LivedCase.zhou, at: CaseHouseFixture.opened)
        return lived
    }

    private let day = CaseHouseFixture.at

    @Test("an extension needs a reason and somebody else's word, and adds to the deadline")
    func extends() throws {
        var lived = try Self.atWork()
        #expect(lived.life.deadline == day("2026-10-12 17:30"))
        let now = day("2026-09-28 09:00")
        #expect(throws: CaseRefusal.reasonMissing) {
            try lived.act(.askTime(.extension, .days(3)), by: LivedCase.zhou, at: now)
        }
        try lived.act(.askTime(.extension, .days(3)), "laboratory", by: LivedCase.zhou, at: now)
        #expect(throws: CaseRefusal.wishStands) {
            try lived.act(.askTime(.pause, .days(1)), "more", by: LivedCase.zhou, at: now)
        }
        #expect(throws: CaseRefusal.notYourPart(needed: "the hotline centre's supervisor")) {
            try lived.act(.grant, by: LivedCase.zhou, at: now)
        }
        #expect(throws: CaseRefusal.notYourPart(needed: "the hotline centre's supervisor")) {
            try lived.act(.grant, by: LivedCase.li, at: now)
        }
        try lived.act(.grant, by: LivedCase.chen, at: now)
        #expect(lived.life.deadline == day("2026-10-15 17:30"))
        #expect(lived.notices.suffix(2) == ["granted unit:agriculture", "granted citizen"])
    }

    @Test("a supervisor who asks does not grant it to themselves; a refusal needs a reason and changes no deadline")
    func ownWish() throws {
        var lived = try Self.atWork()
        let now = day("2026-09-28 09:00")
        try lived.act(.askTime(.extension, .days(3)), "laboratory", by: LivedCase.chen, at: now)
        #expect(throws: CaseRefusal.ownWish) { try lived.act(.grant, by: LivedCase.chen, at: now) }
        let other = CaseActor("wu.lan", .centre)
        #expect(throws: CaseRefusal.reasonMissing) { try lived.act(.turnDown, by: other, at: now) }
        try lived.act(.turnDown, "the laboratory is quick", by: other, at: now)
        #expect(lived.life.deadline == lived.life.promised && lived.life.wish == nil)
    }

    @Test("too often, too long and too late are refused")
    func bounds() throws {
        var lived = try Self.atWork()
        let now = day("2026-09-28 09:00")
        #expect(throws: CaseRefusal.tooMuchTime(most: 2, longest: "15d")) {
            try lived.act(.askTime(.extension, .days(16)), "long", by: LivedCase.zhou, at: now)
        }
        for _ in 0..<2 {
            try lived.act(.askTime(.extension, .days(1)), "laboratory", by: LivedCase.zhou, at: now)
            try lived.act(.grant, by: LivedCase.chen, at: now)
        }
        #expect(throws: CaseRefusal.tooMuchTime(most: 2, longest: "15d")) {
            try lived.act(.askTime(.extension, .days(1)), "again", by: LivedCase.zhou, at: now)
        }
        var late = try Self.atWork()
        #expect(throws: CaseRefusal.tooLate) {
            try late.act(.askTime(.pause, .days(1)), "late", by: LivedCase.zhou, at: day("2026-10-13 09:00"))
        }
    }

    @Test("a pause runs from its asking, stands still in working time, and starts again")
    func pauses() throws {
        var lived = try Self.atWork()
        try lived.act(.askTime(.pause, .days(3)), "papers", by: LivedCase.zhou, at: day("2026-09-28 09:00"))
        // The centre's slowness costs the unit nothing.
        try lived.act(.grant, by: LivedCase.chen, at: day("2026-09-28 11:00"))
        #expect(!lived.life.isOverdue(at: day("2026-12-01 09:00")))
        #expect(throws: CaseRefusal.notPaused) {
            var running = try Self.atWork()
            try running.act(.resume, by: LivedCase.zhou, at: day("2026-09-28 11:00"))
        }
        try lived.act(.resume, by: LivedCase.zhou, at: day("2026-09-28 15:00"))
        // 09:00 to 12:00 and 14:00 to 15:00: four hours after Monday 12 October 17:30.
        #expect(lived.life.deadline == day("2026-10-13 14:30"))
        #expect(lived.life.pause == nil)
    }

    @Test("a forgotten pause ends with its term, and counts no longer than that")
    func forgotten() throws {
        var lived = try Self.atWork()
        try lived.act(.askTime(.pause, .days(1)), "papers", by: LivedCase.zhou, at: day("2026-09-28 09:00"))
        try lived.act(.grant, by: LivedCase.chen, at: day("2026-09-28 09:00"))
        #expect(!lived.life.pauseIsOver(at: day("2026-09-29 17:29")))
        #expect(lived.life.pauseIsOver(at: day("2026-09-29 17:30")))
        try lived.act(.resume, by: .clock, at: day("2026-10-09 10:00"))
        // 6.5 hours of Monday, 7 of Tuesday.
        #expect(lived.life.deadline == day("2026-10-14 17:00"))
    }

    @Test("answering starts the clock again first")
    func answersPaused() throws {
        var lived = try Self.atWork()
        try lived.act(.askTime(.pause, .days(1)), "papers", by: LivedCase.zhou, at: day("2026-09-28 09:00"))
        try lived.act(.grant, by: LivedCase.chen, at: day("2026-09-28 09:00"))
        try lived.act(.answer, "done", by: LivedCase.zhou, at: day("2026-09-28 10:00"))
        #expect(lived.life.pause == nil && lived.life.deadline == day("2026-10-13 09:30"))
    }

    @Test("pauses add up: two of them move the deadline as far as one of their sum", arguments: 0..<60)
    func addsUp(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed) &+ 5)
        let calendar = try CaseHouseFixture.calendar()
        let first = Double(Int.random(in: 60...30_000, using: &random))
        let second = Double(Int.random(in: 60...30_000, using: &random))
        var twice = try Self.atWork()
        var start = day("2026-09-28 08:30")
        var sum = 0.0
        for length in [first, second] {
            try twice.act(.askTime(.pause, .days(9)), "papers", by: LivedCase.zhou, at: start)
            try twice.act(.grant, by: LivedCase.chen, at: start)
            let end = calendar.deadline(after: start, workingTime: .seconds(length))
            try twice.act(.resume, by: LivedCase.zhou, at: end)
            sum += length
            start = end + 1
        }
        let whole = calendar.deadline(after: twice.life.promised, workingTime: .seconds(sum))
        #expect(abs(twice.life.deadline.timeIntervalSince(whole)) < 0.01)
    }
}
