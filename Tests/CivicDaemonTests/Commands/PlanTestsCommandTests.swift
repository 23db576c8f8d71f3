import CivicDaemon
import Foundation
import Testing

@Suite("civicline check --tests")
struct PlanTestsCommandTests {
    private let top = ShippedConfigurationTests.top.path

    private func run(_ tests: String?) throws -> Int32 {
        let folder = FileManager.default.temporaryDirectory.appending(path: "plan-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let plan = folder.appending(path: "county.yaml")
        try FileManager.default.copyItem(atPath: top + "/dialplans/county.yaml", toPath: plan.path)
        if let tests {
            try tests.write(to: folder.appending(path: "county.tests.yaml"), atomically: true, encoding: .utf8)
        }
        return Commands.planTests(files: [plan.path], config: top + "/config/civicline.yaml")
    }

    @Test("a file of tests names its plan")
    func plans() {
        #expect(Commands.plans(["a/b.tests.yaml", "a/b.yaml", "c.yaml"]) == ["a/b.yaml", "c.yaml"])
        #expect(Commands.plans([]) == [])
    }

    @Test("runs the tests beside the plans of the configuration, and those pass")
    func shipped() {
        #expect(Commands.planTests(files: [], config: top + "/config/civicline.yaml") == 0)
        #expect(Commands.planTests(files: [], config: top + "/config/lab/civicline.yaml") == 0)
    }

    @Test("gives 1 for a test that fails and for one that cannot be read, 0 for a plan without tests")
    func exitCodes() throws {
        #expect(try run("tests:\n  - { name: a, keys: 0, expect: { queue: general } }\n") == 0)
        #expect(try run("tests:\n  - { name: a, keys: 0, expect: { case: water } }\n") == 1)
        #expect(try run("tests:\n  - { name: a, keys: 0, expect: { step: hom } }\n") == 1)
        #expect(try run(nil) == 0)
    }
}
