package import Foundation

/// What somebody is in a household.
package enum HouseholdRole: String, Codable, CaseIterable, Sendable {
    case head, spouse, child, parent, grandchild, sibling, other
}

/// Somebody of a household. Table `household_member`.
package struct HouseholdMember: Equatable, Sendable {
    package var citizen: Citizen
    /// nil where nobody has said it.
    package var role: HouseholdRole?

    package init(citizen: Citizen, role: HouseholdRole?) {
        self.citizen = citizen
        self.role = role
    }
}

/// Those around a citizen, who of them may speak for whom, what the citizen agreed to and how they want to be reached.
package struct Circle: Equatable, Sendable {
    package var citizen: Citizen
    package var role: HouseholdRole?
    /// The others of the household.
    package var household: [HouseholdMember]
    /// What the citizen agreed to, the newest first, also what has ended.
    package var consents: [Consent]
    /// Citizens who agreed that this one speaks for them; only what holds.
    package var speaksFor: [Consent]
    package var preference: ContactPreference?
    /// Names of those who appear in the consents, by citizen.
    package var names: [Int64: String]

    package init(
        citizen: Citizen, role: HouseholdRole?, household: [HouseholdMember], consents: [Consent],
        speaksFor: [Consent], preference: ContactPreference?, names: [Int64: String]
    ) {
        self.citizen = citizen
        self.role = role
        self.household = household
        self.consents = consents
        self.speaksFor = speaksFor
        self.preference = preference
        self.names = names
    }

    /// Everybody whose data it shows.
    package var people: Set<Int64> {
        Set([citizen.id] + household.map(\.citizen.id) + names.keys)
    }
}

/// What the desk asks of the record of citizens.
package typealias PersonRecords = CitizenRecords & DoubleRecords & CircleRecords & SegmentRecords

/// What the desk asks of a citizen's circle; `CivicStore` answers it. Every method that writes returns only after the rows are
/// durable, with their ledger entry.
package protocol CircleRecords: Sendable {
    func circle(of citizen: Int64, at now: Date) async throws -> Circle?
    /// Puts a person into the citizen's household, or says what somebody is in it. A citizen without a household gets one.
    ///
    /// - Parameter role: nil takes the person out of it.
    func setRole(_ role: HouseholdRole?, of member: Int64, inHouseholdOf citizen: Int64, by agent: String, at now: Date)
        async throws
    /// Throws ``ConsentRefusal``.
    func give(_ draft: ConsentDraft, by agent: String, at now: Date) async throws -> Consent
    /// Throws ``ConsentRefusal``.
    func withdraw(_ consent: Int64, by agent: String, at now: Date) async throws -> Consent
    /// - Parameter preference: nil forgets what was wished.
    func prefer(_ preference: ContactPreference?, for citizen: Int64, by agent: String, at now: Date) async throws
}
