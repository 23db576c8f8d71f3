package import CivicCore
package import Foundation

/// A text that somebody is to get by e-mail.
package struct Letter: Equatable, Sendable {
    /// The case that it is about, where what became of it is shown.
    package var caseId: Int64?
    package var recipient: MailAddress
    package var subject: String
    package var text: String
    /// The message that it answers, `<…@…>`.
    package var inReplyTo: String?

    package init(caseId: Int64?, recipient: MailAddress, subject: String, text: String, inReplyTo: String? = nil) {
        self.caseId = caseId
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.inReplyTo = inReplyTo
    }
}

/// The way out for everybody who has something to tell by e-mail.
package protocol OutgoingMail: Sendable {
    /// Returns once it is durable; it is sent, and sent again, until the server takes it or refuses it for good.
    func post(_ letter: Letter, at now: Date) async throws
}

/// A letter that waits to be sent.
package struct OwedLetter: Equatable, Identifiable, Sendable {
    package var id: Int64
    package var letter: Letter
    /// The part of its `Message-ID` before the `@`.
    package var reference: String
    package var at: Date
    /// How often it was tried.
    package var attempts: Int

    package init(id: Int64, letter: Letter, reference: String, at: Date, attempts: Int) {
        self.id = id
        self.letter = letter
        self.reference = reference
        self.at = at
        self.attempts = attempts
    }

    /// How long after a failed attempt the next one is due, in seconds; `nil` once four days are over (RFC 5321 §4.5.4.1).
    package func pause(at now: Date) -> Double? {
        guard now.timeIntervalSince(at) < 4 * 86_400 else { return nil }
        let pauses = [60.0, 300, 900, 3_600]
        return attempts < pauses.count ? pauses[attempts] : 14_400
    }
}

/// What became of an attempt to send a letter.
package enum LetterOutcome: Equatable, Sendable {
    case sent
    /// Until then.
    case later(Date)
    /// It stands in the case's history, by its word: `undeliverable` or `given-up`.
    case failed(String)
}

/// What fetching and sending mail asks of the record; `CivicStore` answers it.
package protocol MailBook: OutgoingMail, FilingBook {
    /// Due now, the oldest first.
    func owedLetters(at now: Date, limit: Int) async throws -> [OwedLetter]
    func note(_ outcome: LetterOutcome, ofLetter id: Int64, at now: Date) async throws
    /// A report that a letter came back.
    ///
    /// - Returns: whether it is one of ours.
    func cameBack(_ reference: String, at now: Date) async throws -> Bool
    /// The case that a mark in a subject or a message id belongs to, when its holder writes from the address that got it.
    func caseNumber(ofMark mark: String, from sender: MailAddress) async throws -> CaseNumber?
    /// Whether this very message became a matter before.
    func hasFiled(_ submission: Submission) async throws -> Bool
    /// How many matters came by e-mail from an address since an instant.
    func filings(from sender: MailAddress, since: Date) async throws -> Int
    /// Whether an address was sent such a letter since an instant.
    func hasLetter(to recipient: MailAddress, subject: String, since: Date) async throws -> Bool
}
