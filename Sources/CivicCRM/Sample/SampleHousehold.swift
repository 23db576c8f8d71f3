package import Foundation

/// A citizen of the sample county with the PIN in clear, which the loader hashes.
package struct SampleCitizen: Equatable, Sendable {
    package var citizen: Citizen
    package var pin: String?
}

/// One number of the sample county. Table `phone`.
package struct SamplePhone: Equatable, Sendable {
    package var id: Int64
    package var key: String
}

/// Whose number it is, or may be. Table `citizen_phone`.
package struct SampleLink: Equatable, Sendable {
    package var phoneId: Int64
    package var citizenId: Int64
    package var confidence: Double
    package var since: Date
}

/// A case of the sample county with its history.
package struct SampleCase: Equatable, Sendable {
    package var record: Case
    package var events: [CaseEvent]
}

/// People who live together, their numbers, and all that they ever brought to the county.
///
/// The generator gives one after the other, so that a county of a million needs no more memory than one of fifty.
package struct SampleHousehold: Equatable, Sendable {
    package var id: Int64
    package var township: String
    package var village: String
    package var members: [SampleCitizen] = []
    package var phones: [SamplePhone] = []
    /// May point to a number of an earlier household: the neighbour's telephone.
    package var links: [SampleLink] = []
    package var contacts: [Contact] = []
    package var cases: [SampleCase] = []

    /// What a member is in it, by the years: the first is its head.
    package func role(of index: Int) -> HouseholdRole {
        guard index > 0, let own = members[index].citizen.birthYear, let head = members[0].citizen.birthYear else {
            return .head
        }
        switch own - head {
        case ..<(-15): return .parent
        case ..<16: return .spouse
        case ..<40: return .child
        default: return .grandchild
        }
    }
}
