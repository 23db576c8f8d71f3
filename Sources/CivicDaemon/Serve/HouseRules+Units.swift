import CivicCRM
import CivicCore

extension HouseRules {
    /// Accounts whose unit is none of `units.yaml`.
    static func unitFaults(_ configuration: HotlineConfiguration, _ services: ServiceCatalogue) -> [Diagnostic] {
        configuration.accounts.compactMap { account in
            guard let unit = account.unit, services.unit(unit) == nil else { return nil }
            return Diagnostic(
                file: configuration.files.accounts, line: 1, column: 1,
                message: "the account '\(account.name)': no unit is called '\(unit)'",
                suggestion: closestName(to: unit, among: services.units.map(\.id)).map { "did you mean '\($0)'?" },
                rule: "unknown-unit")
        }
    }
}
