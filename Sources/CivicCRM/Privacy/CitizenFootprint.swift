/// What the record holds of a citizen, counted, before somebody decides to erase it.
package struct CitizenFootprint: Equatable, Sendable {
    package var citizen: Citizen
    package var contacts: Int
    package var cases: Int
    /// Recordings and files of cases.
    package var files: Int
    /// Telephone numbers that nobody else has; they go.
    package var ownNumbers: Int
    /// Numbers that others have too; they stay with those.
    package var sharedNumbers: Int
    /// Consents, wishes, facts, segments, offers, rows of recalls, text messages.
    package var notes: Int
    package var holds: [LegalHold]
    /// What stands against an erasure; nil where nothing does.
    package var refusal: ErasureRefusal?

    package init(
        citizen: Citizen, contacts: Int, cases: Int, files: Int, ownNumbers: Int, sharedNumbers: Int, notes: Int,
        holds: [LegalHold], refusal: ErasureRefusal?
    ) {
        self.citizen = citizen
        self.contacts = contacts
        self.cases = cases
        self.files = files
        self.ownNumbers = ownNumbers
        self.sharedNumbers = sharedNumbers
        self.notes = notes
        self.holds = holds
        self.refusal = refusal
    }
}
