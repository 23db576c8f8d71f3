/// A picture as a list of simple shapes, for SVG and for pixels alike. Units are pixels, y goes down.
struct Drawing {
    /// What a shape is for; each way of writing chooses the colours.
    enum Ink: String, CaseIterable {
        case paper, panel, grid, text, faint, wave, second, mark, tint, warning
        /// A frame on a spectrogram, which is dark on any paper.
        case frame
    }

    enum Anchor: String {
        case start, middle, end
    }

    struct Bar {
        var x: Double
        var top: Double
        var bottom: Double
    }

    enum Shape {
        case rectangle(x: Double, y: Double, width: Double, height: Double, Ink)
        /// Upright strokes, a pixel wide.
        case bars([Bar], Ink)
        /// `y` is the base line; a large text is a heading.
        case text(String, x: Double, y: Double, Anchor, Ink, isLarge: Bool)
        case image(Raster, x: Double, y: Double, width: Double, height: Double)
    }

    let width: Int
    let height: Int
    /// For those who do not see it.
    let title: String
    private(set) var shapes: [Shape] = []

    init(width: Int, height: Int, title: String) {
        self.width = width
        self.height = height
        self.title = title
        rectangle(0, 0, Double(width), Double(height), .paper)
    }

    mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ ink: Ink) {
        shapes.append(.rectangle(x: x, y: y, width: width, height: height, ink))
    }

    mutating func bars(_ bars: [Bar], _ ink: Ink) {
        if !bars.isEmpty { shapes.append(.bars(bars, ink)) }
    }

    mutating func text(
        _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, _ ink: Ink = .text, isLarge: Bool = false
    ) {
        shapes.append(.text(text, x: x, y: y, anchor, ink, isLarge: isLarge))
    }

    mutating func image(_ raster: Raster, _ x: Double, _ y: Double, _ width: Double, _ height: Double) {
        shapes.append(.image(raster, x: x, y: y, width: width, height: height))
    }
}

/// Pixels that are numbers of a palette.
struct Raster {
    let width: Int
    let height: Int
    /// Red, green and blue of each number; at most 256.
    let palette: [(UInt8, UInt8, UInt8)]
    /// Row by row from the top.
    var pixels: [UInt8]

    init(width: Int, height: Int, palette: [(UInt8, UInt8, UInt8)], fill: UInt8 = 0) {
        precondition(width > 0 && height > 0 && (1...256).contains(palette.count))
        self.width = width
        self.height = height
        self.palette = palette
        pixels = [UInt8](repeating: fill, count: width * height)
    }
}
