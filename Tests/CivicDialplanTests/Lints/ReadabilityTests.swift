import CivicCore
import Testing

@testable import CivicDialplan

@Suite("Readability")
struct ReadabilityTests {
    private static let keys = "{ 1: bye, 2: bye, 3: bye, 4: bye, 5: bye, 0: bye }"
    private static let spoken = "Press 1 for pensions. Subsidies: 2. Roads: 3. Water: 4. Power: 5."

    private static func readability(_ text: String, _ environment: PlanEnvironment) throws -> Readability {
        Readability(of: try Sample.plan(text, environment), environment: environment)
    }

    @Test("says its parts and their mean")
    func parts() throws {
        let environment = LintSample.environment(
            ["menu": Self.spoken, "short": "x"], lengths: ["menu": 20, "short": 15])
        let text = LintSample.menu("", keys: Self.keys).replacing("    keys", with: "    again: short\n    keys")
        #expect(
            "\(try Self.readability(text, environment))"
                == "readability 63: menus 70, length 50, words 80, repetition 50")
    }

    @Test("counts keys to a person where there are people")
    func person() throws {
        let text = Sample.county(
            "  start:\n    menu: menu\n    keys: { 1: second, 0: bye }\n    silence: line\n    wrong-key: line\n"
                + "    exhausted: line\n  second:\n    menu: menu\n    keys: { 1: line }\n    silence: line\n"
                + "    wrong-key: line\n    exhausted: line\n")
        #expect(try Self.readability(text, Sample.environment).parts == [.menus: 100, .person: 88])
    }

    @Test("leaves out what a plan gives no ground for")
    func nothing() throws {
        let readability = try Self.readability(Sample.lab("  start: { say: a, then: bye }\n"), Sample.environment)
        #expect(readability.score == nil)
        #expect("\(readability)" == "readability: nothing to judge by")
    }

    @Test("a longer menu, a longer prompt, a key said first and help as long as the prompt each cost points")
    func better() throws {
        func score(_ keys: String, _ text: String, _ lengths: [String: Double]) throws -> Int {
            let environment = LintSample.environment(["menu": text], lengths: lengths)
            return try #require(try Self.readability(LintSample.menu("", keys: keys), environment).score)
        }
        let three = "{ 1: bye, 2: bye, 3: bye }"
        let good = "Pensions: 1. Subsidies: 2. Roads: 3."
        let best = try score(three, good, ["menu": 4])
        #expect(best == 100)
        #expect(try score("{ 1: bye, 2: bye, 3: bye, 4: bye }", good, ["menu": 4]) < best)
        #expect(try score(three, "Press 1 for pensions. Subsidies: 2. Roads: 3.", ["menu": 4]) < best)
        #expect(try score(three, good, ["menu": 8]) < best)
    }
}
