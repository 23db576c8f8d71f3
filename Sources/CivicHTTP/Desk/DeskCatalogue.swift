/// The words that the desk offers to choose from: services, units, queues, wrap-up codes and reasons.
package struct DeskCatalogue: Codable, Equatable, Sendable {
    /// An id and its name in the two languages of the page.
    package struct Entry: Codable, Equatable, Identifiable, Sendable {
        package var id: String
        package var zh: String
        package var en: String

        package init(id: String, zh: String, en: String) {
            self.id = id
            self.zh = zh
            self.en = en
        }
    }

    /// A service that a case can be opened for.
    package struct Service: Codable, Equatable, Identifiable, Sendable {
        package var id: String
        package var zh: String
        package var en: String
        /// The unit that handles it, by id.
        package var unit: String
        /// What the agent asks the citizen for this service, in order.
        package var asks: [Question]
        /// Who is entitled to it, and what is said to them; nil where nobody is told by the record.
        package var offer: Offer?

        package init(id: String, zh: String, en: String, unit: String, asks: [Question] = []) {
            self.id = id
            self.zh = zh
            self.en = en
            self.unit = unit
            self.asks = asks
        }
    }

    /// What an agent says to somebody who is entitled to a service.
    package struct Offer: Codable, Equatable, Sendable {
        package var say: Question
        /// What the rule means.
        package var reason: Question

        package init(say: Question, reason: Question) {
            self.say = say
            self.reason = reason
        }
    }

    /// A fact that may be written down of a citizen.
    package struct Fact: Codable, Equatable, Identifiable, Sendable {
        package var id: String
        package var zh: String
        package var en: String
        /// Empty for a fact that is so or is not.
        package var values: [Entry]

        package init(id: String, zh: String, en: String, values: [Entry]) {
            self.id = id
            self.zh = zh
            self.en = en
            self.values = values
        }
    }

    /// One question of a service's guide.
    package struct Question: Codable, Equatable, Sendable {
        package var zh: String
        package var en: String

        package init(zh: String, en: String) {
            self.zh = zh
            self.en = en
        }
    }

    /// The hotline itself; `id` is the number that citizens dial.
    package var hotline: Entry
    package var services: [Service]
    package var units: [Entry]
    /// Ids of the units that can be called.
    package var unitsWithPhone: [String] = []
    package var queues: [Entry]
    package var segments: [Entry] = []
    package var facts: [Fact] = []
    package var wrapUpCodes: [Entry]
    package var notReadyReasons: [Entry]

    package init(
        hotline: Entry, services: [Service], units: [Entry], queues: [Entry],
        wrapUpCodes: [Entry] = DeskCatalogue.standardWrapUpCodes,
        notReadyReasons: [Entry] = DeskCatalogue.standardNotReadyReasons
    ) {
        self.hotline = hotline
        self.services = services
        self.units = units
        self.queues = queues
        self.wrapUpCodes = wrapUpCodes
        self.notReadyReasons = notReadyReasons
    }

    /// The codes that ``WrapUp`` speaks of.
    package static let standardWrapUpCodes = [
        Entry(id: "solved-on-call", zh: "当场解决", en: "Solved on call"),
        Entry(id: "information-given", zh: "已答复咨询", en: "Information given"),
        Entry(id: "case-opened", zh: "已立工单", en: "Case opened"),
        Entry(id: "case-updated", zh: "已补充工单", en: "Case updated"),
        Entry(id: "wrong-number", zh: "打错电话", en: "Wrong number"),
        Entry(id: "nuisance", zh: "骚扰电话", en: "Nuisance call"),
        Entry(id: "other", zh: "其他", en: "Other"),
    ]

    package static let standardNotReadyReasons = [
        Entry(id: "break", zh: "小休", en: "Break"),
        Entry(id: "lunch", zh: "用餐", en: "Lunch"),
        Entry(id: "training", zh: "培训", en: "Training"),
        Entry(id: "admin", zh: "处理文书", en: "Paperwork"),
    ]
}
