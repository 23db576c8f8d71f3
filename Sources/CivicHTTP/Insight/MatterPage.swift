import CivicCore
import CivicInsight
import CivicReports

/// `/insight/matters`: who calls again and again, who has many matters, what many people have, and what looks like one.
struct MatterPage {
    /// Open cases of so many days are compared.
    static let openDays = 30.0
    /// Against merges of so many days the rules are checked.
    static let mergedDays = 365.0

    let words: ReportWords
    let callers: [BusyCitizen]
    let many: [BusyCitizen]
    let crowds: Crowds
    let pairs: MatterPairs
    /// Of the cases that people merged, what the rules would have found.
    let found: Proportion
    let repeats: RepeatReport
    let listed: Int
    /// Whether the reader's account has the page of cases, and may give a reason to open a file.
    let mayOpen: Bool
    /// Citizens whose files the reader has opened for a reason: they alone are shown by name.
    let named: Set<Int64>

    /// Those whose numbers are on the page.
    var shownMatters: [OpenMatter] {
        shownCrowds.flatMap(\.matters) + shownPairs.flatMap { [$0.first, $0.second] }
    }

    private var shownCrowds: ArraySlice<Crowds.Crowd> { crowds.crowds.prefix(listed) }
    private var shownPairs: ArraySlice<MatterPairs.Pair> { pairs.pairs.prefix(listed) }

    func content() -> InsightContent {
        InsightContent(
            main: [
                section("repeats", repeatPlot + callerTable), section("many", manyTable), section("crowds", crowdTable),
                section("pairs", pairTable),
            ].joined(separator: "\n"))
    }

    private func section(_ name: String, _ body: String) -> String {
        "<section><h2>\(words.word("insight.matters.\(name)"))</h2>\(body)</section>"
    }

    private var repeatPlot: String {
        let title = words.word("insight.matters.again")
        let hidden = SmallCells.hidden(in: repeats.weekly.map(\.again.hits))
        let bars = repeats.weekly.enumerated().map { index, week in
            BarPlot.Bar(
                label: String(week.first.description.dropFirst(5)),
                height: hidden.contains(index) ? nil : week.again.share, mark: nil)
        }
        let plot = BarPlot(title: title, bars: bars, scale: { "\(Int(($0 * 100).rounded())) %" })
        let whole = repeats.whole
        let told =
            whole.hits > 0 && whole.hits < SmallCells.least
            ? words.word("insight.few")
            : "\(words.share(whole.share)) (\(words.share(whole.interval.lowerBound)) – "
                + "\(words.share(whole.interval.upperBound)); \(whole.hits) / \(whole.of))"
        return "<figure tabindex=\"0\"><figcaption>\(title): \(told)</figcaption>\(plot.svg)</figure>"
    }

    private var callerTable: String {
        guard !callers.isEmpty else { return words.empty("insight.matters.nobody") }
        let rows = callers.map { citizen in
            "<tr><th scope=\"row\">\(name(citizen))</th><td>\(words.text(citizen.township))</td>"
                + "<td class=\"figure\">\(citizen.calls)</td>"
                + "<td>\(citizen.lastCall.map(HTMLText.time) ?? "–")</td><td>\(matters(citizen.open))</td></tr>"
        }
        return words.table(
            "insight.matters.repeats",
            head: [
                ("insight.citizen", false), ("insight.township", false), ("insight.matters.calls", true),
                ("insight.matters.last-call", false), ("insight.matters.open", false),
            ], rows: rows)
    }

    private var manyTable: String {
        guard !many.isEmpty else { return words.empty("insight.matters.nobody") }
        let rows = many.map { citizen in
            "<tr><th scope=\"row\">\(name(citizen))</th><td>\(words.text(citizen.township))</td>"
                + "<td>\(matters(citizen.open))</td></tr>"
        }
        return words.table(
            "insight.matters.many",
            head: [("insight.citizen", false), ("insight.township", false), ("insight.matters.open", false)], rows: rows
        )
    }

    /// The name of whoever's file is open; else the number of the record, and the way to the question why it is to be opened.
    private func name(_ citizen: BusyCitizen) -> String {
        if named.contains(citizen.id) { return words.text(citizen.name) }
        let number = "№ \(citizen.id)"
        return mayOpen
            ? "<a href=\"/insight/matters?open=\(citizen.id)\">\(number) · \(words.word("insight.matters.name"))</a>"
            : number
    }

    private func matters(_ open: [BusyCitizen.Matter]) -> String {
        open.isEmpty
            ? "–" : open.map { "\(link($0.id, $0.number)) \(words.service($0.service))" }.joined(separator: "<br>")
    }

    private var crowdTable: String {
        guard !shownCrowds.isEmpty else { return words.empty("insight.matters.no-crowd") }
        let rows = shownCrowds.map { crowd in
            "<tr><th scope=\"row\">\(words.text(crowd.township)) \(words.text(crowd.village))</th>"
                + "<td>\(words.service(crowd.service))</td><td class=\"figure\">\(crowd.people)</td>"
                + "<td class=\"figure\">\(crowd.matters.count)</td>"
                + "<td class=\"numbers\">\(crowd.matters.map { link($0.id, $0.number) }.joined(separator: " "))</td></tr>"
        }
        return words.table(
            "insight.matters.crowds",
            head: [
                ("insight.place", false), ("insight.service", false), ("insight.people", true),
                ("insight.cases", true), ("insight.numbers", false),
            ], rows: rows)
    }

    private var pairTable: String {
        let counted =
            words.word(
                "insight.matters.compared", ["count": String(pairs.matters), "pairs": String(pairs.pairs.count)])
            + " "
            + words.word("insight.matters.found", ["found": String(found.hits), "merged": String(found.of)])
        guard !shownPairs.isEmpty else { return "<p class=\"muted\">\(counted)</p>" }
        let rows = shownPairs.map { pair in
            "<tr><th scope=\"row\">\(link(pair.first.id, pair.first.number))</th>"
                + "<td>\(link(pair.second.id, pair.second.number))</td><td>\(words.service(pair.first.service))</td>"
                + "<td>\(words.text(pair.second.township)) \(words.text(pair.second.village))</td>"
                + "<td>\(words.word("insight.pair.\(pair.reason.rawValue)"))</td>"
                + "<td class=\"figure\">\(words.share(pair.likeness))</td></tr>"
        }
        return "<p class=\"muted\">\(counted)</p>"
            + words.table(
                "insight.matters.pairs",
                head: [
                    ("insight.matters.first", false), ("insight.matters.second", false), ("insight.service", false),
                    ("insight.place", false), ("insight.matters.why", false), ("insight.matters.likeness", true),
                ], rows: rows)
    }

    /// To the case, where it can be merged.
    private func link(_ id: Int64, _ number: String) -> String {
        mayOpen ? "<a href=\"/cases#\(id)\">\(words.text(number))</a>" : words.text(number)
    }
}
