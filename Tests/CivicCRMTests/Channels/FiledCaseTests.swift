import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("What a filer may read of a case")
struct FiledCaseTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private static func filed(_ states: [(by: String, CaseState?, String)]) -> FiledCase {
        let record = Case(
            id: 1, number: CaseNumber(serial: 1), citizenId: nil, conversation: nil, service: "water",
            unit: "water-company", state: states.last { $0.1 != nil }?.1 ?? .received, openedAt: now, deadline: now,
            updatedAt: now, summary: "no water", recording: nil, channel: .web, contactNumber: nil)
        let events = states.enumerated().map { index, line in
            CaseEvent(id: Int64(index), caseId: 1, at: now, by: line.by, state: line.1, note: line.2)
        }
        return FiledCase(record: record, township: nil, village: nil, address: nil, events: events)
    }

    @Test("who sends the case to whom stays inside; answers and the filer's own words are shown")
    func told() {
        let filed = Self.filed([
            ("citizen", .received, "no water"), ("li.na", .dispatched, "to the company"),
            ("sun.li", .refused, "not our pipe"), ("chen.hong", .arbitration, "twice"),
            ("chen.hong", .dispatched, "it is yours"), ("sun.li", .inWork, "go on"), ("sun.li", nil, "call the boss"),
            ("citizen", nil, "still none"), ("sun.li", .answered, "mended"), ("system", .asked, ""),
        ])
        #expect(filed.visibleEvents.map(\.state) == [.received, .dispatched, .inWork, nil, .answered])
        #expect(filed.visibleEvents.map(\.note) == ["no water", "", "", "still none", "mended"])
        #expect(filed.record.state == .answered)
    }

    @Test("a case before the arbiter is with a unit, as far as its filer is told")
    func arbitration() {
        #expect(Self.filed([("citizen", .received, ""), ("x", .arbitration, "")]).record.state == .dispatched)
    }
}
