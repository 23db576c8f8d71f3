import CivicCore
import Foundation

/// Values as a test's file writes them.
enum YAMLText {
    /// A scalar in double quotes (YAML 1.2 §7.3.1), whatever is in it; characters that cannot be seen are escaped.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default:
                let isHidden = scalar.properties.generalCategory == .control || scalar.value == 0xFEFF
                quoted += isHidden ? "\\U" + hexadecimal(scalar.value) : "\(scalar)"
            }
        }
        return quoted + "\""
    }

    /// `2026-11-23T10:00` in the plan's zone; seconds are left out.
    static func moment(_ date: Date, in zone: TimeZone) -> String {
        let reading = LocalTime(timeZone: zone).reading(at: date)
        return "\(reading.date)T" + TimeOfDay.text(Int(reading.seconds / 60))
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }
}

extension QueuePlace {
    /// `3 4-6`.
    var text: String {
        "\(position)" + (wait.map { " \($0.lowerBound)-\($0.upperBound)" } ?? "")
    }
}
