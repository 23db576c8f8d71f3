import CivicYAML

/// `answer: pension-renewal`: a knowledge article is read out in parts, and a receipt says how much of it was heard.
///
///     prompt ─▶ part 1 ─▶ part 2 ─▶ … ─▶ `then`          1 reads a part again, # stops, another key goes on
///        └─ after its last day ─▶ `unavailable` ─▶ `expired`
package struct AnswerStep: Hashable, Sendable {
    package var article: SpokenArticle
    /// Said first: which keys there are.
    package var prompt: [SpokenItem]
    /// Said instead of an article that has expired.
    package var unavailable: [SpokenItem]
    package var then: StepID
    package var expired: StepID

    /// Reads the part once more.
    static let again: Character = "1"
    /// Stops the reading.
    static let stop: Character = "#"

    var exits: [Exit] {
        [Exit(cause: .then, target: then), Exit(cause: .outcome(Self.expiry), target: expired)]
    }

    static let expiry = "expired"
}

extension AnswerStep {
    init?(reading reader: inout StepReader) {
        let article = reader.article("answer")
        prompt = reader.optionalSpoken("prompt") ?? Self.standing("article-keys", &reader)
        unavailable = reader.optionalSpoken("unavailable") ?? Self.standing("article-expired", &reader)
        let then = reader.target("then")
        let expired = reader.target("expired")
        guard let article, let then, let expired else { return nil }
        self.article = article
        self.then = then
        self.expired = expired
    }

    /// What is said where the plan does not say.
    private static func standing(_ id: String, _ reader: inout StepReader) -> [SpokenItem] {
        guard reader.isSpoken(id, at: reader.yaml.value) else { return [] }
        return [SpokenItem(content: .prompt(NameTemplate(prefix: id, variable: nil, suffix: "")))]
    }
}

extension StepReader {
    fileprivate mutating func article(_ key: String) -> SpokenArticle? {
        let articles = scope.environment.articles
        guard let id = name(key, among: Set(articles.keys), "article", rule: "unknown-article"),
            let article = articles[id], let place = yaml.value[key]
        else { return nil }
        return article.parts.allSatisfy { isSpoken($0, at: place) } ? article : nil
    }
}
