import CivicInsight
import CivicReports
import Foundation
import HTTPTypes
import Hummingbird

// Figures of the line, equal service and staffing, for supervisors and administrators: pages, and the same as CSV.
extension WebHouse {
    func addReports(to routes: inout RouteTable) {
        addFigures(to: &routes)
        addEquality(to: &routes)
        addStaffing(to: &routes)
        addUnits(to: &routes)
    }

    private func addFigures(to routes: inout RouteTable) {
        routes.signedIn(.get, "/reports", asOneOf: Self.overseers) { request, _, agent in
            let asked = try ReportRequest(request, zone: reports.reportZone, at: now())
            let (report, queues, isSample) = try await asking {
                (
                    try await figures(asked), try await reports.visitedQueues(),
                    try await reports.holdsSample(asked.period.halfHours)
                )
            }
            let page = FigurePage(words: reportWords(for: request))
            return overseerPage(
                "reports", at: "/reports", for: agent, of: request,
                markup: [
                    "form": page.form(asked, queues: queues), "plots": page.plots(report), "head": page.head(report),
                    "rows": page.rows(report), "foot": page.foot(report), "formulas": page.formulas(report),
                    "sample": sampleNote(isSample, page.words), "query": HTMLText.escape(asked.query),
                ])
        }
        routes.signedIn(.get, "/reports/figures.csv", asOneOf: Self.overseers) { request, _, _ in
            let asked = try ReportRequest(request, zone: reports.reportZone, at: now())
            return Self.csv(try await asking { try await figures(asked).csv }, "figures")
        }
    }

    private func addEquality(to routes: inout RouteTable) {
        routes.signedIn(.get, "/reports/equality", asOneOf: Self.overseers) { request, _, agent in
            let asked = try ReportRequest(request, zone: reports.reportZone, at: now())
            let (report, isSample) = try await asking {
                (try await equality(asked), try await reports.holdsSample(asked.period.halfHours))
            }
            let page = EqualityPage(words: reportWords(for: request))
            return overseerPage(
                "equality", at: "/reports/equality", for: agent, of: request, values: ["count": String(report.calls)],
                markup: [
                    "form": page.form(asked), "alarms": page.alarms(report), "tables": page.tables(report),
                    "sample": sampleNote(isSample, page.words), "query": HTMLText.escape(asked.query),
                ])
        }
        routes.signedIn(.get, "/reports/equality.csv", asOneOf: Self.overseers) { request, _, _ in
            let asked = try ReportRequest(request, zone: reports.reportZone, at: now())
            return Self.csv(try await asking { try await equality(asked).csv }, "equality")
        }
    }

    private func addStaffing(to routes: inout RouteTable) {
        routes.signedIn(.get, "/reports/staffing", asOneOf: Self.overseers) { request, _, agent in
            let asked = try StaffingRequest(request)
            let (plan, queues, isSample) = try await asking {
                let plan = try await staffing(asked)
                return (
                    plan, try await reports.visitedQueues(), try await reports.holdsSample(plan.period.halfHours)
                )
            }
            let page = StaffingPage(words: reportWords(for: request))
            return overseerPage(
                "staffing", at: "/reports/staffing", for: agent, of: request,
                markup: [
                    "form": page.form(asked, queues: queues), "facts": page.facts(plan), "plot": page.plot(plan),
                    "head": page.head(), "rows": page.rows(plan), "cell": page.cells(asked),
                    "sample": sampleNote(isSample, page.words),
                    "query": HTMLText.escape(asked.query),
                ])
        }
        routes.signedIn(.get, "/reports/staffing.csv", asOneOf: Self.overseers) { request, _, _ in
            let asked = try StaffingRequest(request)
            return Self.csv(try await asking { try await staffing(asked).csv }, "staffing")
        }
    }

    private func addUnits(to routes: inout RouteTable) {
        routes.signedIn(.get, "/reports/units", asOneOf: Self.overseers) { request, _, agent in
            let asked = try ReportRequest(request, zone: reports.reportZone, at: now())
            let (rates, isSample) = try await asking {
                (
                    UnitRates(of: try await reports.unitAnswers(of: asked.period)),
                    try await reports.holdsSample(asked.period.halfHours)
                )
            }
            let isChinese = PageLanguage(of: request) == .chinese
            let names = catalogue.units.map { ($0.id, isChinese ? $0.zh : $0.en) }
            let page = UnitPage(
                words: reportWords(for: request), units: Dictionary(names, uniquingKeysWith: { first, _ in first }))
            return overseerPage(
                "units", at: "/reports/units", for: agent, of: request,
                markup: [
                    "form": page.form(asked), "plot": page.plot(rates), "head": page.head(), "rows": page.rows(rates),
                    "foot": page.foot(rates), "formulas": page.formulas(), "query": HTMLText.escape(asked.query),
                    "sample": sampleNote(isSample, page.words),
                ])
        }
        routes.signedIn(.get, "/reports/units.csv", asOneOf: Self.overseers) { request, _, _ in
            let asked = try ReportRequest(request, zone: reports.reportZone, at: now())
            return Self.csv(
                UnitRates(of: try await asking { try await reports.unitAnswers(of: asked.period) }).csv, "units")
        }
    }

    private func figures(_ asked: ReportRequest) async throws -> FigureReport {
        try await reports.figures(by: asked.grouping, of: asked.period, queue: asked.queue, at: now())
    }

    private func equality(_ asked: ReportRequest) async throws -> EqualityReport {
        EqualityReport(try await reports.equalityCases(of: asked.period, limit: ReportRequest.mostCases))
    }

    private func staffing(_ asked: StaffingRequest) async throws -> StaffingPlan {
        let forecast = asked.usesForecast ? try await forecast(queue: asked.queue) : nil
        guard !asked.usesForecast || forecast != nil else {
            throw Problem.invalid(
                "arrivals", "There are fewer than \(CallForecast.fewestWeeks) whole weeks of calls.",
                remedy: "Plan by the past weeks until there are more.")
        }
        return try await reports.staffing(
            weeks: asked.weeks, queue: asked.queue, goal: asked.goal, expecting: forecast?.expected, at: now())
    }

    func reportWords(for request: Request) -> ReportWords {
        ReportWords(site: site, language: PageLanguage(of: request), catalogue: catalogue)
    }

    func sampleNote(_ isSample: Bool, _ words: ReportWords) -> String {
        isSample ? "<p class=\"banner sample\">\(words.word("reports.sample"))</p>" : ""
    }

    /// With the mark by which spreadsheets know UTF-8.
    static func csv(_ text: String, _ name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8", .contentDisposition: "attachment; filename=\"\(name).csv\"",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: Array(("\u{FEFF}" + text).utf8))))
    }
}
