import CivicCRM
import CivicCore
import CivicInsight
import CivicReports

/// `/insight/segments`: the rules of the segments as they are written, how many citizens each makes, and what came of offers.
struct SegmentRulesPage {
    let words: ReportWords
    let today: LocalDate

    func content(
        _ catalogue: SegmentCatalogue, _ sizes: [String: Int], _ progress: SegmentProgress, _ offers: [OfferFigure]
    ) -> InsightContent {
        InsightContent(
            main: [state(progress), rules(catalogue, sizes), offered(offers)].joined(separator: "\n"))
    }

    private func state(_ progress: SegmentProgress) -> String {
        let values = ["done": String(progress.done), "of": String(progress.of)]
        guard progress.done < progress.of else {
            return "<p class=\"banner calm\">\(words.word("insight.segments.judged", values))</p>"
        }
        let label = words.word("insight.segments.judging", values)
        return "<p class=\"banner\" role=\"status\">\(label) "
            + "<progress max=\"\(progress.of)\" value=\"\(progress.done)\" aria-label=\"\(label)\"></progress></p>"
    }

    private func rules(_ catalogue: SegmentCatalogue, _ sizes: [String: Int]) -> String {
        guard !catalogue.segments.isEmpty else { return words.empty("insight.segments.none") }
        let rows = catalogue.segments.map { segment in
            let people = sizes[segment.id] ?? 0
            let shown = (1..<SmallCells.least).contains(people) ? "&lt; \(SmallCells.least)" : String(people)
            let overdue =
                segment.reviewBy < today
                ? "<strong class=\"word poor\">\(words.word("insight.segments.overdue"))</strong> " : ""
            return "<tr><th scope=\"row\">\(words.segment(segment.id))</th><td class=\"figure\">\(shown)</td>"
                + "<td><code>\(words.text(segment.rule))</code></td><td>\(words.text(segment.source))</td>"
                + "<td>\(overdue)\(segment.reviewBy)</td></tr>"
        }
        // A group too small to be counted has no bar, or its height would count it.
        let bars = catalogue.segments.map { segment in
            let people = sizes[segment.id] ?? 0
            return BarPlot.Bar(
                label: words.segment(segment.id),
                height: (1..<SmallCells.least).contains(people) ? nil : Double(people))
        }
        let plot = BarPlot(
            title: words.word("insight.segments.people"), bars: bars, labelsAll: true,
            scale: { String(Int($0.rounded())) })
        return plot.svg
            + words.table(
                "insight.segments",
                head: [
                    ("insight.segments.segment", false), ("insight.segments.people", true),
                    ("insight.segments.rule", false), ("insight.segments.source", false),
                    ("insight.segments.review", false),
                ], rows: rows)
    }

    private func offered(_ offers: [OfferFigure]) -> String {
        let title = "<h2>\(words.word("insight.offers"))</h2>"
        guard !offers.isEmpty else { return title + words.empty("insight.offers.none") }
        let rows = offers.map { offer in
            let claimed = offer.said > 0 ? words.proportion(Proportion(offer.claimed, of: offer.said)) : "–"
            return "<tr><th scope=\"row\">\(words.service(offer.service))</th><td class=\"figure\">\(offer.said)</td>"
                + "<td class=\"figure\">\(claimed)</td><td class=\"figure\">\(offer.notNow)</td>"
                + "<td class=\"figure\">\(offer.hasIt)</td></tr>"
        }
        return title
            + words.table(
                "insight.offers",
                head: [
                    ("insight.service", false), ("insight.offers.said", true), ("insight.offers.claimed", true),
                    ("insight.offers.not-now", true), ("insight.offers.has-it", true),
                ], rows: rows)
    }
}
