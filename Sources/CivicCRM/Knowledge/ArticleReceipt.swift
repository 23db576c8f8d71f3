package import CivicCore
package import Foundation

/// That somebody was told an article: which version, how, and of what was read out how much was heard. Table `article_receipt`.
package struct ArticleReceipt: Codable, Equatable, Sendable {
    package var article: String
    package var version: Int
    package var channel: ArticleChannel
    /// nil where it was told without a call.
    package var conversation: ConversationReference?
    /// The case that it answers.
    package var caseId: Int64?
    /// Of the call, or to which it was sent; nil when withheld.
    package var numberKey: String?
    package var email: String?
    /// nil where nobody was found.
    package var citizenId: Int64?
    package var language: Language
    /// Who told it: a sign-in name, or `system` for the dialplan.
    package var by: String
    package var at: Date
    package var parts: Int
    /// Parts that were heard to their end; all of them where a person told it.
    package var heard: Int
    package var seconds: Int
    /// The row of the recall that it is the end of, in a call that the hotline makes for it.
    package var recallPerson: Int64?

    package init(
        article: String, version: Int, channel: ArticleChannel = .speech, conversation: ConversationReference?,
        caseId: Int64? = nil, numberKey: String?, email: String? = nil, citizenId: Int64?, language: Language,
        by: String = "system", at: Date, parts: Int, heard: Int, seconds: Int,
        recallPerson: Int64? = nil
    ) {
        self.article = article
        self.version = version
        self.channel = channel
        self.conversation = conversation
        self.caseId = caseId
        self.numberKey = numberKey
        self.email = email
        self.citizenId = citizenId
        self.language = language
        self.by = by
        self.at = at
        self.parts = parts
        self.heard = heard
        self.seconds = seconds
        self.recallPerson = recallPerson
    }
}
