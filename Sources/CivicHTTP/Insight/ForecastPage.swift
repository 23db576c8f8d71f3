import CivicCore
import CivicInsight
import CivicReports

/// `/insight/forecast`: calls of the seven days to come.
struct ForecastPage {
    let words: ReportWords

    func content(_ forecast: CallForecast?, _ queue: String?, queues: [String]) -> InsightContent {
        let form =
            "<form class=\"line\" method=\"get\" action=\"/insight/forecast\">"
            + words.queueChoice(queues, chosen: queue)
            + "<button type=\"submit\" class=\"primary\">\(words.word("reports.show"))</button>"
            + "<a class=\"button\" href=\"/insight/forecast.csv?\(HTMLText.escape(ReportRequest.query(queue: queue)))\">\(words.word("reports.csv"))</a>"
            + "<a class=\"button\" href=\"/reports/staffing?arrivals=forecast\(HTMLText.escape(ReportRequest.query(queue: queue)))\">\(words.word("insight.forecast.staffing"))</a></form>"
        guard let forecast else {
            return InsightContent(
                form: form,
                main:
                    "<p class=\"banner\">\(words.word("insight.forecast.none", ["weeks": String(CallForecast.fewestWeeks)]))</p>"
            )
        }
        return InsightContent(
            form: form, main: [facts(forecast), plot(forecast), table(forecast)].joined(separator: "\n"))
    }

    private func facts(_ forecast: CallForecast) -> String {
        var pairs = [(words.word("staffing.weeks"), String(forecast.weeks))]
        if let accuracy = forecast.accuracy {
            pairs += [
                (words.word("insight.forecast.error"), accuracy.error.map(words.share) ?? "–"),
                (words.word("insight.forecast.naive"), accuracy.naiveError.map(words.share) ?? "–"),
                (words.word("insight.forecast.coverage"), words.share(accuracy.coverage.share)),
                (
                    words.word("insight.forecast.measured"),
                    "\(accuracy.weeks) / \(accuracy.halfHours) / \(plainNumber(accuracy.calls))"
                ),
            ]
        }
        pairs.append(("α, γ", "\(plain(forecast.levelWeight)), \(plain(forecast.seasonWeight))"))
        return "<dl class=\"facts\">" + pairs.map { "<div><dt>\($0)</dt><dd>\($1)</dd></div>" }.joined() + "</dl>"
    }

    private func plot(_ forecast: CallForecast) -> String {
        let title = words.word("insight.forecast.plot")
        let bars = forecast.slots.map { slot in
            BarPlot.Bar(
                label: slot.halfHour == 24
                    ? "\(words.word("weekday.\(slot.day.weekday.rawValue)")) \(slot.day.description.dropFirst(5))" : "",
                height: slot.calls, mark: slot.interval.upperBound > 0 ? slot.interval.upperBound : nil)
        }
        var plot = BarPlot(title: title, bars: bars, scale: plainNumber)
        plot.labelsAll = true
        return "<figure tabindex=\"0\"><figcaption>\(title)</figcaption>\(plot.svg)</figure>"
    }

    private func table(_ forecast: CallForecast) -> String {
        let days = stride(from: 0, to: forecast.slots.count, by: 48).map { forecast.slots[$0].day }
        let open = (0..<48).filter { half in
            days.indices.contains { forecast.slots[$0 * 48 + half].interval.upperBound > 0 }
        }
        guard let first = open.first, let last = open.last else { return words.empty("reports.none") }
        let head = days.map {
            "<th scope=\"col\" class=\"figure\">\(words.word("weekday.\($0.weekday.rawValue)"))<small>\($0)</small></th>"
        }
        let rows = (first...last).map { half in
            let cells = days.indices.map { cell(forecast.slots[$0 * 48 + half]) }
            return "<tr><th scope=\"row\">\(HalfHour.clock(half))</th>\(cells.joined())</tr>"
        }
        let sums = days.indices.map { day in
            "<td class=\"figure\">\(rounded(forecast.slots[day * 48..<day * 48 + 48].reduce(0) { $0 + $1.calls }))</td>"
        }
        return """
            <div class="wide" tabindex="0" role="region" aria-label="\(words.word("insight.forecast"))"><table class="figures">
            <thead><tr><th scope="col">\(words.word("reports.by.half-hour"))</th>\(head.joined())</tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody>
            <tfoot><tr><th scope="row">\(words.word("reports.total"))</th>\(sums.joined())</tr></tfoot></table></div>
            """
    }

    private func cell(_ slot: CallForecast.Slot) -> String {
        guard slot.interval.upperBound > 0 else { return "<td class=\"figure muted\">–</td>" }
        return "<td class=\"figure\">\(rounded(slot.calls))"
            + "<small>\(plainNumber(slot.interval.lowerBound)) – \(plainNumber(slot.interval.upperBound))</small></td>"
    }

    static func csv(_ forecast: CallForecast?) -> String {
        var csv = CSVText(header: ["day", "from", "calls", "low", "high"])
        for slot in forecast?.slots ?? [] {
            csv.add([
                slot.day.description, HalfHour.clock(slot.halfHour), plain(slot.calls), plain(slot.interval.lowerBound),
                plain(slot.interval.upperBound),
            ])
        }
        return csv.text
    }
}
