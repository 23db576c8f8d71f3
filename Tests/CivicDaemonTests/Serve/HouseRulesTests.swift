import CivicCore
import CivicDaemon
import CivicDialplan
import Foundation
import Testing

@Suite("The house's rules, with the recordings at hand")
struct HouseRulesTests {
    @Test("the plans that come with CivicLine are without a finding", arguments: ["config", "config/lab"])
    func shippedPlans(folder: String) throws {
        let configuration = try ShippedConfigurationTests.load("\(folder)/civicline.yaml")
        let (rules, found) = try HouseRules.compile(configuration, dialplans: configuration.files.dialplans)
        #expect(found.map(\.description) == [])
        #expect(rules.plans.count == (folder == "config" ? 4 : 1))
    }

    @Test("prompts are as long as their recordings")
    func promptLengths() throws {
        let configuration = try ShippedConfigurationTests.load("config/lab/civicline.yaml")
        let shipped = try String(contentsOfFile: configuration.files.dialplans[0], encoding: .utf8)
        let text = shipped.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("prompt-too-long:") }.joined(separator: "\n")
        let file = NSTemporaryDirectory() + "civicline-\(UUID().uuidString).yaml"
        defer { try? FileManager.default.removeItem(atPath: file) }
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let (rules, found) = try HouseRules.compile(configuration, dialplans: [file])
        let place = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0 == "  auto-answer:" }
        #expect(
            found.map(\.description) == [
                "\(file):\((place ?? 0) + 2):11: warning: the prompt of 'auto-answer' takes 50.8 s (zh-CN); "
                    + "callers listen for 20 s; say less here, or raise limits.prompt [prompt-too-long]"
            ])
        let lengths = try #require(rules.environment.promptLengths)
        #expect(lengths["lab-welcome", .english] == .milliseconds(3_010))
        #expect(lengths["number.1", .english] == nil, "words are put together, and are not looked at")
    }
}
