package import Foundation

/// One prompt in one language, as the studio shows it.
package struct PromptRow: Codable, Equatable, Sendable {
    package var name: PromptName
    /// Its place in the catalogue, from 1; the booth says it.
    package var number: Int
    /// `sentence`, `word`, `music` or `tone`.
    package var kind: String
    /// Where it is used, in the words of the catalogue.
    package var used: String
    package var text: String
    package var textHash: String
    /// Plans that may say it.
    package var plans: [String]
    /// Of the file that callers hear; `nil` where there is none.
    package var hash: String?
    package var seconds: Double?
    /// Active speech level in dBFS (ITU-T P.56).
    package var level: Double?
    /// `quiet`, `loud`, `clipped`, `noisy`, `silent`.
    package var faults: [String]
    /// `file`, `upload`, `browser`, `phone` or `restored`.
    package var source: String?
    package var author: String?
    package var at: Date?
    /// The recording says an earlier text.
    package var isStale: Bool
    /// What it says instead.
    package var said: String?

    package init(
        name: PromptName, number: Int, kind: String, used: String, text: String, textHash: String, plans: [String]
    ) {
        self.name = name
        self.number = number
        self.kind = kind
        self.used = used
        self.text = text
        self.textHash = textHash
        self.plans = plans
        faults = []
        isStale = false
    }
}

/// All prompts, and what the page has to know beside them.
package struct PromptList: Codable, Equatable, Sendable {
    package var rows: [PromptRow]
    package var languages: [String]
    /// Of the active speech level, in dBFS, and how far from it is told.
    package var target: Double
    package var tolerance: Double
    /// Seconds.
    package var longest: Double
    /// What is dialled to reach the recording booth.
    package var booth: [String]

    package init(
        rows: [PromptRow], languages: [String], target: Double, tolerance: Double, longest: Double, booth: [String]
    ) {
        self.rows = rows
        self.languages = languages
        self.target = target
        self.tolerance = tolerance
        self.longest = longest
        self.booth = booth
    }
}

/// A recording that a prompt has had.
package struct PromptRecordingView: Codable, Equatable, Sendable {
    package var serial: Int
    package var hash: String
    package var said: String
    package var source: String
    package var author: String
    package var at: Date
    package var isLive: Bool
    /// Its sound is still there.
    package var isKept: Bool

    package init(
        serial: Int, hash: String, said: String, source: String, author: String, at: Date, isLive: Bool, isKept: Bool
    ) {
        self.serial = serial
        self.hash = hash
        self.said = said
        self.source = source
        self.author = author
        self.at = at
        self.isLive = isLive
        self.isKept = isKept
    }
}

/// What a prompt is like after a change.
package struct PromptOutcome: Codable, Equatable, Sendable {
    package var row: PromptRow
    /// What the dialplans' compiler says now and did not say before.
    package var findings: [String]

    package init(row: PromptRow, findings: [String] = []) {
        self.row = row
        self.findings = findings
    }
}

/// A PIN, shown once.
package struct BoothOpening: Codable, Equatable, Sendable {
    package var pin: String
    package var until: Date
    /// What is dialled.
    package var numbers: [String]

    package init(pin: String, until: Date, numbers: [String]) {
        self.pin = pin
        self.until = until
        self.numbers = numbers
    }
}
