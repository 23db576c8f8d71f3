import CivicCore
import CivicReports
import Foundation
import Hummingbird

/// What a report is asked for, out of the address; every fault names its field.
struct ReportRequest {
    static let usualDays = 28
    /// The newest calls that an equality report is made of.
    static let mostCases = 200_000

    var period: ReportPeriod
    var grouping: Grouping
    /// `nil` for all queues.
    var queue: String?

    init(_ request: Request, zone: TimeZone, at now: Date) throws {
        let usual = ReportPeriod(days: Self.usualDays, until: now, zone: zone)
        let first = try Self.day("from", request) ?? usual.first
        let last = try Self.day("to", request) ?? max(usual.last, first)
        guard let period = ReportPeriod(first: first, last: last, zone: zone) else {
            throw Problem.invalid(
                "to", "The period ends before it begins, or is longer than ten years.",
                remedy: "Choose a last day that is not before the first.")
        }
        self.period = period
        let word = request.uri.queryParameters["by"].map(String.init) ?? ""
        guard let grouping = word.isEmpty ? .day : Grouping(rawValue: word) else {
            throw Problem.invalid(
                "by", "Nothing is grouped by that.",
                remedy: "Choose one of \(Grouping.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        self.grouping = grouping
        queue = Self.queue(request)
    }

    static func queue(_ request: Request) -> String? {
        request.uri.queryParameters["queue"].map(String.init).flatMap { $0.isEmpty ? nil : String($0.prefix(100)) }
    }

    private static func day(_ field: String, _ request: Request) throws -> LocalDate? {
        guard let text = request.uri.queryParameters[Substring(field)], !text.isEmpty else { return nil }
        guard let day = LocalDate(String(text)), (1970...9_000).contains(day.year) else {
            throw Problem.invalid(field, "It is no day.", remedy: "Write it as 2026-11-30.")
        }
        return day
    }

    /// The same in an address, for links.
    var query: String {
        "from=\(period.first)&to=\(period.last)&by=\(grouping.rawValue)" + Self.query(queue: queue)
    }

    static func query(queue: String?) -> String {
        guard let queue, let safe = queue.addingPercentEncoding(withAllowedCharacters: .alphanumerics) else {
            return ""
        }
        return "&queue=\(safe)"
    }
}

/// For which weeks, queue and goal agents are planned.
struct StaffingRequest {
    var weeks = 8
    var queue: String?
    var goal = StaffingGoal.house
    /// Whether agents are planned for the forecast of the next seven days, in place of the past weeks.
    var usesForecast = false

    init(_ request: Request) throws {
        func number(_ field: String, _ range: ClosedRange<Double>, _ usual: Double) throws -> Double {
            guard let text = request.uri.queryParameters[Substring(field)], !text.isEmpty else { return usual }
            guard let value = Double(text), range.contains(value) else {
                throw Problem.invalid(
                    field, "It is out of its range.",
                    remedy: "Write a number from \(Int(range.lowerBound)) to \(Int(range.upperBound)).")
            }
            return value
        }
        weeks = Int(try number("weeks", 1...Double(StaffingPlan.mostWeeks), 8))
        goal = StaffingGoal(
            share: try number("share", 50...99, 95) / 100, seconds: try number("within", 0...600, 15))
        queue = ReportRequest.queue(request)
        usesForecast = request.uri.queryParameters["arrivals"] == "forecast"
    }

    var query: String {
        "weeks=\(weeks)&share=\(Int((goal.share * 100).rounded()))&within=\(Int(goal.seconds))"
            + (usesForecast ? "&arrivals=forecast" : "") + ReportRequest.query(queue: queue)
    }
}
