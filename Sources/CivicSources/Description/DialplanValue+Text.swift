import CivicCore
package import CivicDialplan
package import Foundation

extension DialplanValue {
    /// A value as somebody writes it: `10023`, `true`, `2026-12-01`, `08:30`; `nil` for what is none of the type.
    package init?(_ text: String, of type: DialplanType, zone: TimeZone) {
        let value: DialplanValue? =
            switch type {
            case .text: .text(text)
            case .oneOf(let words): words.contains(text) ? .text(text) : nil
            case .number: Int(text).map { .number($0) }
            case .flag: Bool(text).map { .flag($0) }
            case .date:
                LocalDate(text).map {
                    .date(LocalTime(timeZone: zone).instant($0, seconds: 43_200, repeated: .first))
                }
            case .time: TimeOfDay.minutes(text).map { .time(minutes: $0) }
            }
        guard let value else { return nil }
        self = value
    }

    /// As an administrator reads it.
    package func shown(as kind: AnswerField.Kind?, zone: TimeZone) -> String {
        switch self {
        case .text(let text): "'\(text)'"
        case .number(let fen):
            if case .money = kind {
                "\(fen < 0 ? "-" : "")\(abs(fen) / 100).\(abs(fen) % 100 < 10 ? "0" : "")\(abs(fen) % 100) yuan"
            } else {
                "\(fen)"
            }
        case .flag(let flag): "\(flag)"
        case .date(let date): Self.shown(date, zone)
        case .time(let minutes): TimeOfDay.text(minutes)
        case .absent: "absent"
        }
    }

    private static func shown(_ date: Date, _ zone: TimeZone) -> String {
        let reading = LocalTime(timeZone: zone).reading(at: date)
        return "\(reading.date) \(TimeOfDay.text(Int(reading.seconds) / 60)) (\(zone.identifier))"
    }
}
