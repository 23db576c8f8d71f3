package import Foundation

/// A text message that somebody is to get.
package struct TextMessage: Equatable, Sendable {
    /// The case that it is about, where what became of it is shown.
    package var caseId: Int64?
    /// Key of the number.
    package var numberKey: String
    package var text: String

    package init(caseId: Int64?, numberKey: String, text: String) {
        self.caseId = caseId
        self.numberKey = numberKey
        self.text = text
    }
}

/// A text message that waits to be sent.
package struct OwedText: Equatable, Identifiable, Sendable {
    package var id: Int64
    /// The same at every attempt, so that a gateway sends it once.
    package var key: String
    package var message: TextMessage
    package var at: Date
    /// How often it was tried.
    package var attempts: Int

    package init(id: Int64, key: String, message: TextMessage, at: Date, attempts: Int) {
        self.id = id
        self.key = key
        self.message = message
        self.at = at
        self.attempts = attempts
    }

    /// Seconds from a failed attempt to the next; nil once a day is over, since a text is for now.
    package func pause(at now: Date) -> Double? {
        guard now.timeIntervalSince(at) < 86_400 else { return nil }
        let pauses = [15.0, 60, 300, 900]
        return attempts < pauses.count ? pauses[attempts] : 3_600
    }
}

/// What became of an attempt to send a text message.
package enum TextOutcome: Equatable, Sendable {
    case sent
    /// Until then.
    case later(Date)
    case failed
}

/// The book of text messages; `CivicStore` keeps it.
package protocol TextBook: Sendable {
    /// Returns once it is durable.
    func post(_ message: TextMessage, at now: Date) async throws
    /// An article by text message, with its receipt in the same transaction.
    func post(_ message: TextMessage, with receipt: ArticleReceipt, at now: Date) async throws
    /// Due now, the oldest first.
    func owedTexts(at now: Date, limit: Int) async throws -> [OwedText]
    func note(_ outcome: TextOutcome, ofText id: Int64, at now: Date) async throws
}
