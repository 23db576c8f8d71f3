package import Foundation

/// A past call as it was walked, without its caller.
package struct PastCallView: Codable, Equatable, Sendable {
    package var reference: String
    package var plan: String
    /// Serial of the version that it began in; `nil` where that is not kept.
    package var version: Int?
    package var startedAt: Date
    package var seconds: Int
    /// Where it came to: `person in general`.
    package var landing: String
    /// Whether it walks again exactly as it did.
    package var isFaithful: Bool
    /// Whether it was walked again by the calendars that it went by, rather than by those of now.
    package var hasItsCalendars: Bool
    /// Why it cannot be walked again.
    package var fault: String?

    package init(
        reference: String, plan: String, version: Int?, startedAt: Date, seconds: Int, landing: String,
        isFaithful: Bool, hasItsCalendars: Bool = true, fault: String?
    ) {
        self.reference = reference
        self.plan = plan
        self.version = version
        self.startedAt = startedAt
        self.seconds = seconds
        self.landing = landing
        self.isFaithful = isFaithful
        self.hasItsCalendars = hasItsCalendars
        self.fault = fault
    }
}

/// Past calls of a period, the newest first.
package struct PastCallsView: Codable, Equatable, Sendable {
    package var calls: [PastCallView]
    /// How many there are in the period; more than are listed, perhaps.
    package var all: Int
    /// Why there is no list.
    package var fault: String?

    package init(calls: [PastCallView] = [], all: Int = 0, fault: String? = nil) {
        self.calls = calls
        self.all = all
        self.fault = fault
    }
}

/// A past call step by step.
package struct ReplayView: Codable, Equatable, Sendable {
    package struct Line: Codable, Equatable, Sendable {
        /// Milliseconds since the call began.
        package var at: Int
        package var step: String
        package var text: String

        package init(at: Int, step: String, text: String) {
            self.at = at
            self.step = step
            self.text = text
        }
    }

    package var call: PastCallView
    /// Whether the record is what the ledger's hash says; `nil` where the ledger says nothing.
    package var isAsWritten: Bool?
    package var lines: [Line]
    /// The plan, with the call's way through it.
    package var svg: String?

    package init(call: PastCallView, isAsWritten: Bool?, lines: [Line], svg: String?) {
        self.call = call
        self.isAsWritten = isAsWritten
        self.lines = lines
        self.svg = svg
    }
}

/// What past calls would have come to in another text.
package struct WhatIfView: Codable, Equatable, Sendable {
    package struct Shift: Codable, Equatable, Sendable {
        package var from: String
        package var to: String
        /// The last step in common.
        package var after: String
        package var calls: Int
        package var examples: [String]

        package init(from: String, to: String, after: String, calls: Int, examples: [String]) {
            self.from = from
            self.to = to
            self.after = after
            self.calls = calls
            self.examples = examples
        }
    }

    package struct Question: Codable, Equatable, Sendable {
        package var step: String
        package var calls: Int

        package init(step: String, calls: Int) {
            self.step = step
            self.calls = calls
        }
    }

    /// The middle value, and the one that nine of ten stay below.
    package struct Spread: Codable, Equatable, Sendable {
        package var median: Double
        package var ninth: Double

        package init(median: Double, ninth: Double) {
            self.median = median
            self.ninth = ninth
        }
    }

    /// Calls of the period that were walked again, and how many there are.
    package var calls = 0
    package var all = 0
    package var faithful = 0
    /// Calls that say nothing, because the method does not bring them where they came to.
    package var unclear = 0
    package var same = 0
    package var losesHelp = 0
    package var losesPerson = 0
    package var gainsPerson = 0
    package var elsewhere: [Shift] = []
    package var questions: [Question] = []
    /// Seconds until a person's line, and keys.
    package var secondsBefore: Spread?
    package var secondsAfter: Spread?
    package var keysBefore: Spread?
    package var keysAfter: Spread?
    /// The text as a graph, ways as wide as the calls take them.
    package var svg: String?
    /// Why there is no answer.
    package var fault: String?

    package init() {}
}
