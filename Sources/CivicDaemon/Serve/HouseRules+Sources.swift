import CivicCRM
import CivicCore
import CivicDialplan
import CivicSources
import Foundation

// Data sources outside, as dialplans ask them.
extension HouseRules {
    /// Days begin and end where those of the hotline's calendars do, unless a source says otherwise.
    static func dataSources(_ files: HotlineConfiguration.Files, _ services: ServiceCatalogue) throws -> (
        sources: [DataSource], diagnostics: [Diagnostic]
    ) {
        guard let file = files.dataSources else { return ([], []) }
        let zone = services.calendars.sorted { $0.key < $1.key }.first?.value.timeZone ?? .gmt
        return try DataSourcesFile.sources(
            in: try text(of: file), file: file, zone: zone,
            resolve: { HotlineConfiguration.resolve($0, beside: file) }, secrets: SourceSecrets())
    }

    /// What `look-up` may ask: the citizens' record and the sources outside.
    static func lookUps(with sources: [DataSource]) -> [String: LookUpSignature] {
        sources.reduce(into: LookUpSignature.hotline) { all, source in all[source.id] = source.signature }
    }
}
