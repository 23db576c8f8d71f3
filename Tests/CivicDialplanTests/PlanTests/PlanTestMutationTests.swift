import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("Spoilt tests of a plan")
struct PlanTestMutationTests {
    /// Changes a line, drops it, doubles it, or puts another line's words into it.
    private static func spoil(_ lines: [String], _ random: inout SplitMix64) -> String {
        var lines = lines
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let at = Int.random(in: lines.indices, using: &random)
            var signs = Array(lines[at])
            switch Int.random(in: 0..<5, using: &random) {
            case 0: lines[at] = ""
            case 1: lines.insert(lines[at], at: at)
            case 2: lines[at] = (lines.randomElement(using: &random) ?? "").trimmingCharacters(in: .whitespaces)
            case 3 where !signs.isEmpty:
                signs.remove(at: Int.random(in: signs.indices, using: &random))
                lines[at] = String(signs)
            default:
                let sign = Array("{}[]:,\"'#-*&0 9x\u{0}\u{fffd}~|>").randomElement(using: &random) ?? "x"
                signs.insert(sign, at: Int.random(in: 0...signs.count, using: &random))
                lines[at] = String(signs)
            }
        }
        return lines.joined(separator: "\n")
    }

    @Test("800 spoilt files are refused with a place or run to their end")
    func spoilt() throws {
        let plan = try PlanTestLoaderTests.plan()
        let environment = try ShippedPlanTests.environment()
        let lines = try Sample.text("dialplans/county.tests.yaml").components(separatedBy: "\n")
            .prefix { !$0.contains("# A new case") }
        var refused = 0
        var run = 0
        for seed in 0..<800 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let (suite, diagnostics) = PlanTestSuite.load(
                Self.spoil(Array(lines), &random), file: "t.yaml", plan: plan, environment: environment)
            guard let suite else {
                #expect(!diagnostics.isEmpty, "seed \(seed)")
                #expect(diagnostics.allSatisfy { $0.line > 0 || $0.rule == "yaml" }, "seed \(seed)")
                refused += 1
                continue
            }
            run += suite.run().results.isEmpty ? 0 : 1
        }
        #expect(refused > 200)
        #expect(run > 80)
    }
}
