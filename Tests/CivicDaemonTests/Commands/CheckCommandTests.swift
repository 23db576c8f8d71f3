import CivicDaemon
import Foundation
import Testing

@Suite("civicline check")
struct CheckCommandTests {
    private static let config = ShippedConfigurationTests.top.path + "/config/civicline.yaml"

    /// The exit code for a plan of one step more than a goodbye.
    private static func check(_ step: String, strict: Bool = false) throws -> Int32 {
        let file = NSTemporaryDirectory() + "civicline-\(UUID().uuidString).yaml"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let text =
            "dialplan: test\nanswers: [\"1\"]\nlanguages: [en]\nperson: none\nstart: start\nsteps:\n"
            + "  start: \(step)\n  bye: { goodbye: goodbye }\n"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return Commands.check(
            files: [file], config: config, strict: strict, output: CheckOutput(format: "github"))
    }

    @Test("ends on 0 without a finding, 1 on an error, 2 on a warning where it is to be strict")
    func exitCodes() throws {
        #expect(try Self.check("{ say: welcome, then: bye }", strict: true) == 0)
        #expect(try Self.check("{ say: welcome, then: byee }") == 1)
        #expect(try Self.check("{ goodbye: goodbye }") == 0)
        #expect(try Self.check("{ goodbye: goodbye }", strict: true) == 2)
    }

    @Test(
        "a file that is no UTF-8, or is not there, is an error like any other", arguments: [Data([0xE4, 0x0A]), nil])
    func noText(bytes: Data?) throws {
        let file = NSTemporaryDirectory() + "civicline-\(UUID().uuidString).yaml"
        defer { try? FileManager.default.removeItem(atPath: file) }
        try bytes?.write(to: URL(fileURLWithPath: file))
        #expect(
            Commands.check(
                files: [file], config: Self.config, strict: false, output: CheckOutput(format: "github")) == 1)
    }

    @Test("explains a rule, and ends on 64 for one that there is none of")
    func explains() {
        #expect(Commands.explain(rule: "no-person") == 0)
        #expect(Commands.explain(rule: "no-persn") == 64)
    }
}
