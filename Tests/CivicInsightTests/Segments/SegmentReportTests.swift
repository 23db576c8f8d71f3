import CivicCore
import CivicInsight
import CivicReports
import Testing

@Suite struct SegmentReportTests {
    private func count(_ age: String, _ service: String, _ people: Int) -> SegmentCount {
        SegmentCount(age: age, needs: "no", language: "zh-CN", service: service, people: people)
    }

    @Test("lift, support and chance are those of the four numbers behind them")
    func values() throws {
        let report = SegmentReport([
            count("75+", "", 100), count("18-39", "", 300), count("75+", "pension", 40), count("18-39", "pension", 30),
            count("75+", "school", 3), count("18-39", "school", 60),
        ])
        #expect(report.people == 400)
        let first = try #require(report.lines.first)
        #expect(first.group == "75+" && first.service == "pension" && first.isFinding)
        #expect(first.inside == Proportion(40, of: 100) && first.outside == Proportion(30, of: 300))
        #expect(first.support == 0.1)
        #expect(abs(first.lift - 0.4 / (70.0 / 400)) < 1e-12)
        let exact = Fisher.chance(both: 40, chosen: 100, marked: 70, of: 400)
        #expect(abs(first.chance - exact * 2) < 1e-15)
        // Both pairs with the school would tell of three people; everybody has the same needs and language.
        #expect(report.lines.count == 2 && report.comparisons == 2 && report.hidden == 2)
    }

    @Test("where groups and services have nothing to do with each other, one year in twenty has a finding at most")
    func falseAlarms() {
        var random = SplitMix64(seed: 21)
        let (ages, services) = (["18-39", "40-59", "60-74", "75+"], (0..<8).map { "s\($0)" })
        var findings = 0
        for _ in 0..<300 {
            var counts: [SegmentCount] = []
            for age in ages {
                counts.append(count(age, "", 120))
                for service in services {
                    counts.append(
                        count(age, service, (0..<120).count { _ in Double.random(in: 0..<1, using: &random) < 0.15 }))
                }
            }
            if SegmentReport(counts).lines.contains(where: \.isFinding) { findings += 1 }
        }
        // 15 of 300 are 5 %; chance adds less than 12 (three standard deviations).
        #expect(findings <= 27, "\(findings) of 300")
    }

    @Test("segments of the record are compared with everybody else, though a citizen may be in several")
    func memberships() throws {
        func count(_ segment: String, _ service: String, _ people: Int) -> MembershipCount {
            MembershipCount(segment: segment, service: service, people: people)
        }
        let report = SegmentReport(
            [],
            memberships: [
                count("", "", 200), count("", "pension", 60), count("elder", "", 50), count("elder", "pension", 40),
                count("farmer", "", 100), count("farmer", "pension", 3),
            ])
        let line = try #require(report.lines.first)
        #expect(report.lines.count == 1 && report.hidden == 1)
        #expect(line.dimension == .segment && line.group == "elder" && line.isFinding)
        #expect(line.inside == Proportion(40, of: 50) && line.outside == Proportion(20, of: 150))
        #expect(abs(line.lift - 0.8 / 0.3) < 1e-9)
    }

    @Test("citizens of whom the record does not say it are in no group")
    func unknown() {
        let report = SegmentReport([
            count("", "", 500), count("", "pension", 200), count("75+", "", 50), count("75+", "pension", 20),
            count("18-39", "", 50), count("18-39", "pension", 10),
        ])
        #expect(report.people == 600)
        #expect(report.lines.first { $0.group == "75+" }?.outside == Proportion(10, of: 50))
        #expect(!report.lines.contains { $0.group.isEmpty })
    }
}
