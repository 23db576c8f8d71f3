import Testing

@testable import CivicDialplan

@Suite("Ways that no call can take")
struct ClosedWaysTests {
    private func closed(_ steps: String) throws -> [String] {
        let plan = try Sample.plan(Sample.lab(steps))
        let closed = ClosedWays(of: plan)
        return plan.steps.flatMap { step in closed.causes(of: step).map { "\(step.name) \($0)" } }
    }

    private func menu(silence: String = "bye", wrong: String = "bye", attempts: Int = 2) -> String {
        """
          start: { menu: m, keys: { 1: other }, attempts: \(attempts), silence: \(silence), wrong-key: \(wrong), exhausted: bye }
          other: { say: m, then: bye }

        """
    }

    @Test("exhausted is closed where a first miss leads away for good, and open where anything leads back")
    func exhausted() throws {
        #expect(try closed(menu()) == ["start exhausted"])
        #expect(try closed(menu(silence: "start")) == [])
        #expect(try closed(menu(wrong: "start")) == [])
        #expect(try closed(menu(attempts: 1)) == [])
        #expect(try closed(menu(silence: "other").replacing("then: bye", with: "then: start")) == [])
    }
}
