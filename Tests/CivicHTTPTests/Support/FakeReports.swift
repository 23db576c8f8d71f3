import CivicCore
import CivicReports
import Foundation

/// A line of one week, always the same.
actor FakeReports: ReportRecords {
    nonisolated let reportZone = TimeZone(identifier: "Asia/Shanghai") ?? .gmt
    private(set) var asked: [(ReportPeriod, Grouping, String?)] = []
    private var agentName = "lin"

    func call(theAgent name: String) { agentName = name }

    func sums(of period: ReportPeriod, by grouping: Grouping, queue: String?) -> [SumRow] {
        asked.append((period, grouping, queue))
        let halfHours = period.halfHours
        var sums = VisitSums()
        (sums.entered, sums.answered, sums.answeredInTime, sums.abandoned, sums.abandonedShort) = (31, 27, 24, 2, 1)
        (sums.answerWait, sums.allWait, sums.talks, sums.talkTime, sums.wrapUpTime) = (
            270_000, 300_000, 27, 5_400_000, 540_000
        )
        (sums.judged, sums.firstAnswers, sums.passedOn) = (25, 20, 3)
        let key: String? =
            switch grouping {
            case .queue: "general"
            case .language: "en"
            case .agent: agentName
            case .day, .month, .halfHour: nil
            }
        // Ten weeks where years are asked for.
        return (halfHours.count > 10_000 ? 0..<70 : 1..<11).map { day in
            SumRow(
                halfHour: HalfHour(number: halfHours.upperBound - Int64(day) * 48 - 20), key: key ?? "", visits: sums)
        }
    }

    func times(of period: ReportPeriod, by grouping: Grouping, at now: Date) -> [TimeRow] {
        var time = TimeSums()
        time.byState = [.ready: 3_000_000, .talking: 6_000_000, .wrapUp: 1_000_000]
        return [
            TimeRow(
                halfHour: HalfHour(number: period.halfHours.upperBound - 68),
                agent: grouping == .agent ? agentName : "",
                time: time)
        ]
    }

    func equalityCases(of period: ReportPeriod, limit: Int) -> [EqualityCase] {
        (0..<200).map { index in
            var groups = EqualityGroups()
            groups.township = index.isMultiple(of: 2) ? "青石镇" : "<大坪>乡"
            groups.language = "zh-CN"
            groups.age = index < 3 ? "0-17" : index < 100 ? "40-59" : "75+"
            let wait = Int64(index * 100 + (index.isMultiple(of: 2) ? 0 : 20_000))
            return EqualityCase(wait: wait, isAbandoned: index.isMultiple(of: 9), isSolved: true, groups: groups)
        }
    }

    /// Water is hard, pensions are easy.
    func unitAnswers(of period: ReportPeriod) -> [UnitAnswer] {
        (0..<20).map {
            UnitAnswer(
                unit: "water-company", service: "water", isInTime: $0 < 15, isSolved: $0 < 10,
                grade: $0 < 10 ? .satisfied : .dissatisfied)
        }
            + (0..<20).map {
                UnitAnswer(unit: "social-security", service: "pension", isInTime: true, isSolved: $0 < 18, grade: nil)
            }
            + [UnitAnswer(unit: "transport", service: "roads", isInTime: true, isSolved: nil, grade: nil)]
    }

    func holdsSample(_ halfHours: Range<Int64>) -> Bool { true }
    func visitedQueues() -> [String] { ["general", "<old>"] }
}
