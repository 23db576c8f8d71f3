import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("The life of a case")
struct CaseLifeTests {
    private let at = CaseHouseFixture.opened

    @Test("goes from the opening to the archive, and everyone who waits is told")
    func wholeWay() throws {
        var lived = try LivedCase()
        try lived.act(.dispatch(unit: "agriculture"), by: LivedCase.li, at: at)
        try lived.act(.accept, by: LivedCase.zhou, at: at)
        #expect(lived.life.state == .inWork && lived.life.responsible == "agriculture")
        try lived.act(.answer, "The subsidy was paid on Monday.", by: LivedCase.zhou, at: at)
        #expect(lived.life.state == .answered && lived.credit == 1)
        try lived.act(.askCitizen, by: .clock, at: at)
        try lived.act(.agree, by: .citizen, at: at)
        try lived.act(.archive, by: .clock, at: at)
        #expect(lived.life.state == .archived && lived.credit == 1)
        #expect(
            lived.notices == [
                "dispatched unit:agriculture", "accepted citizen", "accepted receiver", "answered citizen",
                "answered receiver", "asked citizen", "closed unit:agriculture",
            ])
    }

    @Test("the second refusal goes to the arbiter, whose word no unit sends back; the clock goes on")
    func bounces() throws {
        var lived = try LivedCase()
        try lived.act(.dispatch(unit: "agriculture"), by: LivedCase.li, at: at)
        try lived.act(.refuse(proposed: "transport", rule: "road act 7"), "a road", by: LivedCase.zhou, at: at)
        #expect(lived.life.state == .refused)
        #expect(lived.life.proposal?.unit == "transport" && lived.life.proposal?.rule == "road act 7")
        #expect(lived.life.responsible == "agriculture", "the first receiver stays responsible")
        try lived.act(.dispatch(unit: "transport"), by: LivedCase.li, at: at)
        try lived.act(.refuse(proposed: "agriculture", rule: "field tracks"), by: LivedCase.sun, at: at)
        #expect(lived.life.state == .arbitration && lived.notices.contains("arbitration centre"))
        #expect(throws: CaseRefusal.notYourPart(needed: "the hotline centre's supervisor")) {
            try lived.act(.dispatch(unit: "transport"), by: LivedCase.li, at: at)
        }
        #expect(throws: CaseRefusal.notYourPart(needed: "the hotline centre's supervisor")) {
            try lived.act(.move(.dispatched), by: LivedCase.li, at: at)
        }
        try lived.act(.dispatch(unit: "transport"), "by the map", by: LivedCase.chen, at: at)
        #expect(throws: CaseRefusal.cannotSendBack) {
            try lived.act(.refuse(proposed: "agriculture", rule: "again"), by: LivedCase.sun, at: at)
        }
        try lived.act(.accept, by: LivedCase.sun, at: at)
        #expect(lived.life.deadline == lived.life.promised && lived.life.responsible == "transport")
    }

    @Test("a dispute takes the credit back and the case to its unit, which cannot send it away then")
    func dispute() throws {
        var lived = try LivedCase()
        try lived.act(.dispatch(unit: "agriculture"), by: LivedCase.li, at: at)
        try lived.act(.accept, by: LivedCase.zhou, at: at)
        try lived.act(.answer, "done", by: LivedCase.zhou, at: at)
        try lived.act(.agree, by: .citizen, at: at)
        try lived.act(.dispute, "nothing came", by: .citizen, at: at)
        #expect(lived.life.state == .dispatched && lived.credit == 0 && lived.life.credited == nil)
        #expect(throws: CaseRefusal.cannotSendBack) {
            try lived.act(.refuse(proposed: "transport", rule: "x"), by: LivedCase.zhou, at: at)
        }
        try lived.act(.accept, by: LivedCase.zhou, at: at)
        try lived.act(.answer, "paid now", by: LivedCase.zhou, at: at)
        #expect(lived.credit == 1)
    }

    @Test("a unit decides neither for the citizen nor for the centre nor about another unit's case")
    func parts() throws {
        var lived = try LivedCase()
        try lived.act(.dispatch(unit: "agriculture"), by: LivedCase.li, at: at)
        #expect(throws: CaseRefusal.notYours) { try lived.act(.accept, by: LivedCase.sun, at: at) }
        #expect(throws: CaseRefusal.notYourPart(needed: "the hotline centre")) {
            try lived.act(.dispatch(unit: "transport"), by: LivedCase.zhou, at: at)
        }
        #expect(throws: CaseRefusal.notYourPart(needed: "the unit that has the case")) {
            try lived.act(.accept, by: LivedCase.chen, at: at)
        }
        #expect(throws: CaseRefusal.proposedItself) {
            try lived.act(.refuse(proposed: "agriculture", rule: "x"), by: LivedCase.zhou, at: at)
        }
        #expect(throws: CaseRefusal.unknownUnit("transprot", nearest: "transport")) {
            try lived.act(.refuse(proposed: "transprot", rule: "x"), by: LivedCase.zhou, at: at)
        }
        #expect(throws: CaseRefusal.reasonMissing) {
            try lived.act(.refuse(proposed: "transport", rule: ""), by: LivedCase.zhou, at: at)
        }
        #expect(throws: CaseRefusal.notNow(.dispatched)) {
            try lived.act(.answer, "too fast", by: LivedCase.zhou, at: at)
        }
        try lived.act(.accept, by: LivedCase.zhou, at: at)
        #expect(throws: CaseRefusal.reasonMissing) { try lived.act(.answer, by: LivedCase.zhou, at: at) }
        try lived.act(.answer, "done", by: LivedCase.zhou, at: at)
        for act in [CaseAct.agree, .dispute] {
            #expect(throws: CaseRefusal.notYourPart(needed: "the citizen")) {
                try lived.act(act, by: LivedCase.zhou, at: at)
            }
        }
        #expect(throws: CaseRefusal.notYourPart(needed: "the hotline centre")) {
            try lived.act(.move(.closed), by: LivedCase.zhou, at: at)
        }
    }

    @Test("every refusal ends with what to do instead")
    func remedies() {
        let all: [CaseRefusal] = [
            .notNow(.closed), .notYours, .notYourPart(needed: "the citizen"), .reasonMissing,
            .unknownUnit("x", nearest: nil), .proposedItself, .cannotSendBack, .ownWish, .noWish, .wishStands, .tooLate,
            .tooMuchTime(most: 2, longest: "15d"), .notPaused, .ownCase, .mergeOtherWay(CaseNumber(serial: 1)),
            .changedMeanwhile(version: 2, by: "zhou.yang"),
        ]
        for refusal in all { #expect(refusal.description.contains(";"), "\(refusal)") }
    }

    @Test("every state is left or final, and each can be reached from the opening")
    func graph() {
        for state in CaseState.allCases where state != .archived { #expect(!state.next.isEmpty, "\(state)") }
        #expect(CaseState.archived.next.isEmpty)
        var reached: Set = [CaseState.received]
        while true {
            let more = reached.reduce(into: reached) { $0.formUnion($1.next) }
            if more == reached { break }
            reached = more
        }
        #expect(reached == Set(CaseState.allCases))
        for start in CaseState.allCases {
            var ways: Set = [start]
            while true {
                let more = ways.reduce(into: ways) { $0.formUnion($1.next) }
                if more == ways { break }
                ways = more
            }
            #expect(ways.contains(.archived), "\(start) can end")
        }
    }

    @Test("citizens are told five states, in the order that they go through")
    func told() {
        #expect(Set(CaseState.allCases.map(\.told)) == [.received, .dispatched, .inWork, .answered, .closed])
        for state in CaseState.allCases { #expect(state.told.told == state.told) }
    }
}

@Suite("Whatever is done to a case")
struct CaseLifePropertyTests {
    @Test(
        "the deadline never moves earlier, states follow the table, and the history replays to the life",
        arguments: 0..<40)
    func randomLives(seed: Int) throws {
        var random = SplitMix64(seed: UInt64(seed) &+ 77)
        for _ in 0..<25 {
            var lived = try LivedCase(
                rules: CaseRules(
                    arbitrationAt: 2, mostTimes: 5, longestTime: .days(15), archiveAfter: .days(30), alarms: []))
            var now = CaseHouseFixture.opened
            for _ in 0..<60 {
                now += Double.random(in: 60...90_000, using: &random)
                let before = lived.life
                let unit = lived.life.unit
                let actor = Self.actors(unit).randomElement(using: &random) ?? .clock
                let act = Self.acts.randomElement(using: &random) ?? .note
                let note = Bool.random(using: &random) ? "because" : ""
                do throws(CaseRefusal) {
                    try lived.act(act, note, by: actor, at: now)
                } catch {
                    #expect(lived.life == before, "what is refused changes nothing")
                }
                #expect(lived.life.deadline >= before.deadline)
                if lived.life.state != before.state {
                    #expect(before.state.next.contains(lived.life.state), "\(before.state) \(act) \(lived.life.state)")
                }
                #expect(lived.credit == (lived.life.credited == nil ? 0 : 1))
                if lived.life.state == .closed, before.state != .closed {
                    #expect(actor.part != .unit(unit), "a unit never closes")
                }
            }
            #expect(CaseLife(lived.record, history: lived.history) == lived.life)
        }
    }

    private static func actors(_ unit: String) -> [CaseActor] {
        [LivedCase.li, LivedCase.chen, .citizen, .clock, CaseActor("zhou.yang", .unit(unit)), LivedCase.sun]
    }

    private static let acts: [CaseAct] = [
        .dispatch(unit: "agriculture"), .dispatch(unit: "transport"), .dispatch(unit: "water"), .accept, .accept,
        .refuse(proposed: "water", rule: "r"), .answer, .answer, .askCitizen, .agree, .dispute, .dispute,
        .askTime(.extension, .days(3)), .askTime(.pause, .time(.seconds(36_000))), .grant, .grant, .turnDown, .resume,
        .remind, .supervise, .note, .move(.inWork), .move(.answered), .move(.closed), .move(.dispatched),
    ]
}
