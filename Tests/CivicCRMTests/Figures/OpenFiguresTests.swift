import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("Figures for everybody")
struct OpenFiguresTests {
    private static let begin = Date(timeIntervalSince1970: 1_790_000_000)
    private static let period = begin..<begin.addingTimeInterval(365 * 86_400)

    private static func cases(_ unit: String, _ count: Int, township: String? = nil, days: Double? = 2) -> [CountedCase]
    {
        (0..<count).map { index in
            CountedCase(
                unit: unit, township: township, openedAt: begin, deadline: begin.addingTimeInterval(3 * 86_400),
                answeredAt: days.map { begin.addingTimeInterval(($0 + Double(index)) * 86_400) },
                isAgreed: index.isMultiple(of: 2), wasDisputed: index == 1)
        }
    }

    @Test("of ten cases each figure is what its words say")
    func figures() throws {
        let line = try #require(OpenFigures(of: Self.cases("water", 10), in: Self.period).units.first)
        #expect(line.key == "water" && line.opened == 10 && line.answered == 10)
        // Answered after 2, 3, 4 … 11 days; the deadline is after 3.
        #expect(line.answeredInTime == 2 && line.inTime == 0.2)
        #expect(line.medianDays == 6.5)
        #expect(line.solved == 0.5 && line.cameBack == 0.1)
    }

    @Test("a small group never stands alone, nor can it be had by taking the others from the total")
    func smallGroups() {
        for small in 1..<OpenFigures.least {
            let all = Self.cases("a", 40) + Self.cases("b", 25) + Self.cases("c", small)
            let shown = OpenFigures(of: all, in: Self.period).units
            #expect(shown.map(\.key) == ["a", nil])
            #expect(shown.map(\.opened) == [40, 25 + small])
        }
        // Two small ones that are ten together need nobody else.
        let two = OpenFigures(
            of: Self.cases("a", 40) + Self.cases("b", 25) + Self.cases("c", 5) + Self.cases("d", 5), in: Self.period)
        #expect(two.units.map(\.opened) == [40, 25, 10])
    }

    @Test("whatever the sizes, no line is of fewer than ten, and a line of several is no one group's")
    func anySizes() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<500 {
            let sizes = (0..<Int.random(in: 1...8, using: &random)).map { _ in Int.random(in: 1...30, using: &random) }
            let all = sizes.enumerated().flatMap { Self.cases("unit-\($0)", $1) }
            let figures = OpenFigures(of: all, in: Self.period)
            #expect((figures.total == nil) == (all.count < OpenFigures.least))
            #expect(figures.units.allSatisfy { $0.opened >= OpenFigures.least })
            #expect(figures.units.reduce(0) { $0 + $1.opened } == (figures.total?.opened ?? 0))
            let together = figures.units.filter { $0.key == nil }
            #expect(together.count <= 1)
            if let together = together.first, figures.units.count > 1 {
                #expect(!sizes.contains { $0 < OpenFigures.least && $0 == together.opened })
            }
        }
    }

    @Test("a share of few answers is not shown, and townships that nobody knows are not guessed")
    func fewAnswers() throws {
        let cases = Self.cases("water", 9, township: "A") + Self.cases("water", 8, days: nil)
        let figures = OpenFigures(of: cases, in: Self.period)
        let line = try #require(figures.units.first)
        #expect(line.answered == 9 && line.inTime == nil && line.solved == nil && line.medianDays == nil)
        #expect(figures.townships.isEmpty)
    }
}
