package import CivicCalls
package import Foundation

/// What is put in front of calls, and who puts it there; the daemon answers it for the page and for commands.
package protocol SurgeOffice: Sendable {
    func board() async -> SurgeBoard
    /// Puts a text in front, in the place of the one that its plan has, or plans it.
    ///
    /// - Throws: ``SurgeRefusal``
    func putInFront(_ wish: SurgeWish, by author: String) async throws -> SurgeNotice
    /// - Throws: ``SurgeRefusal/gone``, where it is not in front any more.
    func takeAway(_ id: Int64, by author: String) async throws
    /// Own words as callers would hear them, as a WAV file.
    func voice(_ words: String, in language: String) async throws -> Data
    /// A prepared text as callers hear it; `nil` where it has no recording.
    func sound(of text: String, in language: String) async -> Data?
}

/// What somebody wants to put in front.
package struct SurgeWish: Codable, Sendable, Equatable {
    /// A prepared text: `surge.flood`; `nil` for own words.
    package var text: String?
    /// Own words by the tag of the language.
    package var words: [String: String]?
    /// `nil` for every plan.
    package var plan: String?
    package var hours: Int
    /// Seconds since 1970 at which it is to begin; `nil` for now.
    package var from: Int?

    package init(
        text: String? = nil, words: [String: String]? = nil, plan: String? = nil, hours: Int, from: Int? = nil
    ) {
        self.text = text
        self.words = words
        self.plan = plan
        self.hours = hours
        self.from = from
    }

    /// How long a text may be in front; the longest is a week.
    package static let hours = 1...168
    package static let usualHours = 6
    /// Seconds from now at which the latest may begin: thirty days.
    package static let latest = 30 * 86_400
    /// Signs of own words in one language: a minute and a half, spoken.
    package static let longestWords = 400
}

/// All that the page shows.
package struct SurgeBoard: Codable, Sendable, Equatable {
    /// A text that is prepared.
    package struct Text: Codable, Sendable, Equatable, Identifiable {
        package var id: String
        package var words: [String: String]
        /// Tags of languages without a recording.
        package var silent: [String]

        package init(id: String, words: [String: String], silent: [String]) {
            self.id = id
            self.words = words
            self.silent = silent
        }
    }

    /// A plan, and whether its callers are told anything.
    package struct Plan: Codable, Sendable, Equatable {
        package var name: String
        package var announces: Bool
        package var languages: [String]

        package init(name: String, announces: Bool, languages: [String]) {
            self.name = name
            self.announces = announces
            self.languages = languages
        }
    }

    package var active: [SurgeNotice]
    /// What will be in front, the next one first.
    package var planned: [SurgeNotice]
    package var texts: [Text]
    package var plans: [Plan]
    /// Tags of languages that the house can speak own words in.
    package var voices: [String]

    package init(
        active: [SurgeNotice], planned: [SurgeNotice] = [], texts: [Text], plans: [Plan], voices: [String]
    ) {
        self.active = active
        self.planned = planned
        self.texts = texts
        self.plans = plans
        self.voices = voices
    }
}

/// Why nothing was put in front, or taken away.
package enum SurgeRefusal: Error, Equatable, Sendable {
    case unknownText(String)
    case unknownPlan(String)
    /// No plan that is meant has a step `announce-surge`.
    case notAnnounced
    /// Own words are missing in these languages.
    case missingWords([String])
    case tooLong(language: String)
    case hours
    /// It is to begin in the past, or too far ahead.
    case beginning
    /// The house has no voice for the language.
    case noVoice(String)
    /// The voice has made nothing that can be played.
    case voiceFailed(String)
    /// Its recordings are missing in these languages.
    case silent([String])
    case gone
}
