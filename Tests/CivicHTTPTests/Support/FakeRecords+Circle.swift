import CivicCRM
import CivicCore
import Foundation

/// Mother and son are one household.
extension FakeRecords: CircleRecords {
    func circle(of citizen: Int64, at now: Date) throws -> Circle? {
        try ask()
        guard let own = [SampleCounty.mother, SampleCounty.son].first(where: { $0.id == citizen }) else { return nil }
        let other = own.id == SampleCounty.mother.id ? SampleCounty.son : SampleCounty.mother
        let given = consents.filter { $0.citizen == citizen }
        return Circle(
            citizen: own, role: roles[own.id], household: [HouseholdMember(citizen: other, role: roles[other.id])],
            consents: given, speaksFor: consents.filter { $0.proxy == citizen && $0.holds(at: now) },
            preference: preferences[citizen], names: given.isEmpty ? [:] : [other.id: other.name])
    }

    func setRole(_ role: HouseholdRole?, of member: Int64, inHouseholdOf citizen: Int64, by agent: String, at now: Date)
        throws
    {
        guard [101, 102].contains(member) else { throw RecordsRefusal.unknownCitizen(member) }
        roles[member] = role
    }

    func give(_ draft: ConsentDraft, by agent: String, at now: Date) throws -> Consent {
        try draft.check(at: now)
        let consent = Consent(
            id: Int64(consents.count + 1), citizen: draft.citizen, purpose: draft.purpose, proxy: draft.proxy,
            relation: draft.relation, conversation: draft.conversation, evidence: draft.evidence, at: now, by: agent,
            until: draft.until)
        consents.append(consent)
        return consent
    }

    func withdraw(_ consent: Int64, by agent: String, at now: Date) throws -> Consent {
        guard let index = consents.firstIndex(where: { $0.id == consent }) else { throw ConsentRefusal.unknown }
        guard consents[index].withdrawnAt == nil else { throw ConsentRefusal.withdrawnAlready }
        (consents[index].withdrawnAt, consents[index].withdrawnBy) = (now, agent)
        return consents[index]
    }

    func prefer(_ preference: ContactPreference?, for citizen: Int64, by agent: String, at now: Date) {
        preferences[citizen] = preference
    }

    func `let`(_ proxy: Int64, speakFor citizen: Int64, _ purpose: ConsentPurpose) {
        consents.append(
            Consent(
                id: Int64(consents.count + 1), citizen: citizen, purpose: purpose, proxy: proxy, relation: .kin,
                conversation: nil, evidence: "form", at: SampleCounty.now, by: "lin", until: nil))
    }
}
