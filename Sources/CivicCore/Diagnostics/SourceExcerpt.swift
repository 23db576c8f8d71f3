/// One line of a file as it is quoted under a diagnostic, and the mark under the place that is meant.
struct SourceExcerpt {
    /// The line, or the part of it around the place.
    let line: String
    /// Spaces, a caret and the rest of the word as tildes; `nil` when the whole line is meant.
    let mark: String?

    /// Cells of a line that are shown at most.
    static let longest = 160
    /// Cells in front of the place that are shown when the line is cut.
    private static let before = 60

    /// - Parameters:
    ///   - text: one line without its end.
    ///   - column: from 1, in Unicode scalars; 0 when the whole line is meant.
    init(_ text: some StringProtocol, column: Int) {
        // Only as many scalars as can be shown: a line may be as long as the file.
        let place = max(0, column - 1)
        var scalars = Array(text.unicodeScalars.prefix(place + Self.longest))
        let isCutBehind = text.unicodeScalars.dropFirst(scalars.count).first != nil
        var start = 0
        if Self.width(scalars[...].prefix(place)) > Self.longest - Self.before {
            var room = Self.before
            start = min(place, scalars.count)
            while start > 0, room > 0 {
                start -= 1
                room -= DisplayWidth.cells(of: scalars[start])
            }
        }
        scalars.removeFirst(start)
        let lead = start > 0 ? "…" : ""
        var shown = lead
        var cells = lead.isEmpty ? 0 : 1
        var end = 0
        while end < scalars.count, cells < Self.longest {
            shown.unicodeScalars.append(Self.printable(scalars[end]))
            cells += DisplayWidth.cells(of: scalars[end])
            end += 1
        }
        line = shown + (end < scalars.count || isCutBehind ? "…" : "")
        guard column > 0 else {
            mark = nil
            return
        }
        let at = min(place - start, end)
        let spaces = Self.width(scalars[..<at]) + (lead.isEmpty ? 0 : 1)
        let word = Self.width(scalars[at..<min(Self.wordEnd(scalars, from: at), end)])
        mark = String(repeating: " ", count: spaces) + "^" + String(repeating: "~", count: max(1, word) - 1)
    }

    private static func width(_ scalars: ArraySlice<Unicode.Scalar>) -> Int {
        scalars.reduce(0) { $0 + DisplayWidth.cells(of: $1) }
    }

    /// A tab takes one cell; what would move the cursor or turn the direction of the text is not passed on.
    private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.properties.generalCategory {
        case .control: scalar == "\t" ? " " : "\u{FFFD}"
        case .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
        default: scalar
        }
    }

    /// Behind the name, number or quoted text that begins here.
    private static func wordEnd(_ scalars: [Unicode.Scalar], from start: Int) -> Int {
        guard start < scalars.count else { return start }
        let first = scalars[start]
        if first == "\"" || first == "'" {
            let close = scalars[(start + 1)...].firstIndex(of: first)
            return close.map { $0 + 1 } ?? start + 1
        }
        let end = scalars[start...].firstIndex { scalar in
            !(scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "-._".unicodeScalars.contains(scalar))
        }
        return max(start + 1, end ?? scalars.count)
    }
}
