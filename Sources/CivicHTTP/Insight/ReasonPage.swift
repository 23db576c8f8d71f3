import CivicInsight
import CivicReports

/// `/insight/reasons`: what next calls are guessed to be about, and how often that was right.
struct ReasonPage {
    let words: ReportWords

    func content(_ report: GuessReport) -> InsightContent {
        guard !report.lines.isEmpty else { return InsightContent(main: words.empty("insight.reasons.none")) }
        let rows = report.lines.map { row(words.word("insight.rule.\($0.rule.rawValue)"), $0) }
        let known = report.known.map { [row("<strong>\(words.word("insight.reasons.known"))</strong>", $0)] } ?? []
        let plot = IntervalPlot(
            title: words.word("insight.reasons.right"),
            rows: report.lines.map {
                IntervalPlot.Row(
                    label: words.word("insight.rule.\($0.rule.rawValue).short"), value: $0.right.share,
                    interval: $0.right.interval, isAlarm: false)
            }, scale: { "\(Int(($0 * 100).rounded())) %" })
        let hidden = report.hidden == 0 ? "" : words.empty("insight.reasons.hidden")
        let table = words.table(
            "insight.reasons",
            head: [
                ("insight.reasons.rule", false), ("insight.reasons.right", true), ("insight.reasons.naive", true),
                ("insight.reasons.calls", true),
            ], rows: rows + known)
        return InsightContent(
            main:
                "\(verdict(report))<figure tabindex=\"0\"><figcaption>\(plot.title)</figcaption>\(plot.svg)</figure>\(table)\(hidden)"
        )
    }

    /// Whether the rules are worth more than always guessing the same.
    private func verdict(_ report: GuessReport) -> String {
        guard let known = report.known else { return "" }
        let isBetter = known.right.interval.lowerBound > known.naive.share
        let values = [
            "right": words.share(known.right.share), "naive": words.share(known.naive.share),
            "calls": String(known.right.of),
        ]
        return
            "<p class=\"banner \(isBetter ? "calm" : "sample")\">\(words.word(isBetter ? "insight.reasons.better" : "insight.reasons.no-better", values))</p>"
    }

    private func row(_ name: String, _ line: GuessReport.Line) -> String {
        "<tr><th scope=\"row\">\(name)</th><td class=\"figure\">\(words.proportion(line.right))</td>"
            + "<td class=\"figure\">\(words.share(line.naive.share))</td><td class=\"figure\">\(line.right.of)</td></tr>"
    }
}
