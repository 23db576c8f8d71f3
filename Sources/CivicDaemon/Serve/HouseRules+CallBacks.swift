import CivicCRM
import CivicCore

extension HouseRules {
    /// Names of `call-back` that lead nowhere.
    static func callBackFaults(_ configuration: HotlineConfiguration, _ services: ServiceCatalogue) -> [Diagnostic] {
        let (callBacks, file) = (configuration.callBacks, configuration.files.queues)
        var found: [Diagnostic] = []
        if let name = callBacks.calendar, services.calendars[name] == nil {
            found.append(
                Diagnostic(
                    file: file, line: 1, column: 1, message: "call-back: no calendar is called '\(name)'",
                    suggestion: closestName(to: name, among: services.calendars.keys.sorted()).map {
                        "did you mean '\($0)'?"
                    }, rule: "unknown-calendar"))
        }
        if !services.services.contains(where: { $0.id == callBacks.service }) {
            found.append(
                Diagnostic(
                    file: file, line: 1, column: 1,
                    message: "call-back: no service is called '\(callBacks.service)', for those who cannot be reached",
                    suggestion: "name one of config/services.yaml under 'case'", rule: "unknown-service"))
        }
        return found
    }
}
