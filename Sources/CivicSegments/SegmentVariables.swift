import CivicCRM
import CivicCore
import CivicDialplan

/// What rules may ask for, by name: the types for the compiler, the values of one citizen for the judge.
///
///     age                       whole years, as the year of birth gives them
///     language, township        as on the record
///     needs                     something is written down that an agent has to heed
///     household, role           people who live together; what the citizen is among them
///     open-cases, cases.pension open ones; all of one service
///     agreed.surveys            what the citizen agreed to and has not withdrawn
///     work, crop-insurance      facts of the file
///     segment.farmer            for entitlements alone: rules of segments do not lean on one another
enum SegmentVariables {
    static let age = "age"

    static func types(_ facts: [SegmentCatalogue.Fact], services: [String]) -> [String: DialplanType] {
        var types: [String: DialplanType] = [
            age: .number, "language": .text, "township": .text, "needs": .flag, "household": .number,
            "role": .oneOf(Set(HouseholdRole.allCases.map(\.rawValue))), "open-cases": .number,
        ]
        for service in services { types["cases.\(service)"] = .number }
        for purpose in ConsentPurpose.allCases { types["agreed.\(purpose.rawValue)"] = .flag }
        for fact in facts { types[fact.id] = fact.values.isEmpty ? .flag : .oneOf(Set(fact.words)) }
        return types
    }

    /// Words that no fact can be called by.
    static func isTaken(_ name: String) -> Bool {
        ["and", "or", "not", "in", "has", "true", "false"].contains(name) || types([], services: [])[name] != nil
    }

    static func value(_ name: String, of input: SegmentInput, segments: Set<String>, on day: LocalDate)
        -> DialplanValue
    {
        switch name {
        case age: return input.birthYear.map { .number(day.year - $0) } ?? .absent
        case "language": return .text(input.language)
        case "township": return input.township.isEmpty ? .absent : .text(input.township)
        case "needs": return .flag(input.hasNeeds)
        case "household": return .number(input.household)
        case "role": return input.role.map { .text($0.rawValue) } ?? .absent
        case "open-cases": return .number(input.openCases)
        default: break
        }
        if let service = name.after("cases.") { return .number(input.cases[service] ?? 0) }
        if let segment = name.after("segment.") { return .flag(segments.contains(segment)) }
        if let purpose = name.after("agreed.").flatMap(ConsentPurpose.init(rawValue:)) {
            guard let end = input.consents[purpose] else { return .flag(false) }
            return .flag(end.map { day <= $0 } ?? true)
        }
        guard let fact = input.facts[name], fact.holds(on: day) else { return .absent }
        switch fact.value {
        case SegmentCatalogue.Fact.flags[0]: return .flag(true)
        case SegmentCatalogue.Fact.flags[1]: return .flag(false)
        default: return .text(fact.value)
        }
    }

    /// A value as it stands beside a citizen: the year of birth in the place of the age, since that does not grow old.
    static func shown(_ name: String, of input: SegmentInput, segments: Set<String>, on day: LocalDate)
        -> (name: String, value: String)?
    {
        if name == age { return input.birthYear.map { ("born", String($0)) } }
        switch value(name, of: input, segments: segments, on: day) {
        case .text(let text): return (name, text)
        case .number(let number): return (name, String(number))
        case .flag(let flag): return (name, SegmentCatalogue.Fact.flags[flag ? 0 : 1])
        case .date, .time, .absent: return nil
        }
    }
}

extension String {
    fileprivate func after(_ prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
