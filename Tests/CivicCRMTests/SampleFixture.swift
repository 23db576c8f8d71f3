import CivicCRM
import CivicCore
import Foundation

/// The county's own configuration, as it is shipped.
enum Fixture {
    static let config = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "config")

    static func text(_ name: String) throws -> String {
        try String(contentsOf: config.appending(path: name), encoding: .utf8)
    }

    static func catalogue() throws -> ServiceCatalogue {
        try ServiceFile.parse(
            text("services.yaml"), file: "config/services.yaml",
            units: UnitFile.parse(text("units.yaml"), file: "config/units.yaml"),
            calendars: CalendarFile.parse(text("calendars.yaml"), file: "config/calendars.yaml"))
    }

    /// 2026-11-23 10:00 in Shanghai, a Monday.
    static let now = Date(timeIntervalSince1970: 1_795_399_200)
}
