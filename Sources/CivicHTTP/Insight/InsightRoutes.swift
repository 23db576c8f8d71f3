import CivicCRM
import CivicCore
import CivicInsight
import CivicReports
import Foundation
import Hummingbird

// What the record says as a whole. Only /insight/matters shows single citizens: each look is in the audit book before.
extension WebHouse {
    static let insightReaders = overseers + [.auditor]
    /// Single citizens and pairs of a kind that one page lists.
    private static let listed = 20
    private static let mostCompared = 5_000

    func addInsight(to routes: inout RouteTable) {
        addSums(to: &routes)
        addLikelyReasons(to: &routes)
        addSegmentRules(to: &routes)
        routes.signedIn(.get, "/insight/matters", asOneOf: Self.insightReaders) { request, _, agent in
            // A name is of the file, and opens as the file does.
            if let id = request.uri.queryParameters["open"].flatMap({ Int64($0) }), id > 0,
                agent.roles.contains(.supervisor),
                openFiles.ground(of: .citizen(id), for: agent.id, at: now()) == nil
            {
                return reasonPage(for: .citizen(id), back: "/insight/matters", request, agent)
            }
            let content = try await matters(reportWords(for: request), for: agent)
            return try await insightPage(.matters, content, request, agent)
        }
    }

    private func addSums(to routes: inout RouteTable) {
        routes.signedIn(.get, "/insight", asOneOf: Self.insightReaders) { request, _, agent in
            let report = try await topicReport(request)
            let page = TopicPage(words: reportWords(for: request))
            return try await insightPage(.topics, page.content(report), request, agent)
        }
        routes.signedIn(.get, "/insight/topics.csv", asOneOf: Self.insightReaders) { request, _, _ in
            Self.csv(TopicPage(words: reportWords(for: request)).csv(try await topicReport(request)), "topics")
        }
        routes.signedIn(.get, "/insight/forecast", asOneOf: Self.insightReaders) { request, _, agent in
            let queue = ReportRequest.queue(request)
            let (forecast, queues) = try await asking {
                (try await self.forecast(queue: queue), try await reports.visitedQueues())
            }
            let page = ForecastPage(words: reportWords(for: request))
            return try await insightPage(.forecast, page.content(forecast, queue, queues: queues), request, agent)
        }
        routes.signedIn(.get, "/insight/forecast.csv", asOneOf: Self.insightReaders) { request, _, _ in
            let forecast = try await asking { try await self.forecast(queue: ReportRequest.queue(request)) }
            return Self.csv(ForecastPage.csv(forecast), "forecast")
        }
        routes.signedIn(.get, "/insight/reasons", asOneOf: Self.insightReaders) { request, _, agent in
            let today = insightDay()
            let month = today.year * 12 + today.month
            let report = GuessReport(try await asking { try await insight.guesses(of: month - 12..<month) })
            let page = ReasonPage(words: reportWords(for: request))
            return try await insightPage(.reasons, page.content(report), request, agent)
        }
        routes.signedIn(.get, "/insight/groups", asOneOf: Self.insightReaders) { request, _, agent in
            let year = try self.year(request)
            let report = try await asking {
                SegmentReport(
                    try await insight.segments(of: year), memberships: try await insight.memberships(of: year))
            }
            let page = SegmentPage(words: reportWords(for: request))
            return try await insightPage(.groups, page.content(report, year), request, agent)
        }
    }

    func insightPage(
        _ page: InsightPage, _ content: InsightContent, _ request: Request, _ agent: DeskAgent
    ) async throws -> Response {
        let words = reportWords(for: request)
        let tabs = InsightPage.allCases.map { other in
            "<a href=\"\(other.address)\"\(other == page ? " aria-current=\"page\"" : "")>\(words.word("insight.\(other.rawValue)"))</a>"
        }
        let isSample = try await asking { try await insight.holdsSampleCounty() }
        return overseerPage(
            "insight", at: page.address, for: agent, of: request,
            markup: [
                "tabs": tabs.joined(separator: " "), "lead": words.word("insight.\(page.rawValue).lead"),
                "form": content.form, "main": content.main,
                "method": words.paragraphs("insight.\(page.rawValue).method"),
                "sample": isSample ? "<p class=\"banner sample\">\(words.word("insight.sample"))</p>" : "",
            ])
    }

    // MARK: What is asked for

    /// The day that it is now.
    private func insightDay() -> LocalDate { LocalDate(at: now(), in: insight.insightZone) }

    private func topicReport(_ request: Request) async throws -> TopicReport {
        let yesterday = insightDay().adding(days: -1)
        var last = yesterday
        if let text = request.uri.queryParameters["until"], !text.isEmpty {
            guard let day = LocalDate(String(text)), (1970...9_000).contains(day.year), day <= yesterday else {
                throw Problem.invalid(
                    "until", "It is no day that is over.", remedy: "Write it as 2026-11-30; the last one is yesterday.")
            }
            last = day
        }
        return TopicReport(
            try await asking { try await insight.topics(of: TopicReport.days(until: last)) }, until: last)
    }

    private func year(_ request: Request) throws -> Int {
        guard let text = request.uri.queryParameters["year"], !text.isEmpty else { return insightDay().year }
        guard let year = Int(text), (1970...insightDay().year).contains(year) else {
            throw Problem.invalid("year", "It is no year that has begun.", remedy: "Write it as 2026.")
        }
        return year
    }

    /// Calls of the seven days from today on; `nil` where there are too few weeks.
    func forecast(queue: String?) async throws -> CallForecast? {
        try await reports.forecast(queue: queue, kinds: DayKinds(insight.officeCalendar), at: now())
    }

    private func matters(_ words: ReportWords, for agent: DeskAgent) async throws -> InsightContent {
        let now = now()
        let (callers, many, open, merged, repeats) = try await asking {
            (
                try await insight.repeatCallers(
                    since: now.addingTimeInterval(-BusyCitizen.callDays * 86_400), limit: Self.listed),
                try await insight.manyMatters(limit: Self.listed),
                try await insight.openMatters(
                    since: now.addingTimeInterval(-MatterPage.openDays * 86_400), limit: Self.mostCompared),
                try await insight.mergedMatters(
                    since: now.addingTimeInterval(-MatterPage.mergedDays * 86_400), limit: Self.mostCompared),
                try await insight.repeats(of: RepeatReport.days(until: insightDay().adding(days: -1)))
            )
        }
        let listed = Set((callers + many).map(\.id)).sorted()
        let grounds = listed.reduce(into: [Int64: OpeningGround]()) {
            $0[$1] = openFiles.ground(of: .citizen($1), for: agent.id, at: now)
        }
        let page = MatterPage(
            words: words, callers: callers, many: many, crowds: Crowds(open),
            pairs: MatterPairs(open), found: MatterPairs.found(of: merged),
            repeats: RepeatReport(repeats, until: insightDay().adding(days: -1)),
            listed: Self.listed, mayOpen: agent.roles.contains(.supervisor), named: Set(grounds.keys))
        for id in listed {
            if let ground = grounds[id] {
                try await note(FileOpening(by: agent.id, look: .citizen, citizenId: id, ground: ground))
            } else {
                try await asking {
                    try await accounts.audit(agent: agent.id, action: .viewCase, citizen: id, conversation: nil)
                }
            }
        }
        for citizen in Set(page.shownMatters.map(\.citizen)).sorted(by: { ($0 ?? 0) < ($1 ?? 0) }) {
            try await asking {
                try await accounts.audit(agent: agent.id, action: .viewCase, citizen: citizen, conversation: nil)
            }
        }
        return page.content()
    }
}

extension ReportWords {
    /// A text whose lines are paragraphs.
    func paragraphs(_ key: String) -> String {
        (words[key] ?? key).split(separator: "\n").map { "<p>\(HTMLText.escape(String($0)))</p>" }.joined()
    }

    /// p = 0.012
    func chance(_ value: Double) -> String {
        guard value >= 0.001 else { return "p &lt; 0.001" }
        let thousandths = Int((value * 1_000).rounded())
        return thousandths >= 1_000 ? "p = 1" : "p = 0.\(String(1_000 + thousandths).dropFirst())"
    }

    /// A share with its interval and what it is a share of.
    func proportion(_ value: Proportion) -> String {
        "\(share(value.share))<small>\(share(value.interval.lowerBound)) – \(share(value.interval.upperBound)), "
            + "\(value.hits) / \(value.of)</small>"
    }

    /// A table that scrolls by itself.
    func table(_ title: String, head: [(name: String, isFigure: Bool)], rows: [String]) -> String {
        let heads = head.map { "<th scope=\"col\"\($0.isFigure ? " class=\"figure\"" : "")>\(word($0.name))</th>" }
        return """
            <div class="wide" tabindex="0" role="region" aria-label="\(word(title))"><table class="figures">
            <thead><tr>\(heads.joined())</tr></thead><tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
            """
    }

    func empty(_ key: String) -> String { "<p class=\"muted\">\(word(key))</p>" }
}
