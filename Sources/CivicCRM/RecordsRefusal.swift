/// Why the citizens' record refused a wish; `description` is for the agent to read.
package enum RecordsRefusal: Error, Equatable, Sendable {
    case unknownCitizen(Int64)
    case unknownCase(Int64)
    case unknownCaseNumber(CaseNumber)
    case unknownContact(Int64)
    case unknownPlace(Int64)
    /// Not in `config/services.yaml`; with the nearest name there.
    case unknownService(String, nearest: String?)
    case forbiddenChange(from: CaseState, to: CaseState)
    /// Characters.
    case tooLong(field: String, limit: Int)
    /// All 10,000,000 case numbers are given out.
    case numbersExhausted
}

extension RecordsRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownCitizen(let id): "no citizen has the id \(id)"
        case .unknownCase(let id): "no case has the id \(id)"
        case .unknownCaseNumber(let number): "no case has the number \(number); look at it again"
        case .unknownContact(let id): "no contact has the id \(id)"
        case .unknownPlace(let id): "no place in line has the id \(id)"
        case .unknownService(let id, let nearest):
            "no service is called '\(id)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        case .forbiddenChange(let from, let to):
            from.nextByHand.isEmpty
                ? "a case that is \(from.rawValue) cannot become \(to.rawValue) by hand"
                : "a case that is \(from.rawValue) cannot become \(to.rawValue); it can become "
                    + CaseState.allCases.filter(from.nextByHand.contains).map(\.rawValue).joined(separator: " or ")
        case .tooLong(let field, let limit): "\(field) is longer than \(limit) characters; shorten it"
        case .numbersExhausted: "all case numbers are given out"
        }
    }
}
