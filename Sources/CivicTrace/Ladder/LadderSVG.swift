import CivicCore
import Foundation

/// A ladder as SVG (SVG 2), for a page or for a file.
///
/// Every text is escaped, and nothing in it is a script, a link or a style of its own: in a page its colours come from the
/// page's style sheet by class, in a file from a `style` element with both colour schemes. Whoever listens instead of
/// looking gets a title, a description, and every row as text in its order.
package struct LadderSVG: Sendable {
    private let ladder: Ladder
    private let words: LadderWords

    private static let lane = 250.0
    private static let margin = 84.0
    private static let head = 64.0
    private static let row = 26.0
    private static let note = 15.0

    package init(_ ladder: Ladder, words: LadderWords = .english) {
        self.ladder = ladder
        self.words = words
    }

    private var width: Double { Self.margin + Self.lane * Double(max(1, ladder.participants.count)) }

    private func column(_ index: Int) -> Double {
        Self.margin + Self.lane * (Double(min(max(index, 0), max(0, ladder.participants.count - 1))) + 0.5)
    }

    /// - Parameter isFile: with its own colours and the XML head.
    package func render(isFile: Bool) -> String {
        var body = ""
        var y = Self.head + Self.row
        for row in ladder.rows {
            body += draw(row, at: y)
            y += Self.row
            if case .arrow(let arrow) = row.item, arrow.media != nil { y += Self.note }
        }
        let height = y + 8
        let title = words.title.replacing("{reference}", with: ladder.reference.text)
        let about = description(title)
        var svg = isFile ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" : ""
        svg += """
            <svg xmlns="http://www.w3.org/2000/svg" class="ladder" role="img" viewBox="0 0 \(number(width)) \
            \(number(height))" width="\(number(width))" height="\(number(height))" aria-labelledby="ladder-title \
            ladder-about">
            <title id="ladder-title">\(Self.escape(title))</title>
            <desc id="ladder-about">\(Self.escape(about))</desc>

            """
        if isFile { svg += "<style>\(Self.style)</style>\n<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n" }
        svg += heads(height: height)
        return svg + body + "</svg>\n"
    }

    /// What the picture shows, for those who do not see it.
    private func description(_ title: String) -> String {
        let people = ladder.participants.map { words.party($0.party) }.joined(separator: ", ")
        let rows = ladder.rows.map { row -> String in
            let time = String(format: "%.3f s", row.offset)
            switch row.item {
            case .arrow(let arrow):
                let from = name(arrow.from)
                let to = name(arrow.to)
                return "\(time) \(from) → \(to): \(arrow.label)" + (arrow.isRepeated ? " (\(words.again))" : "")
                    + (arrow.media.map { ", " + $0.text(words) } ?? "")
            case .event(let kind, _, let detail):
                return "\(time) \(words.event(kind))" + (detail.isEmpty ? "" : ": \(detail)")
            }
        }
        return "\(title). \(people). " + rows.joined(separator: "; ")
    }

    private func name(_ index: Int) -> String {
        ladder.participants.indices.contains(index) ? words.party(ladder.participants[index].party) : "?"
    }

    private func heads(height: Double) -> String {
        var heads = ""
        for (index, participant) in ladder.participants.enumerated() {
            let x = number(column(index))
            heads +=
                "<line class=\"life\" x1=\"\(x)\" y1=\"\(number(Self.head - 8))\" x2=\"\(x)\" y2=\"\(number(height))\"/>\n"
            heads += text(words.party(participant.party), "who", x: column(index), y: 24)
            if let address = participant.address {
                heads += text(address.description, "where", x: column(index), y: 42)
            }
        }
        return heads
    }

    private func draw(_ row: Ladder.Row, at y: Double) -> String {
        let time = text(String(format: "%.3f", row.offset), "time", x: Self.margin - 12, y: y + 4)
        switch row.item {
        case .event(let kind, let actor, let detail):
            let who = actor == "system" ? "" : " (\(PlainText.clean(actor, limit: 40)))"
            let label = words.event(kind) + who + (detail.isEmpty ? "" : ": \(detail)")
            let shown = label.cut(to: Int((width - Self.margin) / 7.5))
            return time
                + """
                <rect class="event" x="\(number(Self.margin))" y="\(number(y - 9))" \
                width="\(number(width - Self.margin - 8))" height="19" rx="4"/>

                """ + text(shown, "event-text", x: Self.margin + 10, y: y + 4)
        case .arrow(let arrow):
            return time + draw(arrow, at: y)
        }
    }

    private func draw(_ arrow: Ladder.Arrow, at y: Double) -> String {
        let (from, to) = (column(arrow.from), column(arrow.to))
        let ahead = to > from ? 1.0 : -1.0
        let classes = "arrow \(arrow.tone.rawValue)" + (arrow.isRepeated ? " again" : "")
        var label = arrow.label
        if arrow.transport != "UDP" { label += " " + arrow.transport }
        if arrow.isRepeated { label += " · " + words.again }
        let length = abs(to - from)
        var drawing = """
            <g class="\(classes)"><line x1="\(number(from))" y1="\(number(y + 5))" x2="\(number(to - 7 * ahead))" \
            y2="\(number(y + 5))"/><path d="M\(number(to)) \(number(y + 5))l\(number(-8 * ahead)) -4v8z"/></g>

            """
        drawing += text(label.cut(to: Int(length / 7.2)), "label", x: (from + to) / 2, y: y)
        if let media = arrow.media {
            let note = media.text(words)
            // Beside a narrow arrow rather than over the edge of the picture.
            let half = Double(note.cells) * 3.1
            let x = min(max((from + to) / 2, Self.margin + half), width - half - 4)
            drawing += text(note, "media", x: x, y: y + 18)
        }
        return drawing
    }

    private func text(_ text: String, _ name: String, x: Double, y: Double) -> String {
        "<text class=\"\(name)\" x=\"\(number(x))\" y=\"\(number(y))\">\(Self.escape(text))</text>\n"
    }

    private func number(_ value: Double) -> String {
        let rounded = (value * 10).rounded() / 10
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }

    /// For element content: no markup, and none of the characters that XML 1.0 §2.2 does not allow.
    static func escape(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            case "'": safe += "&#39;"
            default:
                let isAllowed = scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
                if isAllowed { safe.unicodeScalars.append(scalar) } else { safe += "·" }
            }
        }
        return safe
    }

    /// The same classes as in the page's `calls.css`.
    private static let style = """
        .ladder{font:13px system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif;color-scheme:light dark}\
        .ground{fill:#fff}.ladder text{fill:#17212b}.who{font-weight:600;text-anchor:middle}\
        .where,.media{font-size:11px;text-anchor:middle}.ladder .where,.ladder .media,.ladder .time{fill:#52606d}\
        .time{text-anchor:end;font-size:11px}.label{text-anchor:middle}.life{stroke:#7b8894;stroke-dasharray:2 4}\
        .arrow line{stroke-width:1.5}.arrow line{stroke:#0b5cad}.arrow path{fill:#0b5cad}\
        .provisional line{stroke:#52606d}.provisional path{fill:#52606d}\
        .success line{stroke:#17703d}.success path{fill:#17703d}\
        .failure line,.redirection line,.unreadable line{stroke:#b0241c}\
        .failure path,.redirection path,.unreadable path{fill:#b0241c}.again line{stroke-dasharray:5 4}\
        .event{fill:#ece9f8}.event-text{font-size:12px}\
        @media(prefers-color-scheme:dark){.ground{fill:#182028}.ladder text{fill:#e2e9ef}\
        .ladder .where,.ladder .media,.ladder .time{fill:#9cacba}.life{stroke:#6f7f8d}\
        .arrow line{stroke:#74b6f2}.arrow path{fill:#74b6f2}.provisional line{stroke:#9cacba}\
        .provisional path{fill:#9cacba}.success line{stroke:#63cc92}.success path{fill:#63cc92}\
        .failure line,.redirection line,.unreadable line{stroke:#ff938a}\
        .failure path,.redirection path,.unreadable path{fill:#ff938a}.event{fill:#282247}}
        """
}
