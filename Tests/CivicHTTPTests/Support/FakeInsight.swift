import CivicCore
import CivicInsight
import Foundation

/// A record in which the water of one township rises, always the same.
actor FakeInsight: InsightRecords {
    nonisolated let insightZone = TimeZone(identifier: "Asia/Shanghai") ?? .gmt
    nonisolated let officeCalendar: WorkingCalendar? = nil
    private(set) var asked: [Range<LocalDate>] = []

    func topics(of days: Range<LocalDate>) -> [TopicCount] {
        asked.append(days)
        func count(_ week: Int, _ day: Int, _ township: String, _ service: String, _ cases: Int) -> TopicCount {
            TopicCount(
                day: days.lowerBound.adding(days: week * 7 + day), township: township, service: service, cases: cases)
        }
        var counts: [TopicCount] = []
        for week in 0..<13 {
            counts.append(count(week, 0, "<清水>镇", "water", week == 12 ? 24 : week == 3 ? 2 : 6))
            counts.append(count(week, 6, "", "roads", 7))
            counts.append(count(week, 0, "白云乡", "roads", 3))
        }
        return counts
    }

    func repeats(of days: Range<LocalDate>) -> [RepeatDay] {
        (0..<13).map { RepeatDay(day: days.lowerBound.adding(days: $0 * 7), calls: 50, again: $0 == 2 ? 3 : 10) }
    }

    func repeatCallers(since: Date, limit: Int) -> [BusyCitizen] {
        [
            BusyCitizen(
                id: 7, name: "<b>赵</b>德福", township: "大坪乡", calls: 4, lastCall: SampleCounty.now,
                open: [BusyCitizen.Matter(id: 31, number: "00012365", service: "roads")])
        ]
    }

    func manyMatters(limit: Int) -> [BusyCitizen] {
        [BusyCitizen(id: 9, name: "周明", township: "白云乡", calls: 0, lastCall: nil, open: [])]
    }

    func openMatters(since: Date, limit: Int) -> [OpenMatter] {
        (1...6).map { id in
            OpenMatter(
                id: id, number: "0000100\(id)", citizen: 100 + id, service: "water", township: "清水镇", village: "水口村",
                openedAt: SampleCounty.now - Double(id) * 3_600,
                text: id < 3 ? "我们村自来水停了三天，没有人来修" : "第 \(id) 户：水压")
        }
    }

    func mergedMatters(since: Date, limit: Int) -> [MergedMatters] {
        let open = openMatters(since: since, limit: limit)
        return [MergedMatters(merged: open[0], into: open[1]), MergedMatters(merged: open[2], into: open[3])]
    }

    func guesses(of months: Range<Int>) -> [GuessSum] {
        months.count == 12
            ? [
                GuessSum(rule: .due, tried: 40, right: 24, naive: 8),
                GuessSum(rule: .answered, tried: 3, right: 3, naive: 0),
            ] : []
    }

    func segments(of year: Int) -> [SegmentCount] {
        func count(_ age: String, _ service: String, _ people: Int) -> SegmentCount {
            SegmentCount(age: age, needs: "no", language: "zh-CN", service: service, people: people)
        }
        return year >= 2026
            ? [
                count("75+", "", 100), count("18-39", "", 300), count("75+", "pension", 40),
                count("18-39", "pension", 30), count("75+", "school", 3), count("18-39", "school", 60),
            ] : []
    }

    func memberships(of year: Int) -> [MembershipCount] {
        func count(_ segment: String, _ service: String, _ people: Int) -> MembershipCount {
            MembershipCount(segment: segment, service: service, people: people)
        }
        return year >= 2026
            ? [
                count("", "", 400), count("", "pension", 70), count("farmer", "", 120), count("farmer", "pension", 50),
            ] : []
    }

    func likelyReason(ofCitizen id: Int64, at now: Date) -> LikelyReason? {
        LikelyReason(
            of: [
                LikelyReason.Matter(
                    id: 31, number: "00012365", service: "roads", openedAt: now - 20 * 86_400, deadline: now,
                    answeredAt: now - 86_400)
            ], frequent: nil, at: now)
    }

    func holdsSampleCounty() -> Bool { true }
}
