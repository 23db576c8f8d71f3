/// The tests beside a plan as an editor begins with them.
package struct PlanTestsFile: Codable, Equatable, Sendable {
    package var file: String
    /// Empty where there is no such file yet.
    package var text: String
    /// SHA-256 of the file in hexadecimal; `nil` where there is none.
    package var base: String?

    package init(file: String, text: String, base: String?) {
        self.file = file
        self.text = text
        self.base = base
    }
}

/// How writing the tests' file went.
package struct PlanTestsSaved: Codable, Equatable, Sendable {
    /// SHA-256 of what the file holds now.
    package var base: String?
    package var refusal: PlanOutcome.Refusal?
    /// One sentence for people, where there is something to say beside the rest.
    package var note: String?

    package init(base: String? = nil, refusal: PlanOutcome.Refusal? = nil, note: String? = nil) {
        self.base = base
        self.refusal = refusal
        self.note = note
    }
}

/// A file of tests with a trial call in it.
package struct PlanTestAdded: Codable, Equatable, Sendable {
    package var tests = ""
    /// Of the new test, from 1.
    package var line = 0
    package var name = ""
    /// Whether the new test holds on the text that the call was walked through.
    package var holds = false
    /// Why there is none.
    package var fault: String?

    package init(tests: String, line: Int, name: String, holds: Bool) {
        self.tests = tests
        self.line = line
        self.name = name
        self.holds = holds
    }

    package init(fault: String) {
        self.fault = fault
    }
}

/// How the tests beside a plan went.
package struct PlanTestsAnswer: Codable, Equatable, Sendable {
    package struct Result: Codable, Equatable, Sendable {
        package var name: String
        /// Of the test in its file, from 1.
        package var line: Int
        /// What was expected and what was there; `nil` where all held.
        package var failure: String?
        /// The call so far, of a failure.
        package var transcript: [String]

        package init(name: String, line: Int, failure: String?, transcript: [String]) {
            self.name = name
            self.line = line
            self.failure = failure
            self.transcript = transcript
        }
    }

    package var file = ""
    package var results: [Result] = []
    /// Steps and branches that the tests take, and those that they leave out.
    package var coverage: [String] = []
    /// Why none was run, line by line.
    package var faults: [String] = []

    package init() {}
}
