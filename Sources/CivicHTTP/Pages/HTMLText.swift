import Foundation

/// Text made safe for HTML.
enum HTMLText {
    /// An instant in the server's own time, as an element that also tells it in UTC.
    static func time(_ date: Date) -> String {
        let shown = date.formatted(
            Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: .current).year().month().day()
                .dateSeparator(.dash).time(includingFractionalSeconds: false))
        return "<time datetime=\"\(date.formatted(.iso8601))\">\(shown)</time>"
    }

    /// For element content and quoted attribute values.
    static func escape(_ text: String) -> String {
        var safe = ""
        safe.reserveCapacity(text.utf8.count)
        for character in text.unicodeScalars {
            switch character {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            case "'": safe += "&#39;"
            default: safe.unicodeScalars.append(character)
            }
        }
        return safe
    }

    /// For a JSON data block inside `script`, where only `<` could end or nest the element (HTML §4.12.1.3).
    static func scriptData(_ json: String) -> String {
        json.replacing("<", with: "\\u003C").replacing("\u{2028}", with: "\\u2028").replacing(
            "\u{2029}", with: "\\u2029")
    }
}
