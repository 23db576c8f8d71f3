import CivicCore
import CivicDialplan
import Foundation

/// How `civicline check` tells what it finds.
package struct CheckOutput: Sendable {
    /// The first is the one to take where nothing is asked for.
    package static let formats = DiagnosticFormat.allCases.map(\.rawValue)

    package var format: String
    /// Of text only.
    package var isColoured: Bool

    package init(format: String = "text", isColoured: Bool = false) {
        self.format = format
        self.isColoured = isColoured
    }

    /// - Parameter isFault: whether nothing could be compiled; text then goes to standard error.
    fileprivate func tell(_ diagnostics: [Diagnostic], isFault: Bool = false) {
        let format = DiagnosticFormat(rawValue: format) ?? .text
        let report = format.report(
            diagnostics, sources: format == .text ? Self.sources(of: diagnostics) : [:],
            rules: DiagnosticRule.all, isColoured: isColoured)
        let output = isFault && format == .text ? FileHandle.standardError : .standardOutput
        output.write(Data(report.utf8))
    }

    /// Bytes of a file that is quoted from.
    private static let largestSource = 4 << 20

    private static func sources(of diagnostics: [Diagnostic]) -> [String: String] {
        Set(diagnostics.map(\.file)).reduce(into: [:]) { sources, file in
            guard let data = FileManager.default.contents(atPath: file), data.count <= largestSource else { return }
            sources[file] = String(validating: data, as: UTF8.self)
        }
    }
}

extension Commands {
    package static func check(
        files: [String], config: String, strict: Bool, output: CheckOutput = CheckOutput()
    ) -> Int32 {
        reporting {
            do {
                let configuration = try configuration(config)
                let plans = files.isEmpty ? configuration.files.dialplans : files
                let (rules, diagnostics) = try compiled(configuration, plans)
                let found = (configuration.warnings + diagnostics).sorted { ($0.file, $0.line) < ($1.file, $1.line) }
                output.tell(found)
                let errors = found.count { $0.severity == .error }
                let warnings = found.count { $0.severity == .warning }
                if output.format == DiagnosticFormat.text.rawValue { summarise(rules, errors, warnings) }
                return errors > 0 ? 1 : strict && warnings > 0 ? 2 : 0
            } catch let fault as ConfigurationError where !fault.diagnostics.isEmpty {
                output.tell(fault.diagnostics, isFault: true)
                return fault.exitCode
            }
        }
    }

    /// A file that is no text is found like any other fault of a plan.
    private static func compiled(_ configuration: HotlineConfiguration, _ plans: [String]) throws -> (
        HouseRules, [Diagnostic]
    ) {
        do {
            return try HouseRules.compile(configuration, dialplans: plans)
        } catch {
            var fault = error
            if !fault.diagnostics.isEmpty { fault.exitCode = 1 }
            throw fault
        }
    }

    private static func summarise(_ rules: HouseRules, _ errors: Int, _ warnings: Int) {
        for plan in rules.plans {
            say(
                "\(plan.name): \(plan.steps.count) steps, answers \(plan.answers.joined(separator: ", ")), "
                    + "version \(plan.contentHash.prefix(12))")
            say("  \(Readability(of: plan, environment: rules.environment))")
        }
        say("\(errors) \(errors == 1 ? "error" : "errors"), \(warnings) \(warnings == 1 ? "warning" : "warnings")")
    }

    /// What a rule means, why it exists, and how it is mended or silenced; `all` for the page of all rules.
    package static func explain(rule: String) -> Int32 {
        if rule == "all" {
            FileHandle.standardOutput.write(
                Data((DiagnosticRule.page + "\n" + DiagnosticRule.configurationPage).utf8))
            return 0
        }
        if let explanation = DiagnosticRule.meaning(of: rule) {
            say(explanation)
            return 0
        }
        let near = closestName(to: rule, among: DiagnosticRule.all.map(\.id)).map { "did you mean '\($0)'?" }
        complain("no rule is called '\(rule)'; \(near ?? "'civicline check --explain all' lists them")")
        return ConfigurationError.usage
    }
}
