import CivicCRM
import CivicCore
import CivicSegments
import Foundation

// Segments and entitlements, compiled with everything else.
extension HouseRules {
    static func segments(_ files: HotlineConfiguration.Files, _ services: ServiceCatalogue) throws -> SegmentRules {
        try SegmentFile.parse(
            try files.segments.map { try text(of: $0) }, file: files.segments ?? "", services: services,
            servicesFile: files.services)
    }

    /// Rules that somebody ought to have looked at.
    static func overdue(_ rules: SegmentRules, in file: String, today: LocalDate) -> [Diagnostic] {
        rules.catalogue.segments.filter { $0.reviewBy < today }.map { segment in
            Diagnostic(
                file: file, line: 0, column: 0, severity: .warning,
                message: "the rule of the segment '\(segment.id)' was to be looked at by \(segment.reviewBy)",
                suggestion: "compare it with its source (\(segment.source)), then give it a new day",
                rule: "segment-review")
        }
    }
}
