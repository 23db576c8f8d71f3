import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("The plans of the house")
struct PlansTests {
    static func environment() throws -> PlanEnvironment {
        var environment = Sample.environment
        environment.catalogue = try Sample.catalogue()
        return environment
    }

    @Test(
        "compile without a diagnostic",
        arguments: ["county", "recall", "relay", "return-visit", "lab"])
    func compiles(name: String) throws {
        let file = "dialplans/\(name == "lab" ? "lab/" : "")\(name).yaml"
        let (plan, messages) = Sample.load(try Sample.text(file), file: file, try Self.environment())
        #expect(messages == [])
        #expect(plan?.name == name)
    }
}
