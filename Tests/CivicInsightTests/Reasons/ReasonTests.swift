import CivicInsight
import CivicReports
import Foundation
import Testing

@Suite struct ReasonTests {
    private static let now = Date(timeIntervalSince1970: 1_795_399_200)
    private static let day = 86_400.0

    private func matter(
        _ id: Int64, _ service: String, opened: Double, due: Double, answered: Double? = nil
    ) -> LikelyReason.Matter {
        LikelyReason.Matter(
            id: id, number: "0000000\(id)", service: service, openedAt: Self.now - opened * Self.day,
            deadline: Self.now + due * Self.day, answeredAt: answered.map { Self.now - $0 * Self.day })
    }

    private func reason(_ matters: [LikelyReason.Matter], frequent: String? = "general") -> LikelyReason? {
        LikelyReason(of: matters, frequent: frequent, at: Self.now)
    }

    @Test("an answer of late comes before a deadline, that before what is open, that before what was")
    func order() {
        let old = matter(1, "land", opened: 300, due: -290, answered: 280)
        let open = matter(2, "school", opened: 5, due: 9)
        let due = matter(3, "pension", opened: 9, due: 1)
        let answered = matter(4, "subsidy", opened: 20, due: 3, answered: 1)
        #expect(reason([old, open, due, answered])?.rule == .answered)
        #expect(reason([old, open, due, answered])?.matter?.id == 4)
        #expect(reason([old, open, due])?.service == "pension")
        #expect(reason([old, open, due])?.rule == .due)
        #expect(reason([old, open])?.rule == .open && reason([old, open])?.service == "school")
        #expect(reason([old])?.rule == .last && reason([old])?.service == "land")
        #expect(reason([])?.rule == .frequent && reason([])?.matter == nil)
        #expect(reason([], frequent: nil) == nil)
    }

    @Test("nothing that came later is looked at")
    func past() {
        let later = matter(1, "land", opened: -1, due: 9)
        #expect(reason([later])?.rule == .frequent)
        // Answered tomorrow is open today.
        let answered = matter(2, "school", opened: 5, due: 9, answered: -1)
        #expect(reason([answered])?.rule == .open)
    }

    @Test("an old answer and a case that was forgotten are the last matter, no more")
    func forgotten() {
        #expect(reason([matter(1, "land", opened: 200, due: -190)])?.rule == .last)
        #expect(reason([matter(1, "land", opened: 40, due: -30, answered: 15)])?.rule == .last)
        #expect(reason([matter(1, "land", opened: 40, due: -30)])?.rule == .due)
    }

    @Test("hits are shown with the naive guess and how many there were; few are not shown")
    func report() {
        let report = GuessReport([
            GuessSum(rule: .answered, tried: 30, right: 18, naive: 3),
            GuessSum(rule: .answered, tried: 10, right: 6, naive: 1),
            GuessSum(rule: .due, tried: 4, right: 4, naive: 0),
            GuessSum(rule: .frequent, tried: 100, right: 10, naive: 10),
        ])
        #expect(report.lines.map(\.rule) == [.answered, .frequent] && report.hidden == 1)
        #expect(report.lines.first?.right.share == 0.6 && report.lines.first?.naive.share == 0.1)
        #expect(report.known?.right.hits == 24 && report.known?.right.of == 40 && report.known?.naive.hits == 4)
        #expect(GuessReport([]).known == nil)
    }
}
