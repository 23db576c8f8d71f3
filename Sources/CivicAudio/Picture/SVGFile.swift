import Foundation

/// A drawing as SVG: readable on light and on dark, with the raster parts inside as PNG.
enum SVGFile {
    /// Colours on light paper, and on dark.
    private static let colours: [(Drawing.Ink, light: String, dark: String)] = [
        (.paper, "#ffffff", "#15181c"), (.panel, "#f4f6f8", "#1d2227"), (.grid, "#d9dfe5", "#343b43"),
        (.text, "#1f2933", "#e4e9ee"), (.faint, "#61707f", "#94a3b3"), (.wave, "#2b6ca3", "#6fb1e4"),
        (.second, "#b3621b", "#f0a860"), (.mark, "#b0224f", "#ff7fa5"), (.tint, "#b0224f26", "#ff7fa533"),
        (.warning, "#c0392b59", "#ff6b5b66"), (.frame, "#ff8fb3", "#ff8fb3"),
    ]

    static func text(of drawing: Drawing) -> String {
        var out = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(drawing.width) \(drawing.height)" \
            width="\(drawing.width)" height="\(drawing.height)" role="img">
            <title>\(escaped(drawing.title))</title>
            <style>
            text { font: 12px system-ui, "Noto Sans", "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums }
            .large { font-size: 15px; font-weight: 600 }
            image { image-rendering: auto }

            """
        func rules(_ colour: KeyPath<(Drawing.Ink, light: String, dark: String), String>) -> String {
            colours.map { ".\($0.0.rawValue) { fill: \($0[keyPath: colour]); stroke: \($0[keyPath: colour]) }" }
                .joined(separator: "\n")
        }
        out += rules(\.light) + "\nrect, text { stroke: none }\n"
        out +=
            "@media (prefers-color-scheme: dark) {\n" + rules(\.dark) + "\nrect, text { stroke: none }\n}\n</style>\n"
        for shape in drawing.shapes { out += element(shape) + "\n" }
        return out + "</svg>\n"
    }

    private static func element(_ shape: Drawing.Shape) -> String {
        switch shape {
        case .rectangle(let x, let y, let width, let height, let ink):
            return
                "<rect class=\"\(ink.rawValue)\" x=\"\(short(x))\" y=\"\(short(y))\" width=\"\(short(width))\" "
                + "height=\"\(short(height))\"/>"
        case .bars(let bars, let ink):
            let path = bars.map { "M\(short($0.x)) \(short($0.top))V\(short(max($0.bottom, $0.top + 0.5)))" }
            return "<path class=\"\(ink.rawValue)\" d=\"\(path.joined())\"/>"
        case .text(let text, let x, let y, let anchor, let ink, let isLarge):
            return
                "<text class=\"\(ink.rawValue)\(isLarge ? " large" : "")\" x=\"\(short(x))\" y=\"\(short(y))\" "
                + "text-anchor=\"\(anchor.rawValue)\">\(escaped(text))</text>"
        case .image(let raster, let x, let y, let width, let height):
            let data = Data(PNGFile.bytes(of: raster)).base64EncodedString()
            return
                "<image x=\"\(short(x))\" y=\"\(short(y))\" width=\"\(short(width))\" height=\"\(short(height))\" "
                + "preserveAspectRatio=\"none\" href=\"data:image/png;base64,\(data)\"/>"
        }
    }

    private static func short(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
    }

    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            // What XML cannot carry, as in a file's odd name.
            case _ where scalar.value < 32 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: out += "\u{FFFD}"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
