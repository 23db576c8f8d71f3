package import CivicCore
package import Foundation

/// That a citizen belongs to a segment. Table `citizen_segment`.
package struct SegmentMembership: Codable, Equatable, Sendable {
    package var segment: String
    /// Since when the record has known it.
    package var since: Date
    /// The values that the rule went by.
    package var why: [String: String]

    package init(segment: String, since: Date, why: [String: String]) {
        self.segment = segment
        self.since = since
        self.why = why
    }
}

/// What became of an offer. Table `entitlement_offer`.
package enum OfferAnswer: String, Codable, CaseIterable, Sendable {
    /// The citizen was told of it.
    case said
    case notNow = "not-now"
    /// The citizen has it already, as they say.
    case hasIt = "has-it"

    /// Days in which it is not offered again; nil: never.
    ///
    /// - Parameter usual: of the service, after "not now".
    package func rest(usual: Int) -> Int? {
        switch self {
        case .said, .notNow: usual
        case .hasIt: nil
        }
    }
}

/// An offer as it was made. Table `entitlement_offer`.
package struct EntitlementOffer: Codable, Equatable, Sendable {
    package var service: String
    package var at: Date
    package var by: String
    package var answer: OfferAnswer

    package init(service: String, at: Date, by: String, answer: OfferAnswer) {
        self.service = service
        self.at = at
        self.by = by
        self.answer = answer
    }

    package func rests(at now: Date, usual: Int) -> Bool {
        answer.rest(usual: usual).map { now < at.addingTimeInterval(Double($0) * 86_400) } ?? true
    }
}

/// What the rules say of a citizen, for the agent's card.
package struct CitizenStanding: Equatable, Sendable {
    /// As the record has them now, where two were made one.
    package var citizen: Int64
    package var facts: [CitizenFact]
    package var segments: [SegmentMembership]
    /// Services to tell of: entitled, not claimed, not said of late, and the citizen wants to hear of such.
    package var entitlements: [Entitlement]

    package init(
        citizen: Int64, facts: [CitizenFact], segments: [SegmentMembership], entitlements: [Entitlement]
    ) {
        self.citizen = citizen
        self.facts = facts
        self.segments = segments
        self.entitlements = entitlements
    }
}

/// How far the record has come with rules that changed.
package struct SegmentProgress: Equatable, Sendable {
    /// Citizens who are judged by the rules of now.
    package var done: Int
    package var of: Int

    package init(done: Int, of: Int) {
        self.done = done
        self.of = of
    }
}

/// What became of the offers of one service.
package struct OfferFigure: Equatable, Sendable {
    package var service: String
    package var said: Int
    /// Of those, with a case of the service within ``days``.
    package var claimed: Int
    package var notNow: Int
    package var hasIt: Int

    /// Days in which a case counts as what the offer led to.
    package static let days = 90

    package init(service: String, said: Int, claimed: Int, notNow: Int, hasIt: Int) {
        self.service = service
        self.said = said
        self.claimed = claimed
        self.notNow = notNow
        self.hasIt = hasIt
    }
}

/// What desks and reports ask of the segments; `CivicStore` answers it. Every method that writes returns only after the rows are
/// durable, with their ledger entry.
package protocol SegmentRecords: Sendable {
    var segmentCatalogue: SegmentCatalogue { get }
    /// As of now: what has changed of the citizen is judged first. nil where there is no such citizen.
    func standing(ofCitizen id: Int64, at now: Date) async throws -> CitizenStanding?
    /// Throws ``FactRefusal``.
    func write(_ draft: FactDraft, of citizen: Int64, by agent: String, at now: Date) async throws
    /// - Parameter conversation: in which it was offered.
    func answer(
        _ answer: OfferAnswer, toOfferOf service: String, citizen: Int64, in conversation: ConversationReference?,
        by agent: String, at now: Date) async throws
    /// Citizens in each segment.
    func segmentSizes() async throws -> [String: Int]
    func segmentProgress() async throws -> SegmentProgress
    /// Of offers since then, the service with most of them first.
    func offerFigures(since: Date) async throws -> [OfferFigure]
}
