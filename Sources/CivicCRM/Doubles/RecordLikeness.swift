/// As much of a citizen's record as tells whether another one is about the same person.
package struct RecordTraits: Equatable, Sendable {
    package var citizen: Citizen
    /// Of table `phone`.
    package var phones: Set<Int64>
    /// Of table `household`.
    package var households: Set<Int64>

    package init(citizen: Citizen, phones: Set<Int64> = [], households: Set<Int64> = []) {
        self.citizen = citizen
        self.phones = phones
        self.households = households
    }
}

/// What two records have in common that one person's records would. Each takes two things that do not follow from one another:
/// neither a name nor a telephone alone is a reason.
package enum MatchReason: String, Codable, CaseIterable, Sendable {
    /// End of the ID number, year of birth, and how the name is read.
    case identity
    /// End of the ID number, year of birth, township and family name (the first character); the given names differ. Without the
    /// family name chance would bring up hundreds of pairs: the last four characters are shared by one in eleven thousand.
    case identityAndPlace = "identity-and-place"
    /// Name, year of birth and township.
    case nameBirthAndPlace = "name-birth-and-place"
    /// A telephone, and how the name is read.
    case phoneAndName = "phone-and-name"
}

/// What speaks against it.
package enum MatchDoubt: String, Codable, CaseIterable, Sendable {
    /// The ends of the ID numbers differ.
    case otherIdentity = "other-identity"
    case otherBirthYear = "other-birth-year"
    case otherTownship = "other-township"
    /// The names are read differently.
    case otherName = "other-name"
    /// Both are written down as members of one household.
    case oneHousehold = "one-household"
}

/// Whether two records are about one person: reasons for it and doubts, for a person to judge.
package struct RecordLikeness: Equatable, Sendable {
    package var reasons: [MatchReason]
    package var doubts: [MatchDoubt]

    package init(_ one: RecordTraits, _ other: RecordTraits) {
        let (a, b) = (one.citizen, other.citizen)
        let sameReading = NameReading.agree(a.name, b.name)
        let sameBirthYear = a.birthYear != nil && a.birthYear == b.birthYear
        let samePlace = a.township == b.township
        let sameEnd = a.idSuffix != nil && a.idSuffix == b.idSuffix
        reasons = []
        if sameEnd, sameBirthYear {
            if sameReading {
                reasons.append(.identity)
            } else if samePlace, a.name.first == b.name.first {
                reasons.append(.identityAndPlace)
            }
        }
        if a.name == b.name, sameBirthYear, samePlace { reasons.append(.nameBirthAndPlace) }
        if sameReading, !one.phones.isDisjoint(with: other.phones) { reasons.append(.phoneAndName) }
        doubts = []
        if let end = a.idSuffix, let otherEnd = b.idSuffix, end != otherEnd { doubts.append(.otherIdentity) }
        if let year = a.birthYear, let otherYear = b.birthYear, year != otherYear { doubts.append(.otherBirthYear) }
        if !samePlace { doubts.append(.otherTownship) }
        if !sameReading { doubts.append(.otherName) }
        if !one.households.isDisjoint(with: other.households) { doubts.append(.oneHousehold) }
    }

    /// Whether somebody should look at the two. In one township there are people of one name and one year: another end of the
    /// ID number says that they are two, unless they also share a telephone.
    package var isWorthLooking: Bool {
        !reasons.isEmpty && !(doubts.contains(.otherIdentity) && reasons == [.nameBirthAndPlace])
    }

    /// The greater, the likelier; for the order of a list.
    package var rank: Int { reasons.count - doubts.count }
}

extension NameReading {
    /// Whether two names sound alike: 陈玉珍 and 陈玉真. Names without a reading are alike when they are written alike.
    package static func agree(_ one: String, _ other: String) -> Bool {
        guard one != other else { return true }
        let reading = NameReading(of: one).whole
        return !reading.isEmpty && reading == NameReading(of: other).whole
    }
}
