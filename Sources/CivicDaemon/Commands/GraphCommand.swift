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
    ///   - tests: whether edges are as wide as the tests take them: those beside the plan, and those of plans that lead to it.
    package static func graph(
        file: String, format: GraphFormat, language: String?, tests: Bool, output: String?, config: String
    ) -> Int32 {
        reporting {
            let configuration = try configuration(config)
            let (rules, diagnostics) = try HouseRules.compile(configuration, dialplans: [file])
            guard let plan = rules.plans.first(where: { $0.file == file }) else {
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
            if tests { drawing.traffic = try traffic(of: plan, rules, configuration) }
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

    private static func traffic(
        of plan: Plan, _ rules: HouseRules, _ configuration: HotlineConfiguration
    ) throws -> [PlanCoverage.Way: Double] {
        var taken = PlanCoverage()
        let beside = PlanTestSuite.file(for: plan.file)
        if FileManager.default.fileExists(atPath: beside) {
            taken.add(try suite(beside, of: plan, rules).run().taken)
        }
        let others = configuration.files.dialplans.filter { !isSame($0, plan.file) }
        let (house, _) = try HouseRules.compile(configuration, dialplans: [plan.file] + others)
        let callers = house.plans.filter { $0.name != plan.name && $0.leads(to: plan.name) }
        for caller in callers {
            let file = PlanTestSuite.file(for: caller.file)
            guard FileManager.default.fileExists(atPath: file) else { continue }
            if let visits = try suite(file, of: caller, house).run().elsewhere[plan.name] { taken.add(visits) }
        }
        guard taken.calls > 0 else {
            throw ConfigurationError(
                line: "no tests stand beside \(plan.file), nor beside a plan that leads to '\(plan.name)'")
        }
        return taken.traffic
    }

    private static func suite(_ file: String, of plan: Plan, _ rules: HouseRules) throws -> PlanTestSuite {
        let (suite, diagnostics) = PlanTestSuite.load(
            try HouseRules.text(of: file), file: file, plan: plan, environment: rules.environment)
        guard let suite else { throw ConfigurationError(diagnostics) }
        return suite
    }

    /// Whether two names are of one file, however they are written.
    private static func isSame(_ one: String, _ other: String) -> Bool {
        URL(filePath: one).standardizedFileURL.resolvingSymlinksInPath()
            == URL(filePath: other).standardizedFileURL.resolvingSymlinksInPath()
    }
}
