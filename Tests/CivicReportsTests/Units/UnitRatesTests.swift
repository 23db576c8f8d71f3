import CivicReports
import Testing

@Suite("Rates of units by the citizens' word")
struct UnitRatesTests {
    private func answers(
        _ unit: String, _ service: String, count: Int, solved: Int, inTime: Int? = nil, unheard: Int = 0,
        grade: UnitAnswer.Grade? = nil
    ) -> [UnitAnswer] {
        (0..<count).map {
            UnitAnswer(
                unit: unit, service: service, isInTime: $0 < inTime ?? count, isSolved: $0 < solved, grade: grade)
        }
            + (0..<unheard).map { _ in
                UnitAnswer(unit: unit, service: service, isInTime: true, isSolved: nil, grade: nil)
            }
    }

    @Test("response counts all answers, solved only those of which citizens have said something")
    func rates() throws {
        let rates = UnitRates(of: answers("water", "pipes", count: 20, solved: 15, inTime: 12, unheard: 20))
        let line = try #require(rates.lines.first)
        #expect(line.answers == 40 && line.heard == 20)
        #expect(line.response?.share == 32.0 / 40)
        #expect(line.solvedShare?.share == 0.75)
        #expect(line.coverage?.share == 0.5)
    }

    @Test("partly is half")
    func satisfied() throws {
        let given =
            answers("water", "pipes", count: 6, solved: 6, grade: .satisfied)
            + answers("water", "pipes", count: 4, solved: 4, grade: .partly)
            + answers("water", "pipes", count: 2, solved: 0, grade: .dissatisfied)
        #expect(UnitRates(of: given).lines.first?.satisfied == 8.0 / 12)
    }

    @Test("a unit with hard matters is measured by how these go everywhere")
    func adjusted() throws {
        // Both solve exactly what the county solves of each kind: 50 % of roads, 90 % of papers.
        let given =
            answers("transport", "roads", count: 40, solved: 20) + answers("registry", "papers", count: 40, solved: 36)
            + answers("town", "roads", count: 20, solved: 10) + answers("town", "papers", count: 20, solved: 18)
        let rates = UnitRates(of: given)
        let county = Double(rates.county.solved) / Double(rates.county.heard)
        for line in rates.lines {
            let adjusted = try #require(rates.adjusted(line))
            #expect(abs(adjusted - county) < 1e-9, "\(line.unit ?? "")")
        }
        let raw = rates.lines.compactMap { $0.solvedShare?.share }
        #expect(Set(raw).count == 3, "their own rates differ all the same")
    }

    @Test("the better of two with the same matters stays the better one")
    func order() throws {
        let rates = UnitRates(
            of: answers("east", "roads", count: 30, solved: 27) + answers("west", "roads", count: 30, solved: 15))
        let (east, west) = (rates.lines[0], rates.lines[1])
        #expect(try #require(rates.adjusted(east)) > #require(rates.adjusted(west)))
        #expect(try #require(rates.adjusted(east)) <= 1)
    }

    @Test("rates of fewer than ten are not told, nor are they in the file")
    func small() throws {
        let rates = UnitRates(of: answers("water", "pipes", count: 9, solved: 9, grade: .satisfied))
        let line = try #require(rates.lines.first)
        #expect(line.response == nil && line.solvedShare == nil && line.satisfied == nil)
        #expect(rates.adjusted(line) == nil)
        let row = try #require(rates.csv.split(separator: "\r\n").first { $0.hasPrefix("water") })
        #expect(row == "water,9,,9,,,,,9,")
    }

    @Test("nothing is answered")
    func none() {
        let rates = UnitRates(of: [])
        #expect(rates.lines.isEmpty && rates.county.answers == 0 && rates.adjusted(rates.county) == nil)
    }
}
