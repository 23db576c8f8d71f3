import CivicCore
import CivicInsight
import CivicReports

/// `/insight`: what the county brings up, and what rises.
struct TopicPage {
    let words: ReportWords

    /// Cells in the table, and rises with a drawing.
    private static let (listed, drawn) = (40, 4)

    func content(_ report: TopicReport) -> InsightContent {
        let form =
            "<form class=\"line\" method=\"get\" action=\"/insight\">"
            + words.field("until", "insight.until", type: "date", value: report.last.description)
            + "<button type=\"submit\" class=\"primary\">\(words.word("reports.show"))</button>"
            + "<a class=\"button\" href=\"/insight/topics.csv?until=\(report.last)\">\(words.word("reports.csv"))</a></form>"
        let hidden =
            report.hidden == 0
            ? ""
            : "<p class=\"muted\">\(words.word("insight.topics.hidden", ["count": String(report.hidden), "least": String(SmallCells.least)]))</p>"
        return InsightContent(
            form: form,
            main: [alarms(report), facts(report), plots(report), table(report), hidden].joined(separator: "\n"))
    }

    private func alarms(_ report: TopicReport) -> String {
        let rises = report.rises
        guard !rises.isEmpty else {
            return "<p class=\"banner calm\">\(words.word("insight.topics.calm", ["count": String(report.tested)]))</p>"
        }
        let lines = rises.map { topic in
            "<li><strong>\(name(topic))</strong> – \(topic.now), \(words.word("insight.topics.mean")) \(mean(topic)), \(words.chance(topic.chance ?? 1))</li>"
        }
        return
            "<div class=\"banner\" role=\"status\"><strong>\(words.word("insight.topics.rises"))</strong><ul>\(lines.joined())</ul></div>"
    }

    private func facts(_ report: TopicReport) -> String {
        let pairs = [
            (words.word("insight.topics.week"), "\(report.last.adding(days: -6)) – \(report.last)"),
            (words.word("insight.topics.cases"), String(report.cases)),
            (words.word("insight.topics.tested"), String(report.tested)),
            (words.word("insight.topics.spread"), plain((report.spread * 100).rounded() / 100)),
        ]
        return "<dl class=\"facts\">" + pairs.map { "<div><dt>\($0)</dt><dd>\($1)</dd></div>" }.joined() + "</dl>"
    }

    /// Of the rises; of the largest topic where nothing rises.
    private func plots(_ report: TopicReport) -> String {
        let rises = report.rises
        return (rises.isEmpty ? Array(report.topics.prefix(1)) : Array(rises.prefix(Self.drawn))).map { topic in
            let bars = topic.shown.enumerated().map { week, count in
                let first = report.last.adding(days: 7 * (week - topic.shown.count + 1) - 6)
                return BarPlot.Bar(
                    label: String(first.description.dropFirst(5)), height: count.map(Double.init), mark: nil)
            }
            let title = name(topic)
            let plot = BarPlot(title: title, bars: bars, goal: topic.mean, scale: plainNumber)
            return "<figure tabindex=\"0\"><figcaption>\(title)</figcaption>\(plot.svg)</figure>"
        }.joined(separator: "\n")
    }

    private func table(_ report: TopicReport) -> String {
        guard !report.topics.isEmpty else { return words.empty("insight.topics.none") }
        let rows = report.topics.prefix(Self.listed).map { topic in
            let mark =
                topic.isRise ? "<strong class=\"word poor\">▲ \(words.word("insight.topics.rise"))</strong> " : ""
            return "<tr><th scope=\"row\">\(township(topic))</th><td>\(words.service(topic.service))</td>"
                + "<td class=\"figure\">\(topic.now)</td><td class=\"figure\">\(mean(topic))</td>"
                + "<td class=\"figure\">\(topic.times.map { "× \(rounded($0))" } ?? "–")</td>"
                + "<td class=\"figure\">\(mark)\(topic.chance.map(words.chance) ?? "–")</td></tr>"
        }
        return words.table(
            "insight.topics",
            head: [
                ("insight.township", false), ("insight.service", false), ("insight.topics.now", true),
                ("insight.topics.mean", true), ("insight.topics.times", true), ("insight.topics.chance", true),
            ], rows: rows)
    }

    private func name(_ topic: TopicReport.Topic) -> String { "\(township(topic)) · \(words.service(topic.service))" }

    private func township(_ topic: TopicReport.Topic) -> String {
        topic.township.isEmpty ? words.word("insight.no-township") : words.text(topic.township)
    }

    private func mean(_ topic: TopicReport.Topic) -> String {
        topic.mean.map { rounded($0) } ?? "&lt; \(rounded(Double(SmallCells.least) / Double(TopicReport.weeks - 1)))"
    }

    /// Of every cell that the page may show; the weeks with their first days.
    func csv(_ report: TopicReport) -> String {
        let weeks = (0..<TopicReport.weeks).map { report.last.adding(days: 7 * ($0 - TopicReport.weeks + 1) - 6) }
        var csv = CSVText(
            header: ["township", "service"] + weeks.map(\.description) + [
                "mean-of-weeks-before", "corrected-p", "rise",
            ])
        for topic in report.topics {
            csv.add(
                [topic.township, topic.service] + topic.shown.map { $0.map(String.init) ?? "hidden" } + [
                    topic.mean.map { plain($0) } ?? "hidden", plain(topic.chance), topic.isRise ? "yes" : "no",
                ])
        }
        return csv.text
    }
}
