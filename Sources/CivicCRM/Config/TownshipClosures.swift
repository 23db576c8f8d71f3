import CivicCore
import CivicYAML
import Foundation

/// Reading of a calendar's `closures`: times in which one township's offices are closed.
///
///     - { township: 青石镇, from: 2026-07-20, to: 2026-07-22T12:00, reason: flood }
struct TownshipClosures {
    private let townships: Set<String>
    private let local: LocalTime

    init(_ townships: Set<String>, _ zone: TimeZone) {
        self.townships = townships
        local = LocalTime(timeZone: zone)
    }

    func read(_ value: YAMLValue, _ outer: inout YAMLReader) -> [TownshipClosure] {
        guard let entries = value.sequence else {
            outer.note("'closures' takes a list, found \(value.kind)", at: value, rule: "wrong-type")
            return []
        }
        var closures: [TownshipClosure] = []
        for entry in entries {
            guard let closure = closure(entry, &outer) else { continue }
            if let other = closures.first(where: { overlap($0, closure) }) {
                outer.note(
                    "\(closure.township) is closed twice at \(text(max(other.from, closure.from)))", at: entry,
                    suggestion: "make one closure of the two", rule: "overlapping-closures")
            }
            closures.append(closure)
        }
        return closures
    }

    private func overlap(_ one: TownshipClosure, _ other: TownshipClosure) -> Bool {
        one.township == other.township && one.from < other.until && other.from < one.until
    }

    private func closure(_ value: YAMLValue, _ outer: inout YAMLReader) -> TownshipClosure? {
        var reader = YAMLReader(value, file: outer.file)
        defer { outer.absorb(reader) }
        let township = township(&reader)
        let from = moment("from", isEnd: false, &reader)
        let until = moment("to", isEnd: true, &reader)
        let reason = reason(&reader)
        reader.finish()
        guard let township, let from, let until else { return nil }
        guard from < until else {
            reader.note(
                "the closure of \(township) ends before it begins: \(text(from)) to \(text(until))",
                at: reader.value["to"] ?? value, suggestion: "'from' comes before 'to'", rule: "wrong-closure")
            return nil
        }
        return TownshipClosure(township: township, from: from, until: until, reason: reason)
    }

    private func township(_ reader: inout YAMLReader) -> String? {
        guard let value = reader.required("township") else { return nil }
        guard let name = value.string else {
            reader.note("'township' takes a name, found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        guard townships.contains(name) else {
            let near = closestName(to: name, among: townships.sorted()).map { "did you mean '\($0)'?" }
            reader.note(
                "no township is called '\(name)'", at: value,
                suggestion: near ?? "name it under 'townships', as the citizens' records do", rule: "unknown-township")
            return nil
        }
        return name
    }

    /// `2026-07-20`, the beginning or the end of the day, or `2026-07-20T12:00`.
    private func moment(_ key: String, isEnd: Bool, _ reader: inout YAMLReader) -> Date? {
        guard let value = reader.required(key) else { return nil }
        let parts = (value.string ?? "").split(separator: "T", omittingEmptySubsequences: false).map(String.init)
        if let day = parts.first.flatMap({ LocalDate($0) }), parts.count <= 2 {
            if parts.count == 1 {
                return local.instant(isEnd ? day.adding(days: 1) : day, seconds: 0, repeated: .first)
            }
            if let minutes = CalendarFile.minutes(parts[1][...]) {
                return local.instant(day, seconds: minutes * 60, repeated: .first)
            }
        }
        reader.note(
            "'\(key)' takes a day or a moment, found \(value.kind)", at: value,
            suggestion: "write 2026-07-20 or 2026-07-20T12:00", rule: "wrong-date")
        return nil
    }

    private func reason(_ reader: inout YAMLReader) -> String? {
        guard let value = reader.optional("reason") else { return nil }
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
        if let word = value.string, (1...40).contains(word.count), word.allSatisfy(allowed.contains) { return word }
        reader.note(
            "'reason' takes a word of lower-case letters, digits and hyphens, found \(value.kind)", at: value,
            suggestion: "write flood, and what is said as the prompt closure.flood", rule: "wrong-name")
        return nil
    }

    private func text(_ instant: Date) -> String {
        let reading = local.reading(at: instant)
        let minutes = Int(reading.seconds / 60)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(reading.date)T\(two(minutes / 60)):\(two(minutes % 60))"
    }
}
