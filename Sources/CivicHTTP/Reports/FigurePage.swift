import CivicCore
import CivicReports
import Foundation

/// The changing parts of the page of figures, as markup.
struct FigurePage {
    let words: ReportWords

    func form(_ asked: ReportRequest, queues: [String]) -> String {
        [
            words.field("from", "reports.from", type: "date", value: asked.period.first.description),
            words.field("to", "reports.to", type: "date", value: asked.period.last.description),
            words.choice(
                "by", "reports.by", Grouping.allCases.map { ($0.rawValue, words.word("reports.by.\($0.rawValue)")) },
                chosen: asked.grouping.rawValue),
            words.queueChoice(queues, chosen: asked.queue),
        ].joined()
    }

    func plots(_ report: FigureReport) -> String {
        guard !report.lines.isEmpty else { return "" }
        let isOfAgents = report.grouping == .agent
        let first: Figure = isOfAgents ? .answered : .entered
        let second: Figure = isOfAgents ? .handlingTime : .serviceLevel
        return [first, second].map { figure in
            let title = words.word("figure.\(figure.rawValue)")
            let bars = report.lines.map { line in
                BarPlot.Bar(
                    label: label(line.key, of: report.grouping), height: figure.value(of: line.visits, line.time))
            }
            let plot = BarPlot(
                title: title, bars: bars, top: figure.unit == .share ? 1 : nil,
                goal: figure == .serviceLevel ? StaffingGoal.house.share : nil,
                scale: { figure.unit == .share ? "\(Int(($0 * 100).rounded())) %" : plainNumber($0) })
            return "<figure tabindex=\"0\"><figcaption>\(title)</figcaption>\(plot.svg)</figure>"
        }.joined(separator: "\n")
    }

    /// Days without their year, where it is the same.
    private func label(_ key: String, of grouping: Grouping) -> String {
        grouping == .day ? words.text(String(key.dropFirst(5))) : words.name(key, of: grouping)
    }

    func head(_ report: FigureReport) -> String {
        let columns = report.figures.map { figure in
            "<th scope=\"col\" class=\"figure\"><a href=\"#formula-\(figure.rawValue)\">\(words.word("figure.\(figure.rawValue)"))</a></th>"
        }
        return
            "<tr><th scope=\"col\">\(words.word("reports.by.\(report.grouping.rawValue)"))</th>\(columns.joined())</tr>"
    }

    func rows(_ report: FigureReport) -> String {
        guard !report.lines.isEmpty else {
            return
                "<tr><td class=\"muted\" colspan=\"\(report.figures.count + 1)\">\(words.word("reports.none"))</td></tr>"
        }
        return report.lines.map { line in
            row(words.name(line.key, of: report.grouping), line, report)
        }.joined(separator: "\n")
    }

    func foot(_ report: FigureReport) -> String { row(words.word("reports.total"), report.total, report) }

    private func row(_ name: String, _ line: FigureReport.Line, _ report: FigureReport) -> String {
        let cells = report.figures.map { figure in
            let value = figure.value(of: line.visits, line.time)
            var shown = words.value(value, figure.unit)
            // GB/T 33358-2016 asks for it in any 24 hours.
            if figure == .connected, report.grouping == .day, let value, value < 0.95 {
                shown = "<strong class=\"word poor\" title=\"\(words.word("reports.below"))\">▼ \(shown)</strong>"
            }
            return "<td class=\"figure\">\(shown)</td>"
        }
        return "<tr><th scope=\"row\">\(name)</th>\(cells.joined())</tr>"
    }

    /// What each figure is, and what counts.
    func formulas(_ report: FigureReport) -> String {
        report.figures.map { figure in
            "<div id=\"formula-\(figure.rawValue)\"><dt>\(words.word("figure.\(figure.rawValue)"))</dt>"
                + "<dd>\(words.word("figure.\(figure.rawValue).formula"))</dd></div>"
        }.joined(separator: "\n")
    }
}

/// A height of a scale without needless digits.
func plainNumber(_ value: Double) -> String {
    value == value.rounded() ? String(Int64(value)) : rounded(value)
}
