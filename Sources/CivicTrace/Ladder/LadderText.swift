import CivicCore
import Foundation

/// A ladder as lines for a terminal.
package struct LadderText: Sendable {
    private let ladder: Ladder
    private let words: LadderWords
    /// Of each participant's line, from 0.
    private let columns: [Int]
    private let width: Int

    /// Cells that the time takes at the left.
    private static let margin = 11

    /// - Parameter width: cells of a line, 60 to 200.
    package init(_ ladder: Ladder, words: LadderWords = .english, width: Int = 100) {
        self.ladder = ladder
        self.words = words
        let width = min(max(width, 60), 200)
        self.width = width
        let count = max(1, ladder.participants.count)
        // Half a column on both sides, so that the names have room.
        let space = Double(width - Self.margin) / Double(count)
        columns = (0..<count).map { Self.margin + Int(space * (Double($0) + 0.5)) }
    }

    package var lines: [String] {
        var lines = [
            words.title.replacing("{reference}", with: ladder.reference.text) + "  "
                + words.begins.replacing("{time}", with: ladder.begin.formatted(.iso8601)),
            ladder.isRedacted ? words.redacted : words.whole,
        ]
        let hasArrows = ladder.rows.contains { if case .arrow = $0.item { true } else { false } }
        if !hasArrows { lines.append(words.noMessages) }
        if ladder.dropped > 0 { lines.append(words.dropped.replacing("{count}", with: String(ladder.dropped))) }
        lines.append("")
        if hasArrows {
            lines.append(centred(ladder.participants.map { words.party($0.party) }))
            lines.append(centred(ladder.participants.map { $0.address.map(\.description) ?? "" }))
        }
        for row in ladder.rows { lines += self.lines(of: row, hasArrows: hasArrows) }
        return lines
    }

    private func lines(of row: Ladder.Row, hasArrows: Bool) -> [String] {
        let time = String(format: "%9.3f  ", row.offset)
        switch row.item {
        case .event(let kind, let actor, let detail):
            let who = actor == "system" ? "" : " (\(PlainText.clean(actor, limit: 40)))"
            let text = "* " + words.event(kind) + who + (detail.isEmpty ? "" : ": " + detail)
            return [time + String(text.cut(to: width - Self.margin))]
        case .arrow(let arrow):
            var lines = [time + String(draw(arrow).dropFirst(Self.margin))]
            if let media = arrow.media {
                lines.append(note(media.text(words), beside: arrow))
            }
            return lines
        }
    }

    /// `│◀── 200 OK (INVITE) ───│`
    private func draw(_ arrow: Ladder.Arrow) -> String {
        var cells = lifelines
        let (a, b) = (columns[clamped: arrow.from], columns[clamped: arrow.to])
        let (left, right) = (min(a, b), max(a, b))
        guard right - left > 3 else { return cells.joined() }
        for cell in (left + 1)..<right { cells[cell] = "─" }
        if a < b { cells[right - 1] = "▶" } else { cells[left + 1] = "◀" }
        var label = arrow.label
        if arrow.transport != "UDP" { label += " " + arrow.transport }
        if arrow.isRepeated { label += " [" + words.again + "]" }
        place(" " + label.cut(to: right - left - 6) + " ", in: &cells, from: left + 1, to: right)
        return cells.joined()
    }

    private func note(_ text: String, beside arrow: Ladder.Arrow) -> String {
        var cells = lifelines
        let (a, b) = (columns[clamped: arrow.from], columns[clamped: arrow.to])
        let text = text.cut(to: width - Self.margin - 2)
        // In the middle of its arrow, and shifted where it is longer.
        let middle = (a + b) / 2
        let start = max(Self.margin, min(middle - text.cells / 2, width - text.cells))
        place(text, in: &cells, at: start)
        return cells.joined().trimmingEnd
    }

    private var lifelines: [String] {
        var cells = Array(repeating: " ", count: width)
        for column in columns where column < width { cells[column] = "│" }
        return cells
    }

    private func place(_ text: String, in cells: inout [String], from left: Int, to right: Int) {
        place(text, in: &cells, at: left + max(0, (right - left - text.cells) / 2))
    }

    /// A character of two cells takes the one after it away.
    private func place(_ text: String, in cells: inout [String], at start: Int) {
        var index = start
        for character in text {
            let size = character.cells
            guard index >= 0, index + size <= cells.count else { return }
            cells[index] = String(character)
            if size == 2 { cells[index + 1] = "" }
            index += size
        }
    }

    private func centred(_ names: [String]) -> String {
        var cells = Array(repeating: " ", count: width)
        for (column, name) in zip(columns, names) {
            let name = name.cut(to: max(4, (width - Self.margin) / max(1, columns.count) - 1))
            place(name, in: &cells, at: max(0, min(column - name.cells / 2, width - name.cells)))
        }
        return cells.joined().trimmingEnd
    }
}

extension Array {
    fileprivate subscript(clamped index: Int) -> Element { self[Swift.min(Swift.max(index, 0), count - 1)] }
}

extension Character {
    /// Cells on a terminal: two for Chinese, Japanese and Korean writing and its marks.
    var cells: Int {
        guard let scalar = unicodeScalars.first?.value else { return 0 }
        switch scalar {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}

extension String {
    var cells: Int { reduce(0) { $0 + $1.cells } }

    /// At most `limit` cells, with `…` where something is cut off.
    func cut(to limit: Int) -> String {
        guard cells > limit else { return self }
        var kept = ""
        var used = 0
        for character in self {
            guard used + character.cells <= limit - 1 else { break }
            kept.append(character)
            used += character.cells
        }
        return limit > 0 ? kept + "…" : ""
    }

    fileprivate var trimmingEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
