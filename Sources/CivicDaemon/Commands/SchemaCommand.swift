import CivicCore
import CivicDialplan
import CivicTrace
import Foundation

extension Commands {
    /// Prints the JSON Schema of dialplans, with the names of the configuration's prompts, queues, services and calendars.
    package static func schema(config: String) -> Int32 {
        reporting {
            let configuration = try configuration(config)
            let (rules, _) = try HouseRules.compile(configuration, sources: [])
            FileHandle.standardOutput.write(Data(PlanSchema(environment: rules.environment).text.utf8))
            return 0
        }
    }

    /// Prints what the reference says of one step.
    package static func explain(step: String) -> Int32 {
        reporting {
            guard let word = StepWord(rawValue: step), let form = StepForm.of(word) else {
                let words = StepWord.allCases.map(\.rawValue).sorted()
                let near = closestName(to: step, among: words).map { "did you mean '\($0)'?" }
                throw ConfigurationError(
                    line: "no step is called '\(PlainText.clean(step, limit: 60))'; "
                        + (near ?? "there are: \(words.joined(separator: ", "))"),
                    exitCode: ConfigurationError.usage)
            }
            FileHandle.standardOutput.write(Data(StepReference.explain(form).utf8))
            return 0
        }
    }
}
