package import CivicCore
import CivicYAML
import Foundation

/// Reading of `config/calendars.yaml`: the hours that promises are kept in.
///
///     county-office:
///       time-zone: Asia/Shanghai
///       week: { monday-friday: ["08:30-12:00", "14:00-17:30"] }
///       holidays: { 2026-10-01..2026-10-07: 国庆节 }
///       make-up-days: [2026-10-10]          # 调休
///       closures: [{ township: 青石镇, from: 2026-07-20, to: 2026-07-22T12:00, reason: flood }]
///     townships: [青石镇, 白云乡]           # those that closures may name
package enum CalendarFile {
    package static func parse(_ text: String, file: String) throws(Diagnostics) -> [String: WorkingCalendar] {
        var reader = YAMLReader(try YAMLFile.parse(text, file: file), file: file)
        var calendars: [String: WorkingCalendar] = [:]
        let townships = townships(&reader)
        for entry in reader.value.mapping ?? [] where entry.key.string != townshipsKey {
            guard let id = entry.key.string else {
                reader.note("a calendar's name must be text", at: entry.key, rule: "wrong-type")
                continue
            }
            calendars[id] = calendar(id, entry.value, townships, &reader)
        }
        if calendars.isEmpty && reader.diagnostics.isEmpty {
            reader.note("no calendar stands here", at: reader.value, rule: "no-calendar")
        }
        try reader.diagnostics.throwIfErrors()
        return calendars
    }

    private static func calendar(
        _ id: String, _ value: YAMLValue, _ townships: Set<String>, _ outer: inout YAMLReader
    ) -> WorkingCalendar? {
        var reader = YAMLReader(value, file: outer.file)
        defer { outer.absorb(reader) }
        guard value.mapping != nil else { return nil }
        let zone = timeZone(&reader)
        let week = reader.required("week").map { Self.week($0, &reader) } ?? [:]
        let holidays = reader.optional("holidays").map { Self.holidays($0, &reader) } ?? [:]
        let makeUpDays = reader.optional("make-up-days").map { Self.makeUpDays($0, holidays, &reader) } ?? []
        let makeUpHours = reader.optional("make-up-hours").map { spans($0, &reader) }
        let closures =
            reader.optional("closures").map { TownshipClosures(townships, zone ?? .gmt).read($0, &reader) } ?? []
        reader.finish()
        guard !reader.diagnostics.contains(where: { $0.severity == .error }), let zone else { return nil }
        guard week.values.contains(where: { !$0.isEmpty }) else {
            reader.note("the week of '\(id)' has no open hours", at: value, rule: "never-open")
            return nil
        }
        return WorkingCalendar(
            id: id, timeZone: zone, weekly: week, holidays: holidays, makeUpDays: makeUpDays, makeUpSpans: makeUpHours,
            closures: closures)
    }

    private static let townshipsKey = "townships"

    /// Those that closures may name, as the citizens' records do.
    private static func townships(_ reader: inout YAMLReader) -> Set<String> {
        guard let value = reader.value[townshipsKey] else { return [] }
        let names = (value.sequence ?? []).compactMap(\.string)
        if names.isEmpty || names.count != value.sequence?.count {
            reader.note("'townships' takes a list of names, found \(value.kind)", at: value, rule: "wrong-type")
        }
        return Set(names)
    }

    private static func timeZone(_ reader: inout YAMLReader) -> TimeZone? {
        guard let name = reader.string("time-zone") else { return nil }
        if let zone = TimeZone(identifier: name) { return zone }
        let nearest = closestName(to: name, among: TimeZone.knownTimeZoneIdentifiers)
        reader.note(
            "no time zone is called '\(name)'", at: reader.value["time-zone"] ?? reader.value,
            suggestion: nearest.map { "did you mean '\($0)'?" } ?? "take a name such as Asia/Shanghai",
            rule: "unknown-time-zone")
        return nil
    }

    private static func week(_ value: YAMLValue, _ reader: inout YAMLReader) -> [Weekday: [WorkingSpan]] {
        guard let entries = value.mapping else {
            reader.note("'week' takes a mapping of weekdays, found \(value.kind)", at: value, rule: "wrong-type")
            return [:]
        }
        var week: [Weekday: [WorkingSpan]] = [:]
        for entry in entries {
            for day in weekdays(entry.key, &reader) {
                if week[day] != nil {
                    reader.note("\(day) is given twice", at: entry.key, rule: "weekday-twice")
                }
                week[day] = spans(entry.value, &reader)
            }
        }
        return week
    }

    /// `monday`, or `monday-friday` for all between.
    private static func weekdays(_ key: YAMLValue, _ reader: inout YAMLReader) -> [Weekday] {
        let names = Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ("\($0)", $0) })
        let parts = (key.string ?? "").split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        let days = parts.compactMap { names[$0.lowercased()] }
        guard (1...2).contains(parts.count), days.count == parts.count, let first = days.first, let last = days.last,
            first.rawValue <= last.rawValue
        else {
            let wrong = parts.first { names[$0.lowercased()] == nil }
            let nearest = wrong.flatMap { closestName(to: $0, among: names.keys.sorted()) }
            reader.note(
                "'\(key.string ?? "")' is not a weekday or a run of them", at: key,
                suggestion: nearest.map { "did you mean '\($0)'?" } ?? "write monday or monday-friday",
                rule: "unknown-weekday")
            return []
        }
        return Weekday.allCases.filter { (first.rawValue...last.rawValue).contains($0.rawValue) }
    }

    private static func spans(_ value: YAMLValue, _ reader: inout YAMLReader) -> [WorkingSpan] {
        guard let texts = value.sequence else {
            reader.note(
                "hours are a list such as [\"08:30-12:00\"], found \(value.kind)", at: value, rule: "wrong-type")
            return []
        }
        var spans: [WorkingSpan] = []
        for text in texts {
            guard let span = text.string.flatMap(span) else {
                reader.note(
                    "\(text.kind) is not a span of hours", at: text,
                    suggestion: "write \"08:30-12:00\"; 24:00 is midnight, \"22:00-06:00\" runs into the morning",
                    rule: "wrong-hours")
                continue
            }
            if let other = spans.first(where: { $0.start < span.end && span.start < $0.end }) {
                reader.note(
                    "\(text.kind) overlaps \"\(clock(other.start))-\(clock(other.end))\"", at: text,
                    rule: "overlapping-hours")
            }
            spans.append(span)
        }
        return spans
    }

    private static func span(_ text: String) -> WorkingSpan? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(minutes)
        guard ends.count == 2, let start = ends[0], let end = ends[1], start < 1440, start != end else { return nil }
        return WorkingSpan(start: start, end: end > start ? end : end + 1440)
    }

    /// `08:30` in minutes after midnight.
    static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.utf8.count) && $0.allSatisfy(\.isNumber) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), (0..<60).contains(minute),
            (0..<24).contains(hour) || (hour == 24 && minute == 0)
        else { return nil }
        return hour * 60 + minute
    }

    private static func clock(_ minutes: Int) -> String {
        func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(padded(minutes / 60 % 24)):\(padded(minutes % 60))"
    }

    private static func holidays(_ value: YAMLValue, _ reader: inout YAMLReader) -> [LocalDate: String] {
        guard let entries = value.mapping else {
            reader.note("'holidays' takes a mapping of days to names", at: value, rule: "wrong-type")
            return [:]
        }
        var holidays: [LocalDate: String] = [:]
        for entry in entries {
            guard let days = days(entry.key, &reader), let name = entry.value.string else {
                if entry.value.string == nil {
                    reader.note("a holiday takes its name", at: entry.value, rule: "wrong-type")
                }
                continue
            }
            for day in days {
                if holidays.updateValue(name, forKey: day) != nil {
                    reader.note("\(day) is a holiday twice", at: entry.key, rule: "holiday-twice")
                }
            }
        }
        return holidays
    }

    private static func makeUpDays(
        _ value: YAMLValue, _ holidays: [LocalDate: String], _ reader: inout YAMLReader
    ) -> Set<LocalDate> {
        guard let entries = value.sequence else {
            reader.note("'make-up-days' takes a list of days", at: value, rule: "wrong-type")
            return []
        }
        var makeUp: Set<LocalDate> = []
        for entry in entries {
            for day in days(entry, &reader) ?? [] {
                if let name = holidays[day] {
                    reader.note(
                        "\(day) is both a make-up working day and the holiday \(name)", at: entry,
                        suggestion: "take it out of one of the two", rule: "make-up-on-holiday")
                }
                makeUp.insert(day)
            }
        }
        return makeUp
    }

    /// `2026-10-01`, or `2026-10-01..2026-10-07` for at most 31 days.
    private static func days(_ value: YAMLValue, _ reader: inout YAMLReader) -> [LocalDate]? {
        let ends = (value.string ?? "").split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let dates = ends.filter { !$0.isEmpty }.compactMap(LocalDate.init)
        let isRun = ends.count == 3 && ends[1].isEmpty && dates.count == 2
        guard let first = dates.first, let last = dates.last, isRun || (ends.count == 1 && dates.count == 1),
            first <= last, last.dayNumber - first.dayNumber < 31
        else {
            reader.note(
                "'\(value.string ?? "")' is not a day or a run of days", at: value,
                suggestion: "write 2026-10-01 or 2026-10-01..2026-10-07", rule: "wrong-date")
            return nil
        }
        return (first.dayNumber...last.dayNumber).map(LocalDate.init(dayNumber:))
    }
}
