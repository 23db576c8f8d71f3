import CivicCRM
import CivicCore
import Foundation

/// A citizen's circle as the desk shows it.
struct CircleView: Encodable {
    struct Member: Encodable {
        var citizen: CitizenView
        var role: HouseholdRole?
    }

    struct Preference: Codable, Equatable {
        /// `09:00`; both or neither.
        var from: String?
        var to: String?
        var way: ContactPreference.Way
        var takesMachine: Bool
        var takesOffers: Bool

        init(_ preference: ContactPreference) {
            from = preference.hours.map { ContactPreference.text($0.lowerBound) }
            to = preference.hours.map { ContactPreference.text($0.upperBound) }
            way = preference.way
            takesMachine = preference.takesMachine
            takesOffers = preference.takesOffers
        }
    }

    struct Agreement: Encodable {
        var id: Int64
        var citizenId: Int64
        var purpose: ConsentPurpose
        var proxyId: Int64?
        /// Of the one who speaks, or of the one for whom somebody speaks.
        var name: String?
        var relation: ProxyRelation?
        var conversation: ConversationReference?
        var evidence: String
        var at: Date
        var by: String
        var until: Date?
        var withdrawnAt: Date?
        var holds: Bool

        init(_ consent: Consent, name: String?, at now: Date) {
            id = consent.id
            citizenId = consent.citizen
            purpose = consent.purpose
            proxyId = consent.proxy
            self.name = name
            relation = consent.relation
            conversation = consent.conversation
            evidence = consent.evidence
            at = consent.at
            by = consent.by
            until = consent.until
            withdrawnAt = consent.withdrawnAt
            holds = consent.holds(at: now)
        }
    }

    var citizenId: Int64
    var role: HouseholdRole?
    var household: [Member]
    var consents: [Agreement]
    var speaksFor: [Agreement]
    var preference: Preference?

    init(_ circle: Circle, at now: Date) {
        citizenId = circle.citizen.id
        role = circle.role
        household = circle.household.map { Member(citizen: CitizenView($0.citizen), role: $0.role) }
        consents = circle.consents.map { consent in
            Agreement(consent, name: consent.proxy.flatMap { circle.names[$0] }, at: now)
        }
        speaksFor = circle.speaksFor.map { Agreement($0, name: circle.names[$0.citizen], at: now) }
        preference = circle.preference.map(Preference.init)
    }
}
