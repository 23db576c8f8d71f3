package import CivicCore

/// A piece of knowledge: what the hotline tells about one thing, in every language and for every channel.
///
///     parts      read out, part by part              speech
///     short      what fits a text message            sms
///     written    what is read                        email, letter, web; the parts where it is empty
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
    /// After this day nobody is told it.
    package var lastDay: LocalDate
    /// What is said, part by part, with as many parts in every language.
    package var parts: [Language: [String]]
    package var short: [Language: String]
    package var written: [Language: String]
    /// Words of everyday that people look for it by: 老年证, cow insurance.
    package var words: [String]
    /// That somebody asked is nobody else's to know: the hotline never speaks it into a telephone by itself.
    package var isPrivate: Bool

    package init(
        id: String, version: Int, names: [Language: String], unit: String, services: [String], reviewBy: LocalDate,
        lastDay: LocalDate, parts: [Language: [String]], short: [Language: String] = [:],
        written: [Language: String] = [:], words: [String] = [], isPrivate: Bool = false
    ) {
        self.id = id
        self.version = version
        self.names = names
        self.unit = unit
        self.services = services
        self.reviewBy = reviewBy
        self.lastDay = lastDay
        self.parts = parts
        self.short = short
        self.written = written
        self.words = words
        self.isPrivate = isPrivate
    }

    package var partCount: Int { parts.values.map(\.count).max() ?? 0 }

    /// The recording of a part, from 1. The version is in its name, so no old recording is played for a new text.
    package func prompt(part: Int) -> String { "article.\(id).\(version).\(part)" }

    package func name(in language: Language) -> String {
        names[language] ?? names[.mandarin] ?? names[.english] ?? id
    }

    /// Whether anybody may be told it on a day.
    package func isTold(on day: LocalDate) -> Bool { day <= lastDay }
}

/// How somebody is told an article.
package enum ArticleChannel: String, Codable, CaseIterable, Sendable {
    case speech, sms, email, letter, web
}

extension Article {
    /// Characters of a text message; five parts of one, in which Chinese takes 67 each (3GPP TS 23.040).
    package static let longestShort = 335

    /// The article as it is told by a channel; nil where it has no text that fits it.
    package func text(for channel: ArticleChannel, in language: Language) -> String? {
        guard let spoken = parts[language] else { return nil }
        switch channel {
        case .speech: return spoken.joined(separator: "\n")
        case .sms:
            if let short = short[language] { return short }
            let whole = spoken.joined(separator: language == .mandarin ? "" : " ")
            return whole.count <= Self.longestShort ? whole : nil
        case .email, .letter, .web:
            return name(in: language) + "\n\n" + (written[language] ?? spoken.joined(separator: "\n\n"))
        }
    }

    /// What somebody has to do about it, the most pressing first.
    package enum Need: Int, Comparable, Sendable {
        case expired, review, soon, nothing

        package static func < (one: Need, other: Need) -> Bool { one.rawValue < other.rawValue }
    }

    /// Days before a review or an end that somebody is told of it.
    private static let notice = 30

    package func need(on day: LocalDate) -> Need {
        if lastDay < day { return .expired }
        if reviewBy < day { return .review }
        return min(reviewBy, lastDay) < day.adding(days: Self.notice) ? .soon : .nothing
    }
}
