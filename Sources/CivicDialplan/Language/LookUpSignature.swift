/// What a named data source takes and gives, so that its use can be checked before a call needs it.
package struct LookUpSignature: Sendable, Equatable {
    /// Every one of them is to be given.
    package var arguments: [String: DialplanType]
    /// Set when the outcome is "found".
    package var fields: [String: DialplanType]

    package init(arguments: [String: DialplanType], fields: [String: DialplanType]) {
        self.arguments = arguments
        self.fields = fields
    }

    /// Where a case stands, as look-ups spell it.
    package static let caseStates: Set = ["received", "dispatched", "in-work", "answered", "closed"]

    /// The sources of the citizens' record.
    package static let hotline: [String: LookUpSignature] = [
        "caller": LookUpSignature(
            arguments: ["number": .text],
            fields: [
                "candidates": .number, "known": .flag, "open-cases": .number, "language": .text, "citizen": .number,
            ]),
        "household-member": LookUpSignature(
            arguments: ["number": .text, "birth-year": .text], fields: ["citizen": .number]),
        "case-status": LookUpSignature(
            arguments: ["number": .text, "proof": .text],
            fields: [
                "case": .text, "state": .oneOf(caseStates), "due": .date, "updated": .date, "unit": .text,
            ]),
    ]
}
