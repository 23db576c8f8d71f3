import CivicCore
import CivicReports
import Foundation

/// The changing parts of the page about staffing, as markup.
struct StaffingPage {
    let words: ReportWords

    func form(_ asked: StaffingRequest, queues: [String]) -> String {
        [
            words.field(
                "weeks", "staffing.weeks", type: "number", value: String(asked.weeks),
                limits: " min=\"1\" max=\"\(StaffingPlan.mostWeeks)\""),
            words.choice(
                "arrivals", "staffing.arrivals",
                [("", words.word("staffing.arrivals.past")), ("forecast", words.word("staffing.arrivals.forecast"))],
                chosen: asked.usesForecast ? "forecast" : ""),
            words.queueChoice(queues, chosen: asked.queue),
            words.field(
                "share", "staffing.share", type: "number", value: String(Int((asked.goal.share * 100).rounded())),
                limits: " min=\"50\" max=\"99\""),
            words.field(
                "within", "staffing.within", type: "number", value: String(Int(asked.goal.seconds)),
                limits: " min=\"0\" max=\"600\""),
        ].joined()
    }

    func facts(_ plan: StaffingPlan) -> String {
        let pairs = [
            (words.word("staffing.from"), "\(plan.period.first) – \(plan.period.last)"),
            (words.word("staffing.weeks"), String(plan.weeks)),
            (words.word("figure.aht"), words.value(plan.handling, .seconds)),
            (words.word("staffing.patience"), words.value(plan.patience, .seconds)),
        ]
        return "<dl class=\"facts\">" + pairs.map { "<div><dt>\($0)</dt><dd>\($1)</dd></div>" }.joined() + "</dl>"
    }

    func plot(_ plan: StaffingPlan) -> String {
        let isForecast = plan.slots.contains { $0.expected != nil }
        let title = words.word(isForecast ? "staffing.plot.forecast" : "staffing.plot")
        let bars = plan.slots.map { slot in
            BarPlot.Bar(
                label: slot.halfHour == 24 ? words.word("weekday.\(slot.weekday.rawValue)") : "",
                height: Double(slot.agents),
                mark: slot.agentsBusiest > slot.agents ? Double(slot.agentsBusiest) : nil)
        }
        var plot = BarPlot(title: title, bars: bars, scale: plainNumber)
        plot.labelsAll = true
        return "<figure tabindex=\"0\"><figcaption>\(title)</figcaption>\(plot.svg)</figure>"
    }

    /// What stands in a cell.
    func cells(_ asked: StaffingRequest) -> String {
        words.word(asked.usesForecast ? "staffing.cell.forecast" : "staffing.cell")
    }

    func head() -> String {
        "<tr><th scope=\"col\">\(words.word("reports.by.half-hour"))</th>"
            + Weekday.allCases.map { "<th scope=\"col\" class=\"figure\">\(words.word("weekday.\($0.rawValue)"))</th>" }
            .joined() + "</tr>"
    }

    func rows(_ plan: StaffingPlan) -> String {
        let busy = (0..<48).filter { half in Weekday.allCases.contains { plan.slot($0, half).planned.busy > 0 } }
        guard let first = busy.first, let last = busy.last else {
            return "<tr><td class=\"muted\" colspan=\"8\">\(words.word("reports.none"))</td></tr>"
        }
        return (first...last).map { half in
            let cells = Weekday.allCases.map { cell(plan.slot($0, half)) }
            return "<tr><th scope=\"row\">\(HalfHour.clock(half))</th>\(cells.joined())</tr>"
        }.joined(separator: "\n")
    }

    private func cell(_ slot: StaffingPlan.Slot) -> String {
        let planned = slot.planned
        guard planned.busy > 0 else { return "<td class=\"figure muted\">–</td>" }
        let calls =
            slot.expected == nil
            ? "\(rounded(slot.mean)) (\(slot.fewest)–\(slot.most))"
            : "\(rounded(planned.calls)) (≤ \(plainNumber(planned.busy)))"
        return
            "<td class=\"figure\"><strong>\(slot.agents)</strong> / \(slot.agentsBusiest) / \(slot.agentsWithoutLoss)"
            + "<small>\(calls)</small></td>"
    }
}
