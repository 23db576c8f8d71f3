package import CivicCore
package import Foundation

/// A piece of knowledge that callers may have read out to them, from `config/articles.yaml`.
package struct Article: Equatable, Identifiable, Sendable {
    package var id: String
    /// Grows with every change of the text, so that a receipt says what exactly a citizen was told.
    package var version: Int
    package var names: [Language: String]
    /// Id of `config/units.yaml`: who answers for it.
    package var unit: String
    /// Ids of `config/services.yaml` that it is about.
    package var services: [String]
    /// By when the unit looks at it again.
    package var reviewBy: LocalDate
    /// After this day it is not read out.
    package var lastDay: LocalDate
    /// What is said, part by part, with as many parts in every language.
    package var parts: [Language: [String]]

    package init(
        id: String, version: Int, names: [Language: String], unit: String, services: [String], reviewBy: LocalDate,
        lastDay: LocalDate, parts: [Language: [String]]
    ) {
        self.id = id
        self.version = version
        self.names = names
        self.unit = unit
        self.services = services
        self.reviewBy = reviewBy
        self.lastDay = lastDay
        self.parts = parts
    }

    package var partCount: Int { parts.values.map(\.count).max() ?? 0 }

    /// The recording of a part, from 1. The version is in its name, so no old recording is played for a new text.
    package func prompt(part: Int) -> String { "article.\(id).\(version).\(part)" }
}

/// That an article was read to somebody, and how much of it was heard. Table `article_receipt`.
package struct ArticleReceipt: Equatable, Sendable {
    package var article: String
    package var version: Int
    package var conversation: ConversationReference
    /// Of the call; nil when withheld.
    package var numberKey: String?
    /// nil where nobody was found.
    package var citizenId: Int64?
    package var language: Language
    package var at: Date
    package var parts: Int
    /// Parts that were heard to their end.
    package var heard: Int
    package var seconds: Int

    package init(
        article: String, version: Int, conversation: ConversationReference, numberKey: String?, citizenId: Int64?,
        language: Language, at: Date, parts: Int, heard: Int, seconds: Int
    ) {
        self.article = article
        self.version = version
        self.conversation = conversation
        self.numberKey = numberKey
        self.citizenId = citizenId
        self.language = language
        self.at = at
        self.parts = parts
        self.heard = heard
        self.seconds = seconds
    }
}
