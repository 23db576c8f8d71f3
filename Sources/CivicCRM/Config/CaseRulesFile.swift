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
        reader.finish()
        try reader.diagnostics.throwIfErrors()
        return rules
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
