/// The case that a citizen who calls is likely to want to hear of, by the rules that `/insight` measures: one that was answered
/// in the last 14 days, else one that is due, else one that is open.
package struct LikelyMatter: Equatable, Sendable {
    package enum News: String, CaseIterable, Sendable {
        case answered, due, open
    }

    package let news: News
    package let number: CaseNumber

    package init(news: News, number: CaseNumber) {
        self.news = news
        self.number = number
    }
}
