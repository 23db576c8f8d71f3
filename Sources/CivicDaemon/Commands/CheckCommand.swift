import CivicCore
import CivicDialplan
import Foundation

extension Commands {
    package static func check(files: [String], config: String, strict: Bool) -> Int32 {
        reporting {
            let configuration = try configuration(config)
            let (rules, diagnostics) = try HouseRules.compile(
                configuration, dialplans: files.isEmpty ? configuration.files.dialplans : files)
            let found = (configuration.warnings + diagnostics).sorted { ($0.file, $0.line) < ($1.file, $1.line) }
            for diagnostic in found { say("\(diagnostic)") }
            let errors = found.count { $0.severity == .error }
            let warnings = found.count { $0.severity == .warning }
            for plan in rules.plans {
                say(
                    "\(plan.name): \(plan.steps.count) steps, answers \(plan.answers.joined(separator: ", ")), "
                        + "version \(plan.contentHash.prefix(12))")
            }
            say("\(errors) \(errors == 1 ? "error" : "errors"), \(warnings) \(warnings == 1 ? "warning" : "warnings")")
            return errors > 0 ? 1 : strict && warnings > 0 ? 2 : 0
        }
    }
}
