package import CivicCore
import CivicYAML

/// Reading of `config/case-rules.yaml`: what units may ask for, and what happens by itself around a deadline.
///
///     arbitration-at-refusal: 2
///     more-time: { times: 2, longest: 15d }
///     archive-after: 30d
///     alarms:
///       due-soon: { clock: answer, before: 1d, do: remind }
///       overdue:  { clock: answer, do: remind, tell: [centre] }      # at the deadline
///       late:     { clock: answer, after: 3d, do: supervise }
///     return-visit: { plan: return-visit, after: 2h, hours: { from: "09:00", to: "20:00" } }
package enum CaseRulesFile {
    package static func parse(_ text: String, file: String) throws(Diagnostics) -> CaseRules {
        var reader = YAMLReader(try YAMLFile.parse(text, file: file), file: file)
        var rules = CaseRules.usual
        rules.arbitrationAt =
            reader.integer("arbitration-at-refusal", in: 1...9, default: rules.arbitrationAt) ?? rules.arbitrationAt
        if let value = reader.optional("more-time") {
            var inner = YAMLReader(value, file: file)
            rules.mostTimes = inner.integer("times", in: 0...20, default: rules.mostTimes) ?? rules.mostTimes
            rules.longestTime = term("longest", &inner) ?? rules.longestTime
            inner.finish()
            reader.absorb(inner)
        }
        rules.archiveAfter = term("archive-after", &reader) ?? rules.archiveAfter
        if let value = reader.optional("alarms") {
            if value.mapping == nil { reader.note("'alarms' takes alarms by name", at: value, rule: "wrong-type") }
            rules.alarms = (value.mapping ?? []).compactMap { alarm($0, &reader) }
        }
        if let value = reader.optional("return-visit") { rules.visits = visits(value, &reader) }
        reader.finish()
        try reader.diagnostics.throwIfErrors()
        return rules
    }

    private static func visits(_ value: YAMLValue, _ outer: inout YAMLReader) -> VisitRules? {
        guard value.string != "off" else { return nil }
        var reader = YAMLReader(value, file: outer.file)
        var rules = VisitRules()
        rules.plan = reader.string("plan", default: rules.plan) ?? rules.plan
        rules.attempts = reader.integer("attempts", in: 1...9, default: rules.attempts) ?? rules.attempts
        rules.atOnce = reader.integer("at-once", in: 1...50, default: rules.atOnce) ?? rules.atOnce
        let hour = Duration.seconds(3_600)
        rules.after = span("after", .zero...hour * 24 * 7, "0s to 168h", rules.after, &reader)
        rules.pause = span("pause", .seconds(60)...hour * 24 * 7, "1m to 168h", rules.pause, &reader)
        rules.ringFor = span("ring-for", .seconds(10) ... .seconds(120), "10s to 2m", rules.ringFor, &reader)
        if let hours = reader.optional("hours") { rules.hours = times(hours, &reader) ?? rules.hours }
        reader.finish()
        outer.absorb(reader)
        return rules
    }

    private static func span(
        _ key: String, _ range: ClosedRange<Duration>, _ limits: String, _ usual: Duration, _ reader: inout YAMLReader
    ) -> Duration {
        guard let given = reader.duration(key, default: usual) else { return usual }
        guard range.contains(given) else {
            reader.note("'\(key)' is \(limits)", at: reader.value[key] ?? reader.value, rule: "wrong-value")
            return usual
        }
        return given
    }

    /// `{ from: "09:00", to: "20:00" }` in minutes after midnight.
    private static func times(_ value: YAMLValue, _ outer: inout YAMLReader) -> Range<Int>? {
        var reader = YAMLReader(value, file: outer.file)
        defer { outer.absorb(reader) }
        let times = ["from", "to"].map { key -> Int? in
            guard let given = reader.required(key) else { return nil }
            let parts = (given.string ?? "").split(separator: ":").map { Int($0) }
            guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0...24).contains(hour),
                (0...59).contains(minute), hour * 60 + minute <= 1_440
            else {
                reader.note("'\(key)' takes a time of day such as \"20:00\"", at: given, rule: "wrong-value")
                return nil
            }
            return hour * 60 + minute
        }
        reader.finish()
        guard let from = times[0], let to = times[1] else { return nil }
        guard from < to else {
            reader.note("'to' is not after 'from'; telephones ring within one day", at: value, rule: "wrong-value")
            return nil
        }
        return from..<to
    }

    private static func alarm(_ entry: YAMLValue.Entry, _ outer: inout YAMLReader) -> CaseAlarm? {
        guard let name = catalogueId(entry.key, &outer) else { return nil }
        var reader = YAMLReader(entry.value, file: outer.file)
        defer { outer.absorb(reader) }
        guard entry.value.mapping != nil else { return nil }
        let clock: CaseAlarm.Clock? = reader.choice("clock", default: .answer)
        let before = term("before", &reader)
        let after = term("after", &reader)
        let action: CaseAlarm.Action? = reader.choice("do")
        let tell = audience(&reader)
        reader.finish()
        if before != nil, after != nil {
            reader.note(
                "'\(name)' is before the deadline and after it", at: entry.value,
                suggestion: "keep one of the two; neither means at the deadline", rule: "wrong-value")
        }
        guard let clock, let action else { return nil }
        let moment: CaseAlarm.Moment = before.map { .before($0) } ?? after.map { .after($0) } ?? .atDeadline
        return CaseAlarm(name: name, clock: clock, moment: moment, action: action, tell: tell)
    }

    private static func audience(_ reader: inout YAMLReader) -> [CaseAlarm.Audience] {
        let words = reader.strings("tell", default: []) ?? []
        return words.compactMap { word in
            if let audience = CaseAlarm.Audience(rawValue: word) { return audience }
            let known = CaseAlarm.Audience.allCases.map(\.rawValue)
            reader.note(
                "nobody is called '\(word)'", at: reader.value["tell"] ?? reader.value,
                suggestion: closestName(to: word, among: known).map { "did you mean '\($0)'?" }
                    ?? "write \(known.joined(separator: ", ")); the unit is told in any case",
                rule: "wrong-value")
            return nil
        }
    }

    private static func term(_ key: String, _ reader: inout YAMLReader) -> WorkingTerm? {
        guard let value = reader.optional(key) else { return nil }
        if let term = value.string.flatMap(WorkingTerm.init) { return term }
        reader.note(
            "'\(key)' takes a term, found \(value.kind)", at: value,
            suggestion: "write 30m or 2h of working time, or 7d for working days", rule: "wrong-term")
        return nil
    }
}
