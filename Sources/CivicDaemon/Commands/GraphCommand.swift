import CivicCore
import CivicDialplan
import Foundation

/// What `civicline graph` can make.
package enum GraphFormat: String, CaseIterable, Sendable {
    case dot, svg
}

extension Commands {
    /// Draws a plan, to a file or to standard output.
    ///
    /// - Parameters:
    ///   - language: tag of the language that the plan's texts are told in; its first where `nil`.
    ///   - tests: whether edges are as wide as the tests beside the plan take them.
    package static func graph(
        file: String, format: GraphFormat, language: String?, tests: Bool, output: String?, config: String
    ) -> Int32 {
        reporting {
            let configuration = try configuration(config)
            let (rules, diagnostics) = try HouseRules.compile(configuration, dialplans: [file])
            guard let plan = rules.plans.first else {
                for diagnostic in diagnostics where diagnostic.file == file { complain("\(diagnostic)") }
                throw ConfigurationError(line: "\(file) cannot be drawn before its errors are mended")
            }
            let tags = plan.languages.map(\.tag)
            let tag = language ?? tags.first ?? Language.mandarin.tag
            guard tags.contains(tag) else {
                throw ConfigurationError(
                    line: "\(file) does not speak '\(tag)'; there are: \(tags.joined(separator: ", "))")
            }
            var drawing = PlanDrawing(plan: plan, language: Language(tag: tag), catalogue: rules.catalogue)
            drawing.diagnostics = diagnostics
            if tests { drawing.traffic = try traffic(of: plan, rules) }
            let picture =
                switch format {
                case .dot: Data(drawing.dot.utf8)
                case .svg: try Graphviz.svg(of: drawing.dot)
                }
            guard let output else {
                FileHandle.standardOutput.write(picture)
                return 0
            }
            do {
                try picture.write(to: URL(fileURLWithPath: output), options: .atomic)
            } catch {
                throw ConfigurationError(line: "\(output) cannot be written: \(error.localizedDescription)")
            }
            return 0
        }
    }

    private static func traffic(of plan: Plan, _ rules: HouseRules) throws -> [PlanCoverage.Way: Double] {
        let file = PlanTestSuite.file(for: plan.file)
        let (suite, diagnostics) = PlanTestSuite.load(
            try HouseRules.text(of: file), file: file, plan: plan, environment: rules.environment)
        guard let suite else { throw ConfigurationError(diagnostics) }
        return suite.run().taken.traffic
    }
}
