import CivicCore
import CivicReports
import Foundation
import Testing

@Suite("The figures of the day")
struct DayFiguresTests {
    private static let shanghai = TimeZone(identifier: "Asia/Shanghai") ?? .gmt
    /// 2027-01-15 16:00 in Shanghai.
    private static let now = Shift.morning

    private var figures = DayFigures(zone: shanghai, at: now)

    private func visit(_ place: Int64, after seconds: Double = 0, queue: String = "general") -> QueueVisit {
        QueueVisit(
            place: place, began: Self.now.addingTimeInterval(seconds),
            conversation: ConversationReference(text: "C-\(place)"), queue: queue, language: .mandarin, origin: .call)
    }

    private func answered(_ visit: QueueVisit, after seconds: Double) -> QueueVisit {
        var visit = visit
        visit.answered = visit.began.addingTimeInterval(seconds)
        visit.agent = "li.na"
        return visit
    }

    private func abandoned(_ visit: QueueVisit, after seconds: Double) -> QueueVisit {
        var visit = visit
        visit.ended = visit.began.addingTimeInterval(seconds)
        visit.ending = .abandoned
        return visit
    }

    private mutating func take(_ visits: [QueueVisit], level: Int = 15, at now: Date = now) {
        figures.take(visits.map { .visit($0) }, level: { _ in .seconds(level) }, at: now)
    }

    @Test("a visit counts once, as its last row has it")
    mutating func rows() {
        take([visit(1), visit(2), visit(3)])
        #expect(figures.counts(of: "general").waiting == 3 && figures.counts(of: "general").counted == 0)
        var served = answered(visit(1), after: 9)
        take([served, answered(visit(2), after: 40), abandoned(visit(3), after: 2)])
        served.ended = served.began.addingTimeInterval(100)
        served.ending = .served
        take([served])
        take([served])
        let counts = figures.counts(of: "general")
        #expect(counts.offered == 3 && counts.waiting == 0 && counts.answered == 2 && counts.answeredInTime == 1)
        #expect(counts.abandoned == 0 && counts.abandonedShort == 1 && counts.counted == 2)
    }

    @Test("the queue's own service level decides what is in time", arguments: [(8, 0), (9, 1), (60, 1)])
    mutating func level(seconds: Int, inTime: Int) {
        take([answered(visit(1), after: 9)], level: seconds)
        #expect(figures.counts(of: "general").answeredInTime == inTime)
    }

    @Test("queues are told apart, also where a call goes on in another, and call-backs are no calls in line")
    mutating func queues() {
        var onward = visit(1, after: 60, queue: "tax")
        onward.origin = .transfer
        var kept = visit(2)
        kept.origin = .callBack
        take([answered(visit(1), after: 3), onward, abandoned(visit(4, queue: "tax"), after: 30), kept])
        #expect(figures.counts(of: "general").offered == 1)
        #expect(figures.counts(of: "tax").offered == 2 && figures.counts(of: "tax").abandoned == 1)
        #expect(figures.counts(of: "water") == LineCounts())
    }

    @Test("the day is the zone's: it begins anew at midnight there, and what began before counts no more")
    mutating func midnight() {
        #expect(figures.day.upperBound == Self.now.addingTimeInterval(8 * 3_600))
        let late = visit(1, after: 8 * 3_600 - 1)
        take([late, abandoned(visit(2, after: -16 * 3_600 - 1), after: 30)], at: late.began)
        #expect(figures.counts(of: "general").offered == 1)
        let midnight = figures.day.upperBound
        figures.turn(to: midnight)
        #expect(figures.counts(of: "general") == LineCounts())
        take([answered(late, after: 20), visit(3, after: 8 * 3_600)], at: midnight)
        #expect(figures.counts(of: "general").offered == 1 && figures.counts(of: "general").answered == 0)
        #expect(figures.day.lowerBound == midnight)
    }
}
