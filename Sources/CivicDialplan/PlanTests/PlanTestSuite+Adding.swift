import CivicCore

/// A file of tests with one more in it.
package struct AddedTest: Sendable, Equatable {
    /// Of the whole file.
    package var text: String
    /// Of the new test, from 1.
    package var line: Int
    package var name: String
    /// Whether the new test holds as it stands; a call whose outcome hangs on fractions of a second may need a hand.
    package var holds: Bool
}

extension PlanTestSuite {
    /// Writes a test of a call at the end of a file of tests.
    ///
    /// - Parameter text: of the file as it stands; empty for a new one.
    /// - Returns: `nil` where nothing can be put at the end of the file, because `tests` is not the last thing in it.
    package static func adding(
        _ call: VirtualCall, to text: String, file: String, plan: Plan, environment: PlanEnvironment
    ) -> AddedTest? {
        var file = TestsFile(text, name: file)
        if !file.hasTests { file.begin() }
        let before = file.text.split(separator: "\n", omittingEmptySubsequences: false).count
        var found: AddedTest?
        for timing in TestOfCall.Timing.allCases {
            let test = TestOfCall(call, timing: timing)
            let name = file.freeName(test.suggestedName)
            let added = file.text + "\n" + test.text(named: name, indent: file.indent)
            let outcome = outcome(of: added, name, file.name, plan, environment)
            guard outcome != nil || !file.isSound(plan, environment) else { return nil }
            let holds = outcome ?? false
            if found == nil || holds { found = AddedTest(text: added, line: before + 1, name: name, holds: holds) }
            if holds { break }
        }
        return found
    }

    /// Whether the test `name` holds; `nil` where the file cannot be read.
    private static func outcome(
        of text: String, _ name: String, _ file: String, _ plan: Plan, _ environment: PlanEnvironment
    ) -> Bool? {
        guard let suite = load(text, file: file, plan: plan, environment: environment).suite else { return nil }
        let alone = PlanTestSuite(
            file: suite.file, plan: suite.plan, catalogue: suite.catalogue,
            tests: suite.tests.filter { $0.name == name })
        let results = alone.run().results
        return results.count == 1 ? results[0].failure == nil : nil
    }
}

/// The text of a file of tests, which is to grow at its end.
private struct TestsFile {
    let name: String
    private(set) var text: String
    /// Spaces in front of the dash of each test.
    private(set) var indent = 2
    private(set) var hasTests = false

    init(_ text: String, name: String) {
        self.name = name
        self.text = text
        while self.text.hasSuffix("\n\n") { self.text.removeLast() }
        if !self.text.isEmpty, !self.text.hasSuffix("\n") { self.text += "\n" }
        var isInList = false
        for line in text.split(separator: "\n") {
            if line.hasPrefix("tests:") { (isInList, hasTests) = (true, true) }
            guard isInList, line.drop(while: { $0 == " " }).hasPrefix("- ") else { continue }
            indent = line.prefix { $0 == " " }.count
            break
        }
    }

    mutating func begin() {
        text += "tests:"
        hasTests = true
    }

    func isSound(_ plan: Plan, _ environment: PlanEnvironment) -> Bool {
        PlanTestSuite.load(text, file: name, plan: plan, environment: environment).suite != nil
    }

    /// A name that no other test has.
    func freeName(_ name: String) -> String {
        var free = name
        var number = 2
        while text.contains(free) {
            free = "\(name) (\(number))"
            number += 1
        }
        return free
    }
}
