import CivicCRM
import CivicCore
import Foundation

/// The mother of the sample county farms, is elderly, and may claim a pension.
extension FakeRecords: SegmentRecords {
    nonisolated var segmentCatalogue: SegmentCatalogue {
        SegmentCatalogue(
            facts: [SegmentCatalogue.Fact(id: "insured", names: [.english: "Insured"], values: [])],
            segments: [
                SegmentCatalogue.Segment(
                    id: "farmer", names: [.english: "Farmer"], rule: "work == \"farming\" and age < 60",
                    source: "A law", reviewBy: LocalDate("2026-01-31") ?? LocalDate(dayNumber: 0))
            ])
    }

    func standing(ofCitizen id: Int64, at now: Date) throws -> CitizenStanding? {
        try ask()
        guard id == SampleCounty.mother.id else { return nil }
        return CitizenStanding(
            citizen: id, facts: facts,
            segments: [SegmentMembership(segment: "farmer", since: now, why: ["work": "farming"])],
            entitlements: offers.isEmpty ? [Entitlement(service: "pension", why: ["segment.farmer": "yes"])] : [])
    }

    func write(_ draft: FactDraft, of citizen: Int64, by agent: String, at now: Date) throws {
        try draft.check(segmentCatalogue, on: LocalDate(dayNumber: 0))
        facts =
            draft.value.map {
                [
                    CitizenFact(
                        name: draft.name, value: $0, until: draft.until, source: draft.source, at: now, by: agent)
                ]
            } ?? []
    }

    func answer(
        _ answer: OfferAnswer, toOfferOf service: String, citizen: Int64, in conversation: ConversationReference?,
        by agent: String, at now: Date
    ) throws {
        guard service == "pension" else { throw RecordsRefusal.unknownService(service, nearest: "pension") }
        offers.append(EntitlementOffer(service: service, at: now, by: agent, answer: answer))
    }

    func segmentSizes() -> [String: Int] { ["farmer": 3] }
    func segmentProgress() -> SegmentProgress { SegmentProgress(done: 40, of: 100) }

    func offerFigures(since: Date) -> [OfferFigure] {
        [OfferFigure(service: "pension", said: 20, claimed: 5, notNow: 3, hasIt: 2)]
    }
}
