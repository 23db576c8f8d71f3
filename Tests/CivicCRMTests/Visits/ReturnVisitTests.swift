import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("Return visits")
struct ReturnVisitTests {
    private let zone = TimeZone(identifier: "Asia/Shanghai") ?? .gmt
    /// 2026-11-23 10:00 in Shanghai, a Monday.
    private let now = Date(timeIntervalSince1970: 1_795_399_200)
    private let rules = VisitRules()

    private func record(confidential: Bool = false, number: String? = "+8613900000001") -> Case {
        var record = Case(
            id: 7, number: CaseNumber(serial: 7), citizenId: 1, conversation: nil, service: "water", unit: "bureau",
            state: .answered, openedAt: now, deadline: now, updatedAt: now, summary: "", recording: nil,
            channel: .phone, contactNumber: number)
        record.isConfidential = confidential
        return record
    }

    private func beginning(
        _ record: Case, wantsCalls: Bool = true, rules: VisitRules? = VisitRules(), at: Date? = nil
    ) -> ReturnVisit {
        let house = CaseLife.House(calendar: .always(id: "a", timeZone: zone), units: [], rules: .usual)
        return .beginning(
            ofCase: record, wantsCalls: wantsCalls, answeredAt: at ?? now, rules: rules, house: house)
    }

    private func ended(_ ending: VisitEnding, heard: Bool = false, attempts: Int = 0, at: Date? = nil) -> ReturnVisit {
        var visit = ReturnVisit(id: 1, caseId: 7, state: .calling, attempts: attempts)
        visit.callEnded(ending, isHeard: heard, at: at ?? now, rules: rules, in: zone)
        return visit
    }

    @Test("the first call comes after the pause, and in no night")
    func begins() {
        let visit = beginning(record())
        #expect(visit.state == .waiting && visit.nextAt == now + 7_200)
        // Answered at 19:30: two hours later it is too late, so the next morning at nine.
        #expect(beginning(record(), at: now + 9.5 * 3_600).nextAt == now + 23 * 3_600)
        // Answered at four in the morning: two hours later it is too early, so nine.
        #expect(beginning(record(), at: now - 6 * 3_600).nextAt == now - 3_600)
    }

    @Test("no machine calls for a confidential matter, without a number, or where nobody is called by machines")
    func forPeople() {
        #expect(beginning(record(confidential: true)).cause == .confidential)
        #expect(beginning(record(number: nil)).cause == .noNumber)
        #expect(beginning(record(), rules: nil).cause == .off)
        for visit in [beginning(record(confidential: true)), beginning(record(number: nil))] {
            #expect(visit.state == .person && visit.nextAt == nil)
        }
    }

    @Test("who asked for no call is not called")
    func written() {
        let visit = beginning(record(), wantsCalls: false)
        #expect(visit.state == .waiting && visit.nextAt == nil && visit.cause == .written)
    }

    @Test(
        "calls that nobody takes are repeated after the pause, until a person sees to it",
        arguments: [VisitEnding.unanswered, .busy, .declined, .silent])
    func repeated(ending: VisitEnding) {
        let second = ended(ending)
        #expect(second.state == .waiting && second.attempts == 1 && second.nextAt == now + 4 * 3_600)
        let last = ended(ending, attempts: 2)
        #expect(last.state == .person && last.attempts == 3 && last.cause == .notReached && last.nextAt == nil)
    }

    @Test("a call that is due in the evening waits for the morning")
    func overnight() {
        // At 18:00; four hours later is 22:00.
        #expect(ended(.busy, at: now + 8 * 3_600).nextAt == now + 23 * 3_600)
    }

    @Test("who wants another day is called on the next one")
    func later() {
        #expect(ended(.later).nextAt == now + 23 * 3_600)
        #expect(ended(.later, attempts: 2).cause == .notReached)
    }

    @Test("busy lines and a stop of the hotline are no attempts")
    func noAttempts() {
        let congested = ended(.congested, attempts: 2)
        #expect(congested.state == .waiting && congested.attempts == 2 && congested.nextAt == now + 600)
        let interrupted = ended(.interrupted, attempts: 2)
        #expect(interrupted.state == .waiting && interrupted.attempts == 2 && interrupted.nextAt == now)
    }

    @Test("what a machine cannot do goes to a person at once")
    func toPeople() {
        #expect(ended(.unreachable).cause == .unreachable)
        #expect(ended(.wrongPerson).cause == .wrongPerson)
        #expect(ended(.toPerson).cause == .askedForPerson)
        #expect(ended(.toPerson).state == .person)
    }

    @Test("the citizen's word ends it, however the call ended", arguments: VisitEnding.allCases)
    func heard(ending: VisitEnding) {
        let visit = ended(ending, heard: true, attempts: 2)
        #expect(visit.state == .done && visit.cause == nil && visit.nextAt == nil)
    }

    @Test(
        "the end of a call that is not going on changes nothing",
        arguments: [ReturnVisit.State.waiting, .person, .done, .void])
    func notCalling(state: ReturnVisit.State) {
        var visit = ReturnVisit(id: 1, caseId: 7, state: state, attempts: 1)
        let before = visit
        visit.callEnded(.busy, isHeard: false, at: now, rules: rules, in: zone)
        #expect(visit == before)
    }

    @Test("telephones never ring outside of the hours, whatever happens at whatever time")
    func neverAtNight() {
        let local = LocalTime(timeZone: zone)
        for halfHour in 0..<96 {
            let instant = now + Double(halfHour) * 1_800 + 17
            let ends = VisitEnding.allCases.compactMap { ended($0, at: instant).nextAt }
            for due in ends + [beginning(record(), at: instant).nextAt].compactMap(\.self) {
                let minute = local.reading(at: due).seconds / 60
                #expect(minute >= 9 * 60 && minute < 20 * 60 && due >= instant, "\(halfHour)")
            }
        }
    }
}
