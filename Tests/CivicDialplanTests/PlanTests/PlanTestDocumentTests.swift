import CivicCore
import Foundation
import Testing

@testable import CivicDialplan

@Suite("docs/dialplan-tests.md")
struct PlanTestDocumentTests {
    private static let text = try? Sample.text("docs/dialplan-tests.md")

    @Test("its example runs and passes")
    func example() throws {
        let text = try #require(Self.text)
        let blocks = text.components(separatedBy: "```yaml\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
        #expect(blocks.count == 1)
        let environment = try ShippedPlanTests.environment()
        let plan = try PlanTestLoaderTests.plan()
        for block in blocks {
            let (suite, diagnostics) = PlanTestSuite.load(
                block, file: "docs", plan: plan, environment: environment)
            #expect(diagnostics.map(\.description) == [])
            let report = try #require(suite).run()
            #expect(report.results.map(\.failure?.diagnostic.description) == [nil, nil, nil])
        }
    }

    @Test("every word of the language is explained")
    func words() throws {
        let text = try #require(Self.text)
        for word in PlanTestWord.allCases.map(\.rawValue) + ExpectationWord.allCases.map(\.rawValue) {
            #expect(text.contains("`\(word)`") || text.contains("`\(word): "), "\(word)")
        }
    }
}
