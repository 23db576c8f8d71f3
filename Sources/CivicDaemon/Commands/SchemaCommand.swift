import CivicDialplan
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
}
