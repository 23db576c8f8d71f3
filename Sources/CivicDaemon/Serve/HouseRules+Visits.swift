import CivicCRM
import CivicCore
import CivicDialplan

extension HouseRules {
    /// Return visits need their dialplan: without the usual one they are left to people; where another one is named and is not
    /// there, that is a fault.
    static func visits(
        _ configuration: HotlineConfiguration, _ services: ServiceCatalogue, _ sources: [PlanSource]
    ) -> (rules: VisitRules?, faults: [Diagnostic]) {
        guard let rules = services.rules.visits else { return (nil, []) }
        let names = sources.compactMap { PlanLoader.name(in: $0.text) }
        guard !names.contains(rules.plan) else { return (rules, []) }
        guard rules.plan != VisitRules().plan, let file = configuration.files.caseRules else { return (nil, []) }
        return (
            nil,
            [
                Diagnostic(
                    file: file, line: 1, column: 1, message: "return-visit: no dialplan is called '\(rules.plan)'",
                    suggestion: closestName(to: rules.plan, among: names).map { "did you mean '\($0)'?" }
                        ?? "write the dialplan, or 'return-visit: off'", rule: "unknown-plan")
            ]
        )
    }
}
