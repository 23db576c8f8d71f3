import CivicCore
import CivicInsight
import CivicReports
import Foundation
import Testing

@Suite struct MatterTests {
    private static let now = Date(timeIntervalSince1970: 1_795_399_200)

    private func matter(
        _ id: Int64, _ text: String, citizen: Int64? = nil, service: String = "water", village: String = "水口村",
        daysAgo: Double = 0
    ) -> OpenMatter {
        OpenMatter(
            id: id, number: "0000000\(id)", citizen: citizen, service: service, township: "清水镇", village: village,
            openedAt: Self.now - daysAgo * 86_400, text: text)
    }

    @Test("spaces, punctuation and upper case make no difference to likeness, and short texts are like nothing")
    func likeness() {
        let first = TextLikeness("No water in the village since Monday!")
        #expect(first.likeness(to: TextLikeness("no water, in the village since MONDAY")) == 1)
        #expect(first.likeness(to: TextLikeness("The road to the school is broken")) < 0.1)
        #expect(TextLikeness("没有水").likeness(to: TextLikeness("没有水")) == 0)
        // abcdefghijk and abcdefghijx share 8 of 10 runs of three.
        #expect(TextLikeness("abcdefghijk").likeness(to: TextLikeness("abcdefghijx")) == 0.8)
    }

    @Test("the same words about the same village are a pair, the older case first; other villages and services are not")
    func words() {
        let text = "我们村自来水停了三天，没有人来修"
        let report = MatterPairs([
            matter(2, text, citizen: 2), matter(1, text + "，急", citizen: 1, daysAgo: 3),
            matter(3, text, citizen: 3, village: "渡口村"), matter(4, text, citizen: 4, service: "roads"),
            matter(5, text, citizen: 5, daysAgo: 20), matter(6, "路灯坏了好几天，晚上看不清路", citizen: 6),
        ])
        #expect(report.pairs.map { [$0.first.id, $0.second.id] } == [[1, 2]])
        #expect(report.pairs.first?.reason == .sameWords && report.pairs.first?.likeness ?? 0 > 0.8)
        #expect(report.matters == 6)
    }

    @Test("two cases of one citizen and service are a pair whatever the words, and come first")
    func sameCitizen() {
        let text = "我们村自来水停了三天，没有人来修"
        let report = MatterPairs([
            matter(1, text, citizen: 1, daysAgo: 2), matter(2, text, citizen: 2, daysAgo: 1),
            matter(3, "水压太低", citizen: 2, village: "渡口村"),
        ])
        #expect(report.pairs.map(\.reason) == [.sameCitizen, .sameWords])
        #expect(report.pairs.first.map { [$0.first.id, $0.second.id] } == [2, 3])
    }

    @Test("the rules are checked against what people merged")
    func merged() {
        let text = "我们村自来水停了三天，没有人来修"
        let found = MatterPairs.found(of: [
            MergedMatters(merged: matter(2, text), into: matter(1, text, daysAgo: 2)),
            MergedMatters(merged: matter(3, text), into: matter(4, "路灯坏了好几天，晚上看不清路")),
        ])
        #expect(found == Proportion(1, of: 2))
    }

    @Test("five people of one village within a week are a crowd; four, or five over a month, are none")
    func crowds() throws {
        let people = (1...5).map { matter($0, "停水", citizen: $0, daysAgo: Double($0)) }
        let crowd = try #require(Crowds(people + [matter(9, "停水", citizen: 9, daysAgo: 12)]).crowds.first)
        #expect(crowd.people == 5 && crowd.matters.map(\.id) == [5, 4, 3, 2, 1])
        #expect(crowd.village == "水口村")
        #expect(Crowds(Array(people.prefix(4)) + [matter(8, "停水", citizen: 1)]).crowds.isEmpty)
        #expect(Crowds((1...5).map { matter($0, "停水", citizen: $0, daysAgo: Double($0) * 6) }).crowds.isEmpty)
        #expect(Crowds((1...5).map { matter($0, "停水", citizen: $0, village: "") }).crowds.isEmpty)
    }

    @Test("the share that calls again is told by the week and of the whole")
    func repeats() {
        let last = LocalDate("2026-11-22")!
        let report = RepeatReport(
            [
                RepeatDay(day: last, calls: 30, again: 6), RepeatDay(day: last.adding(days: -6), calls: 10, again: 4),
                RepeatDay(day: last.adding(days: -7), calls: 20, again: 0),
                RepeatDay(day: last.adding(days: 1), calls: 99, again: 99),
            ], until: last)
        #expect(report.weekly.count == 13 && report.weekly.last?.again.share == 0.25)
        #expect(report.weekly.last?.first.description == "2026-11-16")
        #expect(report.whole.hits == 10 && report.whole.of == 60)
    }
}
