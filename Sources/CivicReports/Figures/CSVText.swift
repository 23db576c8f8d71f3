/// Comma-separated values (RFC 4180) that no spreadsheet takes for formulas.
package struct CSVText: Sendable {
    package private(set) var text = ""

    package init(header: [String]) {
        add(header)
    }

    package mutating func add(_ cells: [String]) {
        text += cells.map(Self.cell).joined(separator: ",") + "\r\n"
    }

    /// A cell. Text that a spreadsheet would reckon with (it begins with = + - @, a tab or a line's end, also behind
    /// spaces) gets an apostrophe before it; numbers stay numbers.
    static func cell(_ text: String) -> String {
        var safe = text
        let first = text.unicodeScalars.first { $0 != " " && $0 != "\u{A0}" && $0 != "\u{3000}" }
        if let first, "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first), Double(text) == nil { safe = "'" + text }
        let needsQuotes = safe.unicodeScalars.contains { "\",\r\n;".unicodeScalars.contains($0) }
        return needsQuotes ? "\"" + safe.replacing("\"", with: "\"\"") + "\"" : safe
    }
}
