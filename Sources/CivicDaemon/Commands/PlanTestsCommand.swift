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

    /// Runs the tests beside each plan, for `civicline check --tests`, and prints results and coverage.
    ///
    /// - Returns: 1 when a test fails or cannot be read, or a plan has an error.
    package static func planTests(files: [String], config: String) -> Int32 {
        reporting {
            let configuration = try configuration(config)
            let files = files.isEmpty ? configuration.files.dialplans : files
            let (rules, _) = try HouseRules.compile(configuration, dialplans: files)
            var hasFailed = false
            for file in files {
                let tests = PlanTestSuite.file(for: file)
                guard FileManager.default.fileExists(atPath: tests) else {
                    say("\(file): there are no tests beside it (\(tests))")
                    continue
                }
                guard let plan = rules.plans.first(where: { $0.file == file }) else {
                    say("\(tests): cannot be run before the errors of \(file) are mended")
                    hasFailed = true
                    continue
                }
                let (suite, diagnostics) = PlanTestSuite.load(
                    try HouseRules.text(of: tests), file: tests, plan: plan, environment: rules.environment)
                for diagnostic in diagnostics { say("\(diagnostic)") }
                guard let report = suite?.run() else {
                    hasFailed = true
                    continue
                }
                report.lines.forEach(say)
                hasFailed = hasFailed || report.hasFailed
            }
            return hasFailed ? 1 : 0
        }
    }
}
