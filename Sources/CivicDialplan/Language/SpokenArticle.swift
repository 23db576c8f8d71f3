package import CivicCore

/// A knowledge article as plans know it: what is read out, in which parts, and until when.
package struct SpokenArticle: Hashable, Sendable {
    package var id: String
    /// Grows with every change of the text; a receipt names it.
    package var version: Int
    /// Prompts, in the order in which they are read.
    package var parts: [String]
    /// After this day it is not read any more.
    package var lastDay: LocalDate

    /// In a plan of the hotline's own calls: the article that the call is about, which is known when it is made.
    package static let ofOwnCall = SpokenArticle(
        id: "recalled", version: 1, parts: ["recall-text"],
        lastDay: LocalDate(year: 2099, month: 12, day: 31) ?? LocalDate(dayNumber: 0))

    package init(id: String, version: Int, parts: [String], lastDay: LocalDate) {
        self.id = id
        self.version = version
        self.parts = parts
        self.lastDay = lastDay
    }
}

extension Plan {
    /// The plan with an article in the place of ``SpokenArticle/ofOwnCall``.
    package func reading(_ article: SpokenArticle) -> Plan {
        var plan = self
        for index in steps.indices {
            guard case .answer(var answer) = steps[index].action, answer.article.id == SpokenArticle.ofOwnCall.id else {
                continue
            }
            answer.article = article
            plan.steps[index].action = .answer(answer)
        }
        return plan
    }
}
