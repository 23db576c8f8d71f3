import CivicCore
import Foundation

/// Articles by the words that people say: 老人补贴怎么领, "cow insurance money".
///
/// Chinese has no breaks between words, so it is found by every two characters in a row; other scripts by words without their
/// endings. A term counts the more, the fewer articles have it (the inverse document frequency of Okapi BM25) and the better its
/// place is:
///
///     everyday words, name    4
///     short text, services    2
///     parts, written text     1
///
/// Names are found by how they are typed with Latin letters as well: `yanglaojin`.
package struct ArticleIndex: Sendable {
    private struct Posting: Sendable {
        var article: Int
        /// Of the best place that it has there.
        var weight: Float
    }

    private let articles: [Article]
    private let postings: [String: [Posting]]
    /// Readings of names, sorted.
    private let readings: [(reading: String, article: Int)]

    /// Of the best hit; what scores less is not shown.
    private static let least: Float = 0.3
    /// Characters of a question that are looked at.
    private static let longestQuestion = 200

    /// - Parameter serviceNames: by id, so that an article is found by what it is about.
    package init(_ articles: [Article], serviceNames: [String: [String]] = [:]) {
        self.articles = articles
        var postings: [String: [Posting]] = [:]
        var readings: [(String, Int)] = []
        for (index, article) in articles.enumerated() {
            for (term, weight) in Self.weights(article, serviceNames) {
                postings[term, default: []].append(Posting(article: index, weight: weight))
            }
            readings += ([article.name(in: .mandarin)] + article.words)
                .map { (NameReading(of: $0).whole, index) }.filter { !$0.0.isEmpty }
        }
        self.postings = postings
        self.readings = readings.sorted { $0.0 < $1.0 }
    }

    private static func weights(_ article: Article, _ serviceNames: [String: [String]]) -> [String: Float] {
        var best: [String: Float] = [:]
        func add(_ texts: some Sequence<String>, _ weight: Float) {
            for text in texts { for term in terms(of: text) { best[term] = max(best[term] ?? 0, weight) } }
        }
        add(article.words, 4)
        add(article.names.values, 4)
        add(article.services.flatMap { serviceNames[$0] ?? [] }, 2)
        add(article.short.values, 2)
        add(article.parts.values.joined(), 1)
        add(article.written.values, 1)
        return best
    }

    /// The best first; at most `limit`.
    package func find(_ question: String, limit: Int) -> [Article] {
        let question = String(question.prefix(Self.longestQuestion))
        var scores: [Int: Float] = [:]
        for term in Set(Self.terms(of: Self.withoutQuestion(question))) {
            guard let found = postings[term] else { continue }
            let having = Float(found.count) + 0.5
            let lacking = Float(articles.count - found.count) + 0.5
            let rarity = log(1 + lacking / having)
            for posting in found { scores[posting.article, default: 0] += rarity * posting.weight }
        }
        if let typed = NameReading.typed(question), typed.utf8.count >= 2 {
            let weight = log(1 + Float(articles.count)) * 4
            for index in typedAs(typed) { scores[index, default: 0] += weight }
        }
        let bar = (scores.values.max() ?? 0) * Self.least
        let hits = scores.filter { $0.value >= bar }.sorted { one, other in
            one.value == other.value ? one.key < other.key : one.value > other.value
        }
        return hits.prefix(max(limit, 0)).map { articles[$0.key] }
    }

    /// Articles with a name that begins so.
    private func typedAs(_ letters: String) -> Set<Int> {
        var low = 0
        var high = readings.count
        while low < high {
            let middle = (low + high) / 2
            if readings[middle].reading < letters { low = middle + 1 } else { high = middle }
        }
        return Set(readings[low...].prefix { $0.reading.hasPrefix(letters) }.prefix(100).map(\.article))
    }

    // MARK: Terms

    /// What a question has around its matter; it is in every article, or in none.
    private static let askingWords = [
        "请问一下", "请问", "我想问", "我想", "我要", "怎么样", "怎么办", "怎么", "怎样", "如何", "什么时候", "什么", "哪里", "哪儿",
        "多少", "可以", "能不能", "能", "需要", "吗", "呢", "啊", "吧", "的", "了", "么",
    ]
    private static let stopWords: Set<String> = [
        "a", "about", "an", "and", "any", "are", "at", "be", "can", "do", "does", "for", "from", "get", "how", "i",
        "in", "is",
        "it", "me", "my", "of", "on", "or", "our", "the", "to", "we", "what", "when", "where", "who", "with", "you",
        "your",
    ]

    private static func withoutQuestion(_ text: String) -> String {
        askingWords.reduce(text) { $0.replacing($1, with: " ") }
    }

    /// Pairs of characters, and words without their endings.
    static func terms(of text: String) -> [String] {
        var terms: [String] = []
        var before: Character?
        var word = ""
        func endWord() {
            guard !word.isEmpty else { return }
            let folded = word.folding(
                options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil
            ).lowercased()
            if !stopWords.contains(folded) { terms.append(stem(folded)) }
            word = ""
        }
        for character in text {
            if character.isHan {
                endWord()
                if let before { terms.append(String([before, character])) }
                before = character
            } else {
                before = nil
                if character.isLetter || character.isNumber { word.append(character) } else { endWord() }
            }
        }
        endWord()
        return terms
    }

    /// English endings, as roughly as a search needs: `renewing`, `renewed` and `renews` are `renew`.
    private static func stem(_ word: String) -> String {
        for ending in ["ing", "ies", "ed", "s"] where word.hasSuffix(ending) && word.count - ending.count >= 3 {
            return String(word.dropLast(ending.count)) + (ending == "ies" ? "y" : "")
        }
        return word
    }
}
