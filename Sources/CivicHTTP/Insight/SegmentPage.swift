import CivicInsight
import CivicReports

/// `/insight/groups`: which services groups of citizens bring more often than all others.
struct SegmentPage {
    let words: ReportWords

    /// Pairs in the table.
    private static let listed = 40

    func content(_ report: SegmentReport, _ year: Int) -> InsightContent {
        let form =
            "<form class=\"line\" method=\"get\" action=\"/insight/groups\">"
            + words.field(
                "year", "insight.year", type: "number", value: String(year), limits: " min=\"1970\" max=\"9000\"")
            + "<button type=\"submit\" class=\"primary\">\(words.word("reports.show"))</button></form>"
        let findings = report.lines.filter(\.isFinding)
        let lead =
            findings.isEmpty
            ? "<p class=\"banner calm\">\(words.word("insight.groups.calm", ["count": String(report.comparisons)]))</p>"
            : "<div class=\"banner calm\"><strong>\(words.word("insight.groups.found"))</strong><ul>"
                + findings.map { "<li>\(name($0)) × \(rounded($0.lift))</li>" }.joined() + "</ul></div>"
        let facts =
            "<dl class=\"facts\"><div><dt>\(words.word("insight.groups.people"))</dt><dd>\(report.people)</dd></div>"
            + "<div><dt>\(words.word("insight.groups.comparisons"))</dt><dd>\(report.comparisons)</dd></div>"
            + "<div><dt>\(words.word("insight.groups.hidden"))</dt><dd>\(report.hidden)</dd></div></dl>"
        return InsightContent(
            form: form, main: [lead, facts, plot(report), table(report)].joined(separator: "\n"))
    }

    /// Shares inside of the groups; the surest ones.
    private func plot(_ report: SegmentReport) -> String {
        guard report.lines.count > 1 else { return "" }
        let title = words.word("insight.groups.inside")
        let rows = report.lines.prefix(12).map {
            IntervalPlot.Row(
                label: words.group($0.group, of: $0.dimension) + " · " + words.service($0.service),
                value: $0.inside.share, interval: $0.inside.interval, isAlarm: $0.isFinding)
        }
        let plot = IntervalPlot(title: title, rows: Array(rows), scale: { "\(Int(($0 * 100).rounded())) %" }, left: 330)
        return "<figure tabindex=\"0\"><figcaption>\(title)</figcaption>\(plot.svg)</figure>"
    }

    private func table(_ report: SegmentReport) -> String {
        guard !report.lines.isEmpty else { return words.empty("insight.groups.none") }
        let rows = report.lines.prefix(Self.listed).map { line in
            let mark = line.isFinding ? "<strong class=\"word fair\">▲</strong> " : ""
            return "<tr><th scope=\"row\">\(words.word("equality.dimension.\(line.dimension.rawValue)")): "
                + "\(words.group(line.group, of: line.dimension))</th><td>\(words.service(line.service))</td>"
                + "<td class=\"figure\">\(mark)× \(rounded(line.lift))</td><td class=\"figure\">\(words.share(line.support))</td>"
                + "<td class=\"figure\">\(words.proportion(line.inside))</td>"
                + "<td class=\"figure\">\(words.share(line.outside.share))</td><td class=\"figure\">\(words.chance(line.chance))</td></tr>"
        }
        return words.table(
            "insight.groups",
            head: [
                ("insight.groups.group", false), ("insight.service", false), ("insight.groups.lift", true),
                ("insight.groups.support", true), ("insight.groups.inside", true), ("insight.groups.outside", true),
                ("insight.groups.chance", true),
            ], rows: rows)
    }

    private func name(_ line: SegmentReport.Line) -> String {
        "\(words.word("equality.dimension.\(line.dimension.rawValue)")): \(words.group(line.group, of: line.dimension)) · "
            + words.service(line.service)
    }
}
