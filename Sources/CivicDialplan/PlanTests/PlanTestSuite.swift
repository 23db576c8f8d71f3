package import CivicCore
package import CivicSpeech

/// The tests that stand beside one plan: `county.tests.yaml` beside `county.yaml`.
package struct PlanTestSuite: Sendable {
    package let file: String
    package let plan: Plan
    package let catalogue: PromptCatalogue
    package let tests: [PlanTest]

    /// What one file's tests came to.
    package struct Report: Sendable {
        package struct Result: Sendable {
            package var test: PlanTest
            package var failure: PlanTestFailure?
            /// How long the call lasted in its own time.
            package var duration: Duration
        }

        package var results: [Result]
        /// Of the plan that the tests stand beside.
        package var taken: PlanCoverage
        /// Of other plans that its calls went on in, by name.
        package var elsewhere: [String: PlanCoverage]
        package var coverage: CoverageSummary
        package var hasFailed: Bool { results.contains { $0.failure != nil } }

        /// Counts what the tests of other plans do in `plan`, which these stand beside.
        package mutating func add(_ others: [Report], in plan: Plan) {
            for other in others {
                if let there = other.elsewhere[plan.name] { taken.add(there) }
            }
            coverage = CoverageSummary(taken, of: plan)
        }
    }

    /// The name of the file with a plan's tests: `a/county.yaml` has `a/county.tests.yaml`.
    package static func file(for plan: String) -> String {
        let stem = plan.hasSuffix(".yaml") ? plan.dropLast(5) : plan.hasSuffix(".yml") ? plan.dropLast(4) : plan[...]
        return stem + ending
    }

    /// What the names of such files end on.
    package static let ending = ".tests.yaml"

    /// Reads the tests of a plan; none can be run when a single error is found.
    package static func load(_ text: String, file: String, plan: Plan, environment: PlanEnvironment)
        -> (suite: PlanTestSuite?, diagnostics: [Diagnostic])
    {
        var loader = PlanTestLoader(file: file, plan: plan, environment: environment)
        let tests = loader.load(text)
        let diagnostics = loader.diagnostics.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        guard !diagnostics.contains(where: { $0.severity == .error }) else { return (nil, diagnostics) }
        let catalogue = environment.catalogue ?? PromptCatalogue(entries: [], languages: plan.languages)
        return (PlanTestSuite(file: file, plan: plan, catalogue: catalogue, tests: tests), diagnostics)
    }

    /// Runs every test.
    package func run() -> Report {
        var coverage = PlanCoverage()
        var elsewhere: [String: PlanCoverage] = [:]
        let results = tests.map { test in
            var run = PlanTestRun(test, file: file, plan: plan, catalogue: catalogue)
            run.run()
            let occurrences = run.call.occurrences
            coverage.add(occurrences, in: plan.name, start: plan.entry(for: test.context.calledNumber))
            for other in Set(occurrences.flatMap(\.ways).map(\.plan)) where other != plan.name {
                elsewhere[other, default: PlanCoverage()].add(occurrences, in: other, start: nil)
            }
            return Report.Result(test: test, failure: run.failure, duration: run.call.elapsed)
        }
        return Report(
            results: results, taken: coverage, elsewhere: elsewhere, coverage: CoverageSummary(coverage, of: plan))
    }
}

extension PlanTestSuite.Report {
    /// Failures with their calls, the count, and the coverage.
    package var lines: [String] {
        var lines: [String] = []
        for result in results {
            guard let failure = result.failure else {
                lines.append("ok      \(result.test.name)")
                continue
            }
            lines.append("FAILED  \(result.test.name)")
            lines.append("\(failure.diagnostic)")
            lines.append("  the call so far:")
            lines += failure.transcript.map { "  \($0)" }
        }
        let failed = results.count { $0.failure != nil }
        let tests = results.count == 1 ? "1 test" : "\(results.count) tests"
        lines.append("\(tests), \(failed == 0 ? "all" : "\(results.count - failed)") passed")
        return lines + coverage.lines
    }
}
