package import CivicCRM
package import CivicCore
package import CivicInsight
import CivicReports
package import Foundation
import GRDB

extension CivicStore: InsightRecords {
    package var insightZone: TimeZone { facts.reportZone }
    package var officeCalendar: WorkingCalendar? { catalogue.calendars["county-office"] }

    /// Counts what has come since the last time; all that there is, the first time.
    func catchUp(batch: Int = InsightPart.batch) async throws {
        let zone = insightZone
        var frequent = FrequentServices()
        for part in InsightPart.allCases {
            while try await pool.read({ try part.isBehind($0) }) {
                frequent = try await pool.write { [frequent] db in
                    var frequent = frequent
                    try part.advance(db, zone: zone, batch: batch, &frequent)
                    return frequent
                }
            }
        }
    }

    package func topics(of days: Range<LocalDate>) async throws -> [TopicCount] {
        try await catchUp()
        return try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: "SELECT day, township, service, cases FROM topic_day WHERE day >= ? AND day < ?"),
                arguments: [days.lowerBound.dayNumber, days.upperBound.dayNumber]
            ).map {
                TopicCount(day: LocalDate(dayNumber: $0[0]), township: $0[1], service: $0[2], cases: $0[3])
            }
        }
    }

    package func repeats(of days: Range<LocalDate>) async throws -> [RepeatDay] {
        try await catchUp()
        return try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(sql: "SELECT day, calls, again FROM repeat_day WHERE day >= ? AND day < ?"),
                arguments: [days.lowerBound.dayNumber, days.upperBound.dayNumber]
            ).map { RepeatDay(day: LocalDate(dayNumber: $0[0]), calls: $0[1], again: $0[2]) }
        }
    }

    package func guesses(of months: Range<Int>) async throws -> [GuessSum] {
        try await catchUp()
        return try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT rule, SUM(tried), SUM(hits), SUM(naive) FROM guess_month
                        WHERE month >= ? AND month < ? GROUP BY rule
                        """),
                arguments: [months.lowerBound, months.upperBound]
            ).compactMap { row in
                LikelyReason.Rule(rawValue: row[0]).map {
                    GuessSum(rule: $0, tried: row[1], right: row[2], naive: row[3])
                }
            }
        }
    }

    package func segments(of year: Int) async throws -> [SegmentCount] {
        try await catchUp()
        return try await pool.read { db in
            try Row.fetchAll(
                db.cachedStatement(
                    sql: "SELECT age, needs, language, service, people FROM segment_people WHERE year = ?"),
                arguments: [year]
            ).map { SegmentCount(age: $0[0], needs: $0[1], language: $0[2], service: $0[3], people: $0[4]) }
        }
    }

    package func memberships(of year: Int) async throws -> [MembershipCount] {
        let time = LocalTime(timeZone: insightZone)
        guard let first = LocalDate(year: year, month: 1, day: 1),
            let next = LocalDate(year: year + 1, month: 1, day: 1)
        else { return [] }
        let range = [first, next].map { time.instant($0, seconds: 0, repeated: .first).milliseconds }
        let people = "COUNT(DISTINCT c.citizen_id)"
        let member = "citizen_case c JOIN citizen_segment s ON s.citizen_id = c.citizen_id"
        let brought = "WHERE c.citizen_id IS NOT NULL AND c.opened_at >= ? AND c.opened_at < ?"
        return try await pool.read { db in
            try [
                "SELECT '', '', \(people) FROM citizen_case c \(brought)",
                "SELECT '', c.service, \(people) FROM citizen_case c \(brought) GROUP BY c.service",
                "SELECT s.segment, '', \(people) FROM \(member) \(brought) GROUP BY s.segment",
                "SELECT s.segment, c.service, \(people) FROM \(member) \(brought) GROUP BY s.segment, c.service",
            ].flatMap { sql in
                try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [range[0], range[1]])
                    .map { MembershipCount(segment: $0[0], service: $0[1], people: $0[2]) }
            }
        }
    }

    package func likelyReason(ofCitizen id: Int64, at now: Date) async throws -> LikelyReason? {
        try await catchUp()
        let today = LocalDate(at: now, in: insightZone)
        return try await pool.read { db in
            var frequent = FrequentServices()
            return LikelyReason(
                of: try InsightTally.matters(db, of: id), frequent: try frequent.service(db, before: today), at: now)
        }
    }

    package func likelyMatter(ofCitizen id: Int64, at now: Date) async throws -> LikelyMatter? {
        try await pool.read { db in
            guard let id = try Self.current(db, id) else { return nil }
            let reason = LikelyReason(of: try InsightTally.matters(db, of: id, told: true), frequent: nil, at: now)
            guard let reason, let news = LikelyMatter.News(rawValue: reason.rule.rawValue), let matter = reason.matter,
                let number = CaseNumber(matter.number)
            else { return nil }
            return LikelyMatter(news: news, number: number)
        }
    }

    package func holdsSampleCounty() async throws -> Bool {
        try await pool.read { try SampleCountyLoader.isLoaded($0) }
    }
}
