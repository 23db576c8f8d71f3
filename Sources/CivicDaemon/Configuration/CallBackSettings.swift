import CivicCore
package import CivicQueue
import CivicYAML
package import Foundation

/// `call-back` of `queues.yaml`: when, how often and for which causes citizens are called back.
package struct CallBackSettings: Equatable, Sendable {
    /// Without the calendar and the time zone, which are found by name.
    package var rules = CallBackRules()
    package var calendar: String?
    package var timeZone: TimeZone?
    /// The service of a case for a citizen who could not be reached.
    package var service = "general"

    package init() {}

    init(reading reader: inout YAMLReader) {
        guard let value = reader.optional("call-back") else { return }
        var inner = YAMLReader(value, file: reader.file)
        rules.attempts =
            inner.integer("attempts", in: 1...CallBackRules.mostAttempts, default: rules.attempts) ?? rules.attempts
        let hour = Duration.seconds(3_600)
        QueuesFile.read("pause", .seconds(30)...hour * 24, "30s to 24h", into: &rules.pause, &inner)
        QueuesFile.read(
            "pause-after-busy", .seconds(10)...hour * 24, "10s to 24h", into: &rules.pauseAfterBusy, &inner)
        QueuesFile.read(
            "pause-after-congestion", .seconds(1)...hour * 24, "1s to 24h", into: &rules.pauseAfterCongestion, &inner)
        QueuesFile.read("ring-for", .seconds(5) ... .seconds(120), "5s to 2m", into: &rules.ringFor, &inner)
        QueuesFile.read("settle", .seconds(1)...hour, "1s to 1h", into: &rules.settle, &inner)
        QueuesFile.read("resumes-for", .zero...hour * 24, "0s to 24h", into: &rules.resumesFor, &inner)
        QueuesFile.read("kept-for", hour...hour * 24 * 30, "1h to 720h", into: &rules.keptFor, &inner)
        if let hours = Self.hours(&inner) { rules.hours = hours }
        calendar = inner.value["calendar"] == nil ? nil : inner.string("calendar")
        _ = inner.optional("calendar")
        if let given = inner.optional("time-zone") {
            timeZone = given.string.flatMap(TimeZone.init(identifier:))
            if timeZone == nil {
                inner.note("'time-zone' takes a name such as Asia/Shanghai", at: given, rule: "unknown-time-zone")
            }
        }
        service = inner.string("case", default: service) ?? service
        let causes = inner.strings("for", default: rules.causes.map(\.rawValue).sorted()) ?? []
        let known = CallBack.Cause.allCases.filter { $0 != .asked }
        rules.causes = Set(causes.compactMap(CallBack.Cause.init(rawValue:)).filter { $0 != .asked })
        for (index, cause) in causes.enumerated() where !known.contains(where: { $0.rawValue == cause }) {
            inner.note(
                "nobody is called back for '\(cause)'; there are: \(known.map(\.rawValue).joined(separator: ", "))",
                at: inner.element(index, of: "for"), rule: "wrong-value")
        }
        inner.finish()
        reader.absorb(inner)
    }

    /// `hours: { from: "08:00", to: "20:00" }`
    private static func hours(_ reader: inout YAMLReader) -> Range<Int>? {
        guard let value = reader.optional("hours") else { return nil }
        var inner = YAMLReader(value, file: reader.file)
        let from = minute("from", &inner)
        let to = minute("to", &inner)
        inner.finish()
        if let from, let to, from >= to {
            inner.note("'to' is not after 'from'; phones ring within one day", at: value, rule: "wrong-value")
        }
        reader.absorb(inner)
        guard let from, let to, from < to else { return nil }
        return from..<to
    }

    /// `22:00` in minutes after midnight; `24:00` is the end of the day.
    private static func minute(_ key: String, _ reader: inout YAMLReader) -> Int? {
        guard let value = reader.required(key) else { return nil }
        let parts = (value.string ?? "").split(separator: ":").map { Int($0) }
        guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0...24).contains(hour),
            (0...59).contains(minute), hour * 60 + minute <= 1_440
        else {
            reader.note("'\(key)' takes a time of day such as \"20:00\"", at: value, rule: "wrong-value")
            return nil
        }
        return hour * 60 + minute
    }

    /// The rules with the calendar and the time zone that are named, or those of the dialplans.
    ///
    /// - Returns: `nil` where no calendar is called so.
    func rules(_ calendars: [String: WorkingCalendar], zone: TimeZone) -> CallBackRules? {
        var rules = rules
        rules.timeZone = timeZone ?? zone
        guard let calendar else { return rules }
        guard let found = calendars[calendar] else { return nil }
        rules.calendar = found
        return rules
    }
}
