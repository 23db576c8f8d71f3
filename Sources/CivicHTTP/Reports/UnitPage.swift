import CivicCore
import CivicReports
import Foundation

/// The changing parts of the page about the units' rates, as markup.
struct UnitPage {
    let words: ReportWords
    /// By id.
    let units: [String: String]

    private static let columns = ["answers", "response", "heard", "solved", "adjusted", "satisfied"]

    func form(_ asked: ReportRequest) -> String {
        words.field("from", "reports.from", type: "date", value: asked.period.first.description)
            + words.field("to", "reports.to", type: "date", value: asked.period.last.description)
    }

    func plot(_ rates: UnitRates) -> String {
        let rows = rates.lines.compactMap { line in
            line.solvedShare.map { share in
                IntervalPlot.Row(label: name(line.unit), value: share.share, interval: share.interval, isAlarm: false)
            }
        }
        guard rows.count > 1 else { return "" }
        let title = words.word("units.solved")
        let plot = IntervalPlot(title: title, rows: rows, scale: { "\(Int(($0 * 100).rounded())) %" })
        return "<figure tabindex=\"0\"><figcaption>\(title)</figcaption>\(plot.svg)</figure>"
    }

    func head() -> String {
        let columns = Self.columns.map {
            "<th scope=\"col\" class=\"figure\"><a href=\"#formula-\($0)\">\(words.word("units.\($0)"))</a></th>"
        }
        return "<tr><th scope=\"col\">\(words.word("units.unit"))</th>\(columns.joined())</tr>"
    }

    func rows(_ rates: UnitRates) -> String {
        guard !rates.lines.isEmpty else {
            return
                "<tr><td class=\"muted\" colspan=\"\(Self.columns.count + 1)\">\(words.word("reports.none"))</td></tr>"
        }
        return rates.lines.map { row($0, rates) }.joined(separator: "\n")
    }

    func foot(_ rates: UnitRates) -> String { row(rates.county, rates) }

    private func row(_ line: UnitRates.Line, _ rates: UnitRates) -> String {
        let solved = line.solvedShare.map { share in
            "\(words.share(share.share))<small>\(words.share(share.interval.lowerBound)) – "
                + "\(words.share(share.interval.upperBound))</small>"
        }
        let cells = [
            String(line.answers), line.response.map { words.share($0.share) },
            line.coverage.map { "\(line.heard)<small>\(words.share($0.share))</small>" } ?? String(line.heard), solved,
            rates.adjusted(line).map(words.share), line.satisfied.map(words.share),
        ]
        return "<tr><th scope=\"row\">\(line.unit.map { name($0) } ?? words.word("reports.total"))</th>"
            + cells.map { "<td class=\"figure\">\($0 ?? "–")</td>" }.joined() + "</tr>"
    }

    func formulas() -> String {
        Self.columns.map {
            "<div id=\"formula-\($0)\"><dt>\(words.word("units.\($0)"))</dt><dd>\(words.word("units.\($0).formula"))</dd></div>"
        }.joined(separator: "\n")
    }

    private func name(_ unit: String?) -> String { words.text(unit.flatMap { units[$0] } ?? unit ?? "") }
}
