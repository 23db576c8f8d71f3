import CivicCore
import CivicReports
import Foundation

/// The changing parts of the page about equal service, as markup.
struct EqualityPage {
    let words: ReportWords

    func form(_ asked: ReportRequest) -> String {
        words.field("from", "reports.from", type: "date", value: asked.period.first.description)
            + words.field("to", "reports.to", type: "date", value: asked.period.last.description)
    }

    func alarms(_ report: EqualityReport) -> String {
        let alarms = report.alarms
        guard !alarms.isEmpty else {
            return
                "<p class=\"banner calm\">\(words.word("equality.no-alarm", ["count": String(report.comparisons)]))</p>"
        }
        let lines = alarms.map { dimension, group, finding in
            "<li>\(words.word("equality.dimension.\(dimension.rawValue)")): "
                + "<strong>\(words.group(group.name, of: dimension))</strong> – "
                + "\(words.word("equality.measure.\(finding.measure.rawValue)")) \(value(finding.value, finding.measure)), "
                + "\(words.word("equality.others")) \(value(finding.others, finding.measure))</li>"
        }
        return
            "<div class=\"banner\" role=\"status\"><strong>\(words.word("equality.alarm"))</strong><ul>\(lines.joined())</ul></div>"
    }

    func tables(_ report: EqualityReport) -> String {
        report.tables.map(section).joined(separator: "\n")
    }

    private func section(_ table: EqualityReport.Table) -> String {
        let title = words.word("equality.dimension.\(table.dimension.rawValue)")
        let measures = EqualityReport.Measure.allCases
        let heads = measures.map {
            "<th scope=\"col\" class=\"figure\">\(words.word("equality.measure.\($0.rawValue)"))</th>"
        }
        let rows = table.groups.map { group in
            let cells = measures.map { measure in
                group.findings.first { $0.measure == measure }.map(cell) ?? "<td class=\"figure\">–</td>"
            }
            return "<tr><th scope=\"row\">\(words.group(group.name, of: table.dimension))</th>"
                + "<td class=\"figure\">\(group.calls)</td>\(cells.joined())</tr>"
        }
        let hidden =
            table.hidden == 0
            ? ""
            : "<p class=\"muted\">\(words.word("equality.hidden", ["count": String(table.hidden), "smallest": String(EqualityReport.smallest)]))</p>"
        guard !rows.isEmpty else {
            return "<section><h2>\(title)</h2><p class=\"muted\">\(words.word("reports.none"))</p>\(hidden)</section>"
        }
        return """
            <section><h2>\(title)</h2>\(plot(table))
            <div class="wide" tabindex="0" role="region" aria-label="\(title)"><table class="figures">
            <thead><tr><th scope="col">\(title)</th><th scope="col" class="figure">\(words.word("equality.calls"))</th>\(heads.joined())</tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>\(hidden)</section>
            """
    }

    private func plot(_ table: EqualityReport.Table) -> String {
        let rows = table.groups.compactMap { group in
            group.findings.first { $0.measure == .wait }.map { finding in
                IntervalPlot.Row(
                    label: words.group(group.name, of: table.dimension), value: finding.value / 1_000,
                    interval: finding.interval.lowerBound / 1_000...finding.interval.upperBound / 1_000,
                    isAlarm: finding.isAlarm)
            }
        }
        guard rows.count > 1 else { return "" }
        let title = words.word("equality.measure.wait")
        let plot = IntervalPlot(title: title, rows: rows, scale: { "\(rounded($0)) \(words.word("unit.s"))" })
        return "<figure tabindex=\"0\"><figcaption>\(title)</figcaption>\(plot.svg)</figure>"
    }

    private func cell(_ finding: EqualityReport.Finding) -> String {
        let (low, high) = (finding.interval.lowerBound, finding.interval.upperBound)
        let mark =
            finding.isAlarm
            ? "<strong class=\"word poor\">▲ \(words.word("equality.worse"))</strong> " : ""
        let chance = finding.chance < 0.001 ? "p &lt; 0.001" : "p = \(shown(finding.chance))"
        return "<td class=\"figure\">\(mark)\(value(finding.value, finding.measure))"
            + "<small>\(value(low, finding.measure)) – \(value(high, finding.measure))</small>"
            + "<small>\(words.word("equality.others")) \(value(finding.others, finding.measure)), \(chance)</small></td>"
    }

    private func shown(_ chance: Double) -> String {
        let thousandths = Int((chance * 1_000).rounded())
        return thousandths >= 1_000 ? "1" : "0." + String(1_000 + thousandths).dropFirst()
    }

    private func value(_ value: Double, _ measure: EqualityReport.Measure) -> String {
        measure == .wait ? words.seconds(value / 1_000) : words.share(value)
    }
}
