import CivicCore
import CivicInsight
import CivicReports
import Foundation
import GRDB

/// What some rows add to the sums, gathered first and then written: many rows are of one day.
struct InsightTally {
    private struct Topic: Hashable {
        var day: Int
        var township: String
        var service: String
    }

    private struct Segment: Hashable {
        var year: Int
        var age = ""
        var needs = ""
        var language = ""
        var service: String
    }

    private struct Guess: Hashable {
        var month: Int
        var rule: LikelyReason.Rule
    }

    private let zone: TimeZone
    private var topics: [Topic: Int] = [:]
    private var segments: [Segment: Int] = [:]
    private var guesses: [Guess: GuessSum] = [:]
    private var repeats: [Int: (calls: Int, again: Int)] = [:]

    init(zone: TimeZone) {
        self.zone = zone
    }

    private func day(_ milliseconds: Int64) -> LocalDate { LocalDate(at: Date(milliseconds: milliseconds), in: zone) }

    // MARK: Counting; each returns the id that it reached, nil where there was no row

    mutating func countTopics(_ db: Database, after last: Int64, limit: Int) throws -> Int64? {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT c.id, c.opened_at, c.service, COALESCE(f.township, z.township, ''), c.citizen_id, z.birth_year,
                      z.accessibility IS NOT NULL, z.language
                    FROM citizen_case c
                    LEFT JOIN filing f ON f.case_id = c.id
                    LEFT JOIN citizen z ON z.id = c.citizen_id
                    WHERE c.id > ? ORDER BY c.id LIMIT ?
                    """),
            arguments: [last, limit])
        for row in rows {
            let day = day(row[1])
            let service: String = row[2]
            topics[Topic(day: day.dayNumber, township: row[3], service: service), default: 0] += 1
            guard let citizen = row[4] as Int64? else { continue }
            let earlier = try services(db, of: citizen, before: row[0], in: day.year)
            let segment = Segment(
                year: day.year, age: EqualityDimension.ageBand(birthYear: row[5], in: day.year),
                needs: row[6] == 1 ? EqualityDimension.hasNeeds : EqualityDimension.hasNoNeeds, language: row[7],
                service: service)
            if !earlier.contains(service) { segments[segment, default: 0] += 1 }
            if earlier.isEmpty {
                var any = segment
                any.service = ""
                segments[any, default: 0] += 1
            }
        }
        return rows.last?[0]
    }

    /// Of the citizen's cases with a smaller id, opened in the year.
    private func services(_ db: Database, of citizen: Int64, before id: Int64, in year: Int) throws -> Set<String> {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT opened_at, service FROM citizen_case WHERE citizen_id = ? AND id < ?"),
            arguments: [citizen, id])
        return Set(rows.filter { day($0[0]).year == year }.map { $0[1] })
    }

    mutating func countGuesses(
        _ db: Database, after last: Int64, limit: Int, _ frequentServices: inout FrequentServices
    ) throws -> Int64? {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id, opened_at, service, citizen_id, \(InsightPart.calls) FROM citizen_case
                    WHERE id > ? ORDER BY id LIMIT ?
                    """),
            arguments: [last, limit])
        for row in rows {
            guard row[4] == 1, let citizen = row[3] as Int64? else { continue }
            let day = day(row[1])
            let frequent = try frequentServices.service(db, before: day)
            guard
                let guess = LikelyReason(
                    of: try Self.matters(db, of: citizen), frequent: frequent, at: Date(milliseconds: row[1]))
            else { continue }
            let service: String = row[2]
            guesses[
                Guess(month: day.monthNumber, rule: guess.rule),
                default: GuessSum(rule: guess.rule, tried: 0, right: 0, naive: 0)
            ].add(isRight: guess.service == service, isNaive: frequent == service)
        }
        return rows.last?[0]
    }

    /// The newest cases of a citizen, with what was promised when they were opened: what was granted later was not known then.
    ///
    /// - Parameter told: only of those that a caller may be told of unasked: not confidential, and not part of another.
    static func matters(_ db: Database, of citizen: Int64, told: Bool = false) throws -> [LikelyReason.Matter] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT c.id, c.number, c.service, c.opened_at, c.promised,
                      (SELECT MIN(e.at) FROM case_event e WHERE e.case_id = c.id AND e.state = 'answered')
                    FROM citizen_case c
                    WHERE c.citizen_id = ? AND (? = 0 OR (c.confidential = 0 AND c.merged_into IS NULL)) ORDER BY c.opened_at DESC, c.id DESC LIMIT 200
                    """),
            arguments: [citizen, told ? 1 : 0]
        ).map {
            LikelyReason.Matter(
                id: $0[0], number: $0[1], service: $0[2], openedAt: Date(milliseconds: $0[3]),
                deadline: Date(milliseconds: $0[4]), answeredAt: ($0[5] as Int64?).map(Date.init(milliseconds:)))
        }
    }

    mutating func countRepeats(_ db: Database, after last: Int64, limit: Int) throws -> Int64? {
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT k.id, k.started_at, k.\(InsightPart.calls) AND k.number_index IS NOT NULL,
                      EXISTS (
                        SELECT 1 FROM contact e
                        WHERE e.number_index = k.number_index AND e.started_at >= k.started_at - ?
                          AND e.started_at < k.started_at AND e.\(InsightPart.calls))
                    FROM contact k WHERE k.id > ? ORDER BY k.id LIMIT ?
                    """),
            arguments: [Int64(RepeatReport.within * 86_400_000), last, limit])
        for row in rows where row[2] == 1 {
            let again: Int = row[3]
            let known = repeats[day(row[1]).dayNumber] ?? (0, 0)
            repeats[day(row[1]).dayNumber] = (known.calls + 1, known.again + again)
        }
        return rows.last?[0]
    }

    // MARK: Writing

    func write(_ db: Database) throws {
        for (topic, cases) in topics {
            try Self.add(
                db, "topic_day", keys: ["day", "township", "service"], sums: ["cases"],
                [topic.day, topic.township, topic.service, cases])
        }
        for (segment, people) in segments {
            try Self.add(
                db, "segment_people", keys: ["year", "age", "needs", "language", "service"], sums: ["people"],
                [segment.year, segment.age, segment.needs, segment.language, segment.service, people])
        }
        for (guess, sum) in guesses {
            try Self.add(
                db, "guess_month", keys: ["month", "rule"], sums: ["tried", "hits", "naive"],
                [guess.month, guess.rule.rawValue, sum.tried, sum.right, sum.naive])
        }
        for (day, sum) in repeats {
            try Self.add(db, "repeat_day", keys: ["day"], sums: ["calls", "again"], [day, sum.calls, sum.again])
        }
    }

    private static func add(
        _ db: Database, _ table: String, keys: [String], sums: [String], _ values: StatementArguments
    ) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO \(table) (\((keys + sums).joined(separator: ", ")))
                VALUES (\((keys + sums).map { _ in "?" }.joined(separator: ", ")))
                ON CONFLICT (\(keys.joined(separator: ", "))) DO UPDATE SET
                \(sums.map { "\($0) = \(table).\($0) + excluded.\($0)" }.joined(separator: ", "))
                """
        ).execute(arguments: values)
    }
}

/// Which service had most cases in the 90 days before a day; what was asked is remembered, because a count of years asks for
/// each day many times.
struct FrequentServices: Sendable {
    private var known: [Int: String?] = [:]

    mutating func service(_ db: Database, before day: LocalDate) throws -> String? {
        if let known = known[day.dayNumber] { return known }
        let found = try String.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT service FROM topic_day WHERE day >= ? AND day < ?
                    GROUP BY service ORDER BY SUM(cases) DESC, service LIMIT 1
                    """),
            arguments: [day.dayNumber - 90, day.dayNumber])
        known[day.dayNumber] = .some(found)
        return found
    }
}

extension GuessSum {
    fileprivate mutating func add(isRight: Bool, isNaive: Bool) {
        tried += 1
        if isRight { right += 1 }
        if isNaive { naive += 1 }
    }
}

extension LocalDate {
    /// Months since January of the year 0.
    var monthNumber: Int { year * 12 + month - 1 }
}
