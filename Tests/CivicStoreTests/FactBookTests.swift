import CivicCRM
import CivicCore
import CivicReports
import CivicStore
import Foundation
import Testing

@Suite struct FactBookTests {
    private let fixture: StoreFixture
    private var book: FactBook { fixture.store.facts }

    init() throws {
        fixture = try StoreFixture()
    }

    private var day: ReportPeriod { ReportPeriod(days: 3, until: StoreFixture.now, zone: book.reportZone) }

    private func visit(_ place: Int64, queue: String = "general", after seconds: Double = 0) -> QueueVisit {
        QueueVisit(
            place: place, began: StoreFixture.now.addingTimeInterval(seconds),
            conversation: ConversationReference(text: "C-\(place)"), queue: queue, language: .mandarin, origin: .call)
    }

    @Test("a visit comes back as it was written, until it has ended")
    func unfinished() async throws {
        var first = visit(1)
        first.offered = first.began.addingTimeInterval(2)
        first.offers = 2
        first.answered = first.began.addingTimeInterval(4.5)
        first.agent = "li.na"
        first.hold = 7
        let span = AgentSpan(agent: "li.na", began: StoreFixture.now, state: .paused, reason: "lunch")
        try await book.keep([.visit(first), .visit(visit(2)), .span(span)])
        try await book.noteAlive(at: StoreFixture.now)
        try await book.noteAlive(at: StoreFixture.now.addingTimeInterval(60))
        let found = try await fixture.reopen().facts.unfinishedFacts()
        #expect(found.visits == [first, visit(2)])
        #expect(found.spans == [span])
        #expect(found.lastAlive == StoreFixture.now.addingTimeInterval(60))

        first.ended = first.began.addingTimeInterval(60)
        first.ending = .served
        var ended = span
        ended.ended = span.began.addingTimeInterval(60)
        try await book.keep([.visit(first), .span(ended)])
        let later = try await book.unfinishedFacts()
        #expect(later.visits == [visit(2)] && later.spans.isEmpty)
    }

    @Test("the visits of a span of time come back without made-up ones, whatever became of them")
    func visitsOfDay() async throws {
        var done = visit(1, after: 10)
        done.ended = done.began.addingTimeInterval(9)
        done.ending = .abandoned
        var madeUp = visit(-2, after: 20)
        madeUp.isSample = true
        let last = visit(3, after: 59)
        try await book.keep([.visit(done), .visit(madeUp), .visit(last), .visit(visit(4, after: 60))])
        let minute = StoreFixture.now..<StoreFixture.now.addingTimeInterval(60)
        #expect(try await fixture.reopen().facts.visits(began: minute) == [done, last])
    }

    @Test("sums are those of the rows, whatever order and however often rows were written", arguments: 1...4)
    func sums(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        var rows: [Int64: QueueVisit] = [:]
        for _ in 0..<400 {
            let place = Int64.random(in: 1...80, using: &random)
            var row =
                rows[place]
                ?? visit(
                    place, queue: ["general", "tax"].randomElement(using: &random) ?? "",
                    after: .random(in: -50_000...50_000, using: &random).rounded())
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where row.answered == nil && row.ended == nil:
                row.answered = row.began.addingTimeInterval(Double.random(in: 1...40, using: &random).rounded())
                row.agent = ["li.na", "chen.hong"].randomElement(using: &random)
            case 1 where row.ended == nil:
                row.ended = (row.answered ?? row.began).addingTimeInterval(30)
                row.ending = row.answered == nil ? .abandoned : .served
            case 2: row.wrapUp = Int64.random(in: 0...60_000, using: &random)
            case 3: row.outcome = ["solved-on-call", "case-opened"].randomElement(using: &random)
            default: break
            }
            rows[place] = row
            try await book.keep([.visit(row)])
        }
        func total(_ visits: some Sequence<QueueVisit>) -> VisitSums {
            visits.reduce(into: VisitSums()) { $0 += VisitSums($1) }
        }
        let whole = try await book.figures(by: .day, of: day, at: StoreFixture.now)
        #expect(whole.total.visits == total(rows.values))
        #expect(whole.total.visits.entered > 60)
        for grouping in [Grouping.queue, .agent, .language, .halfHour, .month] {
            let report = try await book.figures(by: grouping, of: day, at: StoreFixture.now)
            #expect(report.total == whole.total)
        }
        let agents = try await book.figures(by: .agent, of: day, at: StoreFixture.now)
        for line in agents.lines { #expect(line.visits == total(rows.values.filter { $0.agent == line.key })) }
        let tax = try await book.figures(by: .day, of: day, queue: "tax", at: StoreFixture.now)
        #expect(tax.total.visits == total(rows.values.filter { $0.queue == "tax" }))
    }

    @Test("days are summed anew when the hotline's zone changes")
    func zone() async throws {
        // Around midnight in Shanghai, which is 17:00 in Berlin; and a span over it.
        let midnight = try Date("2026-11-23T16:00:00Z", strategy: .iso8601)
        for offset in -40..<40 {
            var visit = visit(Int64(offset + 100))
            visit.began = midnight.addingTimeInterval(Double(offset) * 1_733)
            visit.answered = visit.began.addingTimeInterval(5)
            visit.agent = "li.na"
            try await book.keep([.visit(visit)])
        }
        let from = midnight.addingTimeInterval(-3_000)
        try await book.keep([
            .span(AgentSpan(agent: "li.na", began: from, ended: midnight.addingTimeInterval(1_000), state: .talking))
        ])
        let shanghai = try await byDay(book)
        #expect(shanghai["2026-11-23"]?.time[.talking] == 3_000_000)
        #expect(shanghai["2026-11-24"]?.time[.talking] == 1_000_000)

        var catalogue = fixture.catalogue
        let office = try #require(catalogue.calendars["county-office"])
        catalogue.calendars["county-office"] = WorkingCalendar(
            id: office.id, timeZone: try #require(TimeZone(identifier: "Europe/Berlin")), weekly: [:])
        for _ in 1...2 {
            let berlin = try await byDay(
                CivicStore(folder: fixture.folder, services: catalogue, passwords: StoreFixture.passwords).facts)
            #expect(berlin["2026-11-23"]?.time[.talking] == 4_000_000)
            #expect(berlin.values.reduce(0) { $0 + $1.visits.entered } == 80)
            // From 23:00Z on it is the next day in Berlin: 25,200 s after the midnight of Shanghai.
            let later = (0..<40).count { Double($0) * 1_733 >= 25_200 }
            #expect(berlin["2026-11-24"]?.visits.entered == Int64(later))
        }
        let again = try await byDay(try fixture.reopen().facts)
        #expect(again == shanghai)
    }

    /// The lines of the days; half hours must add up to the same.
    private func byDay(_ book: FactBook) async throws -> [String: FigureReport.Line] {
        let period = ReportPeriod(
            days: 4, until: StoreFixture.now.addingTimeInterval(2 * 86_400), zone: book.reportZone)
        let report = try await book.figures(by: .day, of: period, at: StoreFixture.now)
        let halves = try await book.figures(by: .halfHour, of: period, at: StoreFixture.now)
        #expect(report.total == halves.total)
        return Dictionary(uniqueKeysWithValues: report.lines.map { ($0.key, $0) })
    }

    @Test("agents' time is shared out when a span ends, once, and what goes on counts until now")
    func time() async throws {
        let began = StoreFixture.now.addingTimeInterval(-1_000)
        let talk = AgentSpan(
            agent: "li.na", began: began, ended: began.addingTimeInterval(600), state: .talking)
        try await book.keep([.span(AgentSpan(agent: "li.na", began: began, state: .talking))])
        try await book.keep([.span(talk)])
        try await book.keep([.span(talk)])
        try await book.keep([.span(AgentSpan(agent: "li.na", began: began.addingTimeInterval(600), state: .ready))])
        let report = try await book.figures(by: .agent, of: day, at: StoreFixture.now)
        #expect(report.lines.map(\.key) == ["li.na"])
        #expect(report.total.time.byState == [.talking: 600_000, .ready: 400_000])
        #expect(Figure.occupancy.value(of: report.total.visits, report.total.time) == 0.6)
    }

    @Test("the equality report knows citizens by the call's contact, and leaves out who hung up at once")
    func equality() async throws {
        _ = try await SampleCountyLoader.load(into: fixture.store, citizens: 8, asOf: StoreFixture.now)
        let contact = try await fixture.store.begin(StoreFixture.contact("C-1", citizen: 1, at: StoreFixture.now))
        #expect(contact.id > 0)
        let citizen = try #require(try await fixture.store.citizen(1))
        var solved = visit(1)
        solved.answered = solved.began.addingTimeInterval(9)
        solved.agent = "li.na"
        solved.ended = solved.began.addingTimeInterval(90)
        solved.ending = .served
        solved.outcome = "solved-on-call"
        var short = visit(2)
        (short.ended, short.ending) = (short.began.addingTimeInterval(2), .abandoned)
        var left = visit(3)
        (left.ended, left.ending) = (left.began.addingTimeInterval(20), .abandoned)
        try await book.keep([.visit(solved), .visit(short), .visit(left), .visit(visit(4))])
        let today = ReportPeriod(days: 1, until: StoreFixture.now, zone: book.reportZone)
        let cases = try await book.equalityCases(of: today, limit: 100).filter { $0.wait < 60_000 }
        let found = try #require(cases.first { $0.isSolved == true && $0.wait == 9_000 })
        #expect(found.groups.township == citizen.township)
        #expect(found.groups.age == EqualityDimension.ageBand(birthYear: citizen.birthYear, in: 2026))
        #expect(cases.contains { $0.wait == 20_000 && $0.isAbandoned && $0.groups.township.isEmpty })
        #expect(!cases.contains { $0.wait == 2_000 })
    }

    @Test("the sample county has weeks of calls, marked as made up")
    func sample() async throws {
        let report = try await SampleCountyLoader.load(into: fixture.store, citizens: 1_000, asOf: StoreFixture.now)
        #expect(report.visits > 1_000)
        let weeks = ReportPeriod(days: 56, until: StoreFixture.now, zone: book.reportZone)
        #expect(try await book.holdsSample(weeks.halfHours))
        let figures = try await book.figures(by: .queue, of: weeks, at: StoreFixture.now)
        #expect(figures.lines.map(\.key) == ["general"])
        let level = try #require(Figure.serviceLevel.value(of: figures.total.visits))
        #expect((0.5...0.99).contains(level))
        let occupancy = try #require(Figure.occupancy.value(of: figures.total.visits, figures.total.time))
        #expect((0.02...0.9).contains(occupancy))
        let earlier = ReportPeriod(
            days: 7, until: StoreFixture.now.addingTimeInterval(-90 * 86_400), zone: book.reportZone)
        #expect(try await !book.holdsSample(earlier.halfHours))
    }
}
