import CivicCore
import CivicDialplan
import Foundation

extension Commands {
    /// The plans that files name, each once; a file of tests names the plan that it stands beside, so that
    /// `dialplans/*.yaml` names every plan.
    package static func plans(_ files: [String]) -> [String] {
        var seen: Set<String> = []
        return files.map { file in
            file.hasSuffix(PlanTestSuite.ending) ? file.dropLast(PlanTestSuite.ending.count) + ".yaml" : file
        }.filter { seen.insert($0).inserted }
    }

    private struct Run {
        var report: PlanTestSuite.Report?
        var remarks: [String] = []
        var isFaulty = false
    }

    private static func run(testsBeside file: String, _ rules: HouseRules) throws -> Run {
        let tests = PlanTestSuite.file(for: file)
        guard FileManager.default.fileExists(atPath: tests) else {
            return Run(remarks: ["\(file): there are no tests beside it (\(tests))"])
        }
        guard let plan = rules.plans.first(where: { $0.file == file }) else {
            return Run(remarks: ["\(tests): cannot be run before the errors of \(file) are mended"], isFaulty: true)
        }
        let (suite, diagnostics) = PlanTestSuite.load(
            try HouseRules.text(of: tests), file: tests, plan: plan, environment: rules.environment)
        return Run(report: suite?.run(), remarks: diagnostics.map { "\($0)" }, isFaulty: suite == nil)
    }

    /// Runs the tests beside each plan, for `civicline check --tests`, and prints results and coverage.
    ///
    /// - Returns: 1 when a test fails or cannot be read, or a plan has an error.
    package static func planTests(files: [String], config: String) -> Int32 {
        reporting {
            let configuration = try configuration(config)
            let files = files.isEmpty ? configuration.files.dialplans : files
            let (rules, _) = try HouseRules.compile(configuration, dialplans: files)
            var hasFailed = false
            // All are run before one is told of: a call may go on in another plan, and is counted there as well.
            let runs = try files.map { ($0, try run(testsBeside: $0, rules)) }
            for (index, (file, run)) in runs.enumerated() {
                let others = runs.enumerated().filter { $0.offset != index }.compactMap(\.element.1.report)
                run.remarks.forEach(say)
                hasFailed = hasFailed || run.isFaulty
                let plan = rules.plans.first { $0.file == file }
                if var report = run.report, let plan {
                    report.add(others, in: plan)
                    report.lines.forEach(say)
                    hasFailed = hasFailed || report.hasFailed
                } else if let plan, !run.isFaulty {
                    let visits = others.compactMap { $0.elsewhere[plan.name] }
                    guard !visits.isEmpty else { continue }
                    let taken = visits.reduce(into: PlanCoverage()) { $0.add($1) }
                    CoverageSummary(taken, of: plan).lines.forEach(say)
                }
            }
            return hasFailed ? 1 : 0
        }
    }
}
