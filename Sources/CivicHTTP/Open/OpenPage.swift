import CivicCRM
import CivicReports
import Foundation

/// `/open`: tables that everybody may read.
struct OpenPage {
    let words: [String: String]
    let catalogue: DeskCatalogue
    let language: PageLanguage
    let timeZone: TimeZone

    private static let columns = ["opened", "answered", "in-time", "days", "solved", "came-back"]

    func markup(_ figures: OpenFigures) -> String {
        let last = figures.period.upperBound.addingTimeInterval(-1)
        let lead = word("open.lead").replacing("{from}", with: day(figures.period.lowerBound))
            .replacing("{to}", with: day(last))
        guard let total = figures.total else {
            return "<p class=\"lead\">\(lead)</p><p>\(word("open.none"))</p>"
        }
        return [
            "<p class=\"lead\">\(lead)</p>",
            table("open.units", figures.units, total) { unit($0) },
            figures.townships.isEmpty ? "" : table("open.townships", figures.townships, nil) { $0 },
            "<p><a href=\"/open.csv\">\(word("open.csv"))</a></p>",
            "<h2>\(word("open.how"))</h2>", "<dl>",
            Self.columns.map { "<dt>\(word("open.\($0)"))</dt><dd>\(word("open.\($0).how"))</dd>" }.joined(),
            "</dl>", "<p>\(word("open.small"))</p>",
        ].joined(separator: "\n")
    }

    func csv(_ figures: OpenFigures) -> String {
        var csv = CSVText(
            header: ["group", "name"] + Self.columns.map { words["open.\($0)"] ?? $0 })
        func add(_ group: String, _ lines: [OpenFigures.Line], _ name: (String) -> String) {
            for line in lines {
                csv.add(
                    [words[group] ?? group, line.key.map(name) ?? words["open.others"] ?? ""]
                        + [
                            String(line.opened), String(line.answered), share(line.inTime), days(line.medianDays),
                            share(line.solved), share(line.cameBack),
                        ])
            }
        }
        add("open.units", figures.units) { unit($0) }
        add("open.townships", figures.townships) { $0 }
        return csv.text
    }

    private func table(
        _ title: String, _ lines: [OpenFigures.Line], _ total: OpenFigures.Line?, _ name: (String) -> String
    ) -> String {
        let head = Self.columns.map { "<th scope=\"col\">\(word("open.\($0)"))</th>" }.joined()
        let rows = lines.map { row($0.key.map { escape(name($0)) } ?? word("open.others"), $0) }
        let foot = total.map { "<tfoot>\(row(word("open.total"), $0))</tfoot>" } ?? ""
        return """
            <h2 id="\(title)">\(word(title))</h2>
            <div class="wide cards" role="region" tabindex="0" aria-labelledby="\(title)"><table>
            <thead><tr><th scope="col"></th>\(head)</tr></thead><tbody>\(rows.joined())</tbody>\(foot)
            </table></div>
            """
    }

    private func row(_ name: String, _ line: OpenFigures.Line) -> String {
        let cells = [
            String(line.opened), String(line.answered), share(line.inTime), days(line.medianDays), share(line.solved),
            share(line.cameBack),
        ]
        // On a telephone's screen each figure stands on a line of its own, with its name before it.
        let named = zip(Self.columns, cells).map { "<td data-name=\"\(word("open.\($0)"))\">\($1)</td>" }
        return "<tr><th scope=\"row\">\(name)</th>\(named.joined())</tr>"
    }

    private func share(_ value: Double?) -> String { value.map { "\(Int(($0 * 100).rounded())) %" } ?? "–" }

    private func days(_ value: Double?) -> String {
        value.map { $0.formatted(.number.precision(.fractionLength(1)).locale(Locale(identifier: "en_US_POSIX"))) }
            ?? "–"
    }

    private func unit(_ id: String) -> String {
        catalogue.units.first { $0.id == id }.map { language == .chinese ? $0.zh : $0.en } ?? id
    }

    private func day(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(timeZone: timeZone).year().month().day().dateSeparator(.dash))
    }

    private func word(_ key: String) -> String { escape(words[key] ?? key) }
    private func escape(_ text: String) -> String { HTMLText.escape(text) }
}
