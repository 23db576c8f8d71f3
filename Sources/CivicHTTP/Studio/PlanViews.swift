package import CivicCore
package import Foundation

/// One version of a dialplan, as pages and commands show it.
package struct PlanVersionView: Codable, Equatable, Sendable {
    package var plan: String
    /// Counts up by one for each plan, from 1.
    package var serial: Int
    /// SHA-256 of the text, in hexadecimal.
    package var hash: String
    package var author: String
    package var note: String
    package var at: Date
    /// Serial of the version that it was edited from.
    package var base: Int?
    package var isLive: Bool
    package var isDraft: Bool

    package init(
        plan: String, serial: Int, hash: String, author: String, note: String, at: Date, base: Int?, isLive: Bool,
        isDraft: Bool
    ) {
        self.plan = plan
        self.serial = serial
        self.hash = hash
        self.author = author
        self.note = note
        self.at = at
        self.base = base
        self.isLive = isLive
        self.isDraft = isDraft
    }
}

/// A plan in use: the numbers that it answers and the version that new calls walk through.
package struct PlanView: Codable, Equatable, Sendable {
    package var name: String
    package var file: String
    package var answers: [String]
    package var steps: Int
    package var live: PlanVersionView
    /// Serial of what is being worked on, where there is such.
    package var draft: Int?

    package init(
        name: String, file: String, answers: [String], steps: Int, live: PlanVersionView, draft: Int?
    ) {
        self.name = name
        self.file = file
        self.answers = answers
        self.steps = steps
        self.live = live
        self.draft = draft
    }
}

/// What the compiler found at one place.
package struct PlanFinding: Codable, Equatable, Sendable {
    package var file: String
    /// From 1; 0 when the whole file is meant.
    package var line: Int
    package var column: Int
    /// `error`, `warning` or `note`.
    package var severity: String
    package var message: String
    package var suggestion: String?
    package var rule: String
    /// A call that shows it, line by line.
    package var example: [String]
    /// `file:line:column: error: …`, as `civicline check` prints it.
    package var text: String

    package init(_ diagnostic: Diagnostic) {
        file = diagnostic.file
        line = diagnostic.line
        column = diagnostic.column
        severity = diagnostic.severity.rawValue
        message = diagnostic.message
        suggestion = diagnostic.suggestion
        rule = diagnostic.rule
        example = diagnostic.example
        text = "\(diagnostic)"
    }
}

/// How a change of what is live went.
package struct PlanOutcome: Codable, Equatable, Sendable {
    /// One plan whose live version is another now.
    package struct Change: Codable, Equatable, Sendable {
        package var plan: String
        package var before: Int?
        package var after: Int

        package init(plan: String, before: Int?, after: Int) {
            self.plan = plan
            self.before = before
            self.after = after
        }
    }

    package enum Refusal: String, Codable, Sendable {
        /// The compiler found errors; they are in `findings`.
        case faulty
        /// Somebody else was faster.
        case changedMeanwhile = "changed-meanwhile"
        case unknownPlan = "unknown-plan"
        case unknownVersion = "unknown-version"
        /// The text is what is live already.
        case nothingNew = "nothing-new"
        /// The text is that of another plan.
        case otherPlan = "other-plan"
        case tooLong = "too-long"
        /// The disk, or the rights of the file.
        case cannotWrite = "cannot-write"
        case badName = "bad-name"
        /// A plan or a file is called so already.
        case nameTaken = "name-taken"
        /// The configuration names dialplans one by one, so that there is no place for a new one.
        case noFolder = "no-folder"
        /// It takes two persons, and there is no request for it.
        case twoPersons = "two-persons"
        case unknownRequest = "unknown-request"
        /// Nobody approves what they asked for themselves.
        case ownRequest = "own-request"
    }

    package var changes: [Change] = []
    /// Plans that are served no more.
    package var removed: [String]? = nil
    /// Nothing has changed yet: another person is to approve this request.
    package var request: Int64? = nil
    /// Parts of the configuration that have changed and hold from now on.
    package var taken: [String]? = nil
    /// Keys of the configuration that have changed and take effect at the next start.
    package var waiting: [String]? = nil
    package var findings: [PlanFinding] = []
    package var refusal: Refusal?
    /// One sentence for people, where there is something to say beside the rest.
    package var note: String?

    package init() {}
}

/// A call through a text in the browser: everything that was done so far, from the beginning each time.
///
/// The server keeps nothing between two requests; a walk is a value and runs from its first moment in no time.
package struct TrialCall: Codable, Equatable, Sendable {
    package var text: String
    package var called: String?
    package var caller: String?
    /// Local time of the plan such as `2026-11-23T10:00`; now without it.
    package var at: String?
    /// The prompt that is put in front of the call: `surge.flood`; nothing without it.
    package var surge: String?
    /// Lines as `civicline walk` takes them: keys, `wait 5s`, `found a=1`, …
    package var lines: [String]

    package init(text: String, called: String?, caller: String?, at: String?, surge: String? = nil, lines: [String]) {
        self.surge = surge
        self.text = text
        self.called = called
        self.caller = caller
        self.at = at
        self.lines = lines
    }
}

/// What came of a trial call.
package struct TrialAnswer: Codable, Equatable, Sendable {
    /// The answers to each line, the first to the start of the call.
    package var answers: [[String]] = []
    /// Clips that the last line made the caller hear, in order.
    package var clips: [String] = []
    /// The step that the call is in.
    package var step: String?
    /// What it waits for: `line`, `agent`, `recording`, `case`, `look-up case-status` or the name of a step.
    package var awaits: String?
    /// Where it waits for a look-up: a line that answers it.
    package var sampleAnswer: String?
    package var isOver = false
    /// Why there is no call.
    package var fault: String?

    package init() {}
}

/// What a text of a plan may name, for completion in an editor.
package struct PlanVocabulary: Codable, Equatable, Sendable {
    package struct PromptEntry: Codable, Equatable, Sendable {
        package var id: String
        /// By language tag.
        package var texts: [String: String]

        package init(id: String, texts: [String: String]) {
            self.id = id
            self.texts = texts
        }
    }

    /// The words of files of tests.
    package struct Tests: Codable, Equatable, Sendable {
        package var words: [String]
        package var acts: [String]
        package var actsAlone: [String]
        package var expectations: [String]

        package init(words: [String], acts: [String], actsAlone: [String], expectations: [String]) {
            self.words = words
            self.acts = acts
            self.actsAlone = actsAlone
            self.expectations = expectations
        }
    }

    /// What the reference says of one kind of step.
    package struct Step: Codable, Equatable, Sendable {
        package struct Word: Codable, Equatable, Sendable {
            package var name: String
            package var takes: String
            package var isRequired: Bool
            package var text: String

            package init(name: String, takes: String, isRequired: Bool, text: String) {
                self.name = name
                self.takes = takes
                self.isRequired = isRequired
                self.text = text
            }
        }

        package var word: String
        package var summary: String
        package var words: [Word]
        package var ways: String
        /// In Markdown.
        package var notes: String?
        package var examples: [String]

        package init(
            word: String, summary: String, words: [Word], ways: String, notes: String?, examples: [String]
        ) {
            self.word = word
            self.summary = summary
            self.words = words
            self.ways = ways
            self.notes = notes
            self.examples = examples
        }
    }

    package var steps: [Step]
    package var chineseSteps: [Step]
    package var stepWords: [String] { steps.map(\.word).sorted() }
    package var prompts: [PromptEntry]
    package var queues: [String]
    package var services: [String]
    package var calendars: [String]
    package var lookUps: [String]
    package var tests: Tests

    package init(
        steps: [Step], chineseSteps: [Step], prompts: [PromptEntry], queues: [String], services: [String],
        calendars: [String], lookUps: [String], tests: Tests
    ) {
        self.steps = steps
        self.chineseSteps = chineseSteps
        self.prompts = prompts
        self.queues = queues
        self.services = services
        self.calendars = calendars
        self.lookUps = lookUps
        self.tests = tests
    }
}

/// What differs between two texts.
package struct PlanDifference: Codable, Equatable, Sendable {
    package var added: [String]
    package var removed: [String]
    package var changed: [String]
    /// As `diff -u` writes it; empty where nothing differs.
    package var text: String

    package init(added: [String], removed: [String], changed: [String], text: String) {
        self.added = added
        self.removed = removed
        self.changed = changed
        self.text = text
    }
}

/// What the ways of a graph are drawn as wide as.
package enum PictureTraffic: String, Codable, Sendable {
    case none
    /// The tests beside the plans.
    case tests
    /// The calls of the last 24 hours, and of the last seven days.
    case day, week
}

/// A drawing of a plan.
package struct PlanPicture: Codable, Equatable, Sendable {
    /// Every step is an element with the id `step-NAME`.
    package var svg: String?
    /// Why there is none.
    package var fault: String?
    /// Calls, or tests, that the widths are shares of; `nil` where they tell nothing.
    package var calls: Int?
    /// Those of them that had other versions of the plan than the live one.
    package var earlier: Int?

    package init(svg: String? = nil, fault: String? = nil) {
        self.svg = svg
        self.fault = fault
    }
}
