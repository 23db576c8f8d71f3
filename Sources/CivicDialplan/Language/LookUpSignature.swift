/// What a named data source takes and gives, so that its use can be checked before a call needs it.
package struct LookUpSignature: Sendable, Equatable {
    /// Every one of them is to be given.
    package var arguments: [String: DialplanType]
    /// Set when the outcome is "found".
    package var fields: [String: DialplanType]
    /// Fields that a step uses by itself and that no variable shows: what tells the kind of a person can be in no condition,
    /// and so can put nobody behind another in line.
    package var ownFields: [String: DialplanType]
    /// Fields that tell something of a person or a case, so that nobody but the caller concerned may hear them.
    package var personal: Set<String>
    /// Whether "found" proves who the caller is. A look-up that takes the argument `proof` does so in any case.
    package var verifies: Bool
    /// The step that asks it, where plans may not do so by a `look-up` of their own.
    package var askedBy: StepWord?

    package init(
        arguments: [String: DialplanType], fields: [String: DialplanType],
        ownFields: [String: DialplanType] = [:], personal: Set<String> = [], verifies: Bool = false,
        askedBy: StepWord? = nil
    ) {
        self.arguments = arguments
        self.fields = fields
        self.ownFields = ownFields
        self.personal = personal
        self.verifies = verifies
        self.askedBy = askedBy
    }

    /// The argument that proves who the caller is.
    package static let proof = "proof"

    /// Where a case stands, as look-ups spell it.
    package static let caseStates: Set = ["received", "dispatched", "in-work", "answered", "closed"]

    /// Why others open a file, as look-ups spell it.
    package static let openingGrounds: Set = [
        "live-call", "vouched", "assigned", "filed-it", "caller-asks", "follow-up", "writing", "correction", "check",
        "other",
    ]

    /// What the citizen's own cases say of why they call, as look-ups spell it.
    package static let likely: Set = ["answered", "due", "open"]

    private static let caseFields: [String: DialplanType] = [
        "case": .text, "state": .oneOf(caseStates), "due": .date, "updated": .date, "unit": .text,
    ]

    private static let relayFields: [String: DialplanType] = [
        "answer": .oneOf(["now", "later", "otherwise"]), "from": .date,
    ]

    /// The sources of the citizens' record.
    package static let hotline: [String: LookUpSignature] = [
        "caller": LookUpSignature(
            arguments: ["number": .text],
            fields: [
                "candidates": .number, "known": .flag, "open-cases": .number, "language": .text, "citizen": .number,
                "confidence": CallerConfidence.type, "likely": .oneOf(likely),
            ], ownFields: ["township": .text, "elderly": .flag], personal: ["citizen", "open-cases", "likely"]),
        "household-member": LookUpSignature(
            arguments: ["number": .text, "birth-year": .text], fields: ["citizen": .number, "likely": .oneOf(likely)],
            ownFields: ["elderly": .flag], personal: ["citizen", "likely"]),
        "case-status": LookUpSignature(
            arguments: ["number": .text, "proof": .text], fields: caseFields, personal: Set(caseFields.keys),
            verifies: true),
        // Who else opened the file of the citizen who is proven, and why.
        "file-openings": LookUpSignature(
            arguments: ["case": .text],
            fields: [
                "count": .number, "first": .oneOf(openingGrounds), "first-at": .date,
                "second": .oneOf(openingGrounds), "second-at": .date, "third": .oneOf(openingGrounds),
                "third-at": .date,
            ], personal: ["count", "first", "first-at", "second", "second-at", "third", "third-at"]),
        // The case with news, else the newest that is open, else the newest; of nobody but who has given proof in this call.
        "own-case": LookUpSignature(
            arguments: ["citizen": .number], fields: caseFields, personal: Set(caseFields.keys)),
        "citizen-proof": LookUpSignature(
            arguments: ["citizen": .number, "proof": .text], fields: [:], verifies: true, askedBy: .verify),
        AnnounceSurgeStep.source: LookUpSignature(
            arguments: ["plan": .text, "language": .text], fields: [AnnounceSurgeStep.field: .text],
            askedBy: .announceSurge),
        "dispute-case": LookUpSignature(arguments: ["case": .text], fields: [:], askedBy: .disputeCase),
        "agree-case": LookUpSignature(arguments: ["case": .text], fields: [:], askedBy: .agreeCase),
        // What the hotline calls about; in other calls nothing is found.
        "return-visit": LookUpSignature(
            arguments: [:], fields: ["case": .text, "opened": .date, "answered": .date, "unit": .text],
            personal: ["case", "unit"]),
        "return-visit-wish": LookUpSignature(arguments: ["wish": .oneOf(["later", "wrong-person"])], fields: [:]),
        // The day on which somebody was told what was wrong; in other calls nothing is found.
        "recall": LookUpSignature(arguments: [:], fields: ["told": .date]),
        "recall-wish": LookUpSignature(arguments: ["wish": .oneOf(["later", "wrong-person"])], fields: [:]),
        // The citizen of a case, for a unit that may call: by leave of the page that made the call, or by a code.
        "relay-call": LookUpSignature(arguments: [:], fields: relayFields, askedBy: .relay),
        "relay": LookUpSignature(arguments: ["code": .text], fields: relayFields, askedBy: .relay),
        "call-back-ways": LookUpSignature(
            arguments: ["times": .number], fields: ["number": .text, "first": .date, "second": .date],
            askedBy: .callBack),
        "call-back": LookUpSignature(arguments: ["number": .text], fields: [:], askedBy: .callBack),
        "call-back-at": LookUpSignature(
            arguments: ["number": .text, "at": .date], fields: [:], askedBy: .callBack),
    ]
}
