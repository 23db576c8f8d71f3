/// A drawing as pixels, twice as fine as its units, on light paper.
struct Canvas {
    private static let scale = 2
    /// Colours of light paper; the spectrogram's follow.
    private static let colours: [Drawing.Ink: (UInt8, UInt8, UInt8)] = [
        .paper: (255, 255, 255), .panel: (244, 246, 248), .grid: (217, 223, 229), .text: (31, 41, 51),
        .faint: (97, 111, 127), .wave: (43, 108, 163), .second: (179, 98, 27), .mark: (176, 34, 79),
        .tint: (176, 34, 79), .warning: (192, 57, 43), .frame: (255, 143, 179),
    ]
    /// How much of what lies under a translucent ink stays.
    private static let kept: [Drawing.Ink: Double] = [.tint: 0.85, .warning: 0.65]

    private var pixels: [UInt8]
    private let width: Int
    private let height: Int
    private var palette: [(UInt8, UInt8, UInt8)] = []
    private var numbers: [Int: UInt8] = [:]
    /// What comes of a translucent ink over a colour.
    private var blends: [Int: UInt8] = [:]

    static func raster(of drawing: Drawing) -> Raster {
        var canvas = Canvas(width: drawing.width * scale, height: drawing.height * scale)
        for shape in drawing.shapes { canvas.draw(shape) }
        var raster = Raster(width: canvas.width, height: canvas.height, palette: canvas.palette)
        raster.pixels = canvas.pixels
        return raster
    }

    private init(width: Int, height: Int) {
        self.width = width
        self.height = height
        pixels = [UInt8](repeating: 0, count: width * height)
        for ink in Drawing.Ink.allCases { _ = number(of: Self.colours[ink] ?? (0, 0, 0)) }
    }

    /// The number of a colour; once the palette is full, its nearest.
    private mutating func number(of colour: (UInt8, UInt8, UInt8)) -> UInt8 {
        let key = Int(colour.0) << 16 | Int(colour.1) << 8 | Int(colour.2)
        if let known = numbers[key] { return known }
        if palette.count < 256 {
            palette.append(colour)
            numbers[key] = UInt8(palette.count - 1)
            return UInt8(palette.count - 1)
        }
        func distance(_ other: (UInt8, UInt8, UInt8)) -> Int {
            let (r, g, b) = (Int(other.0) - Int(colour.0), Int(other.1) - Int(colour.1), Int(other.2) - Int(colour.2))
            return r * r + g * g + b * b
        }
        return UInt8(palette.indices.min { distance(palette[$0]) < distance(palette[$1]) } ?? 0)
    }

    private mutating func draw(_ shape: Drawing.Shape) {
        switch shape {
        case .rectangle(let x, let y, let width, let height, let ink): fill(x, y, width, height, ink)
        case .bars(let bars, let ink):
            for bar in bars { fill(bar.x - 0.5, bar.top, 1, max(0.5, bar.bottom - bar.top), ink) }
        case .text(let text, let x, let y, let anchor, let ink, let isLarge):
            write(text, x, y, anchor, ink, size: isLarge ? 3 : 2)
        case .image(let raster, let x, let y, let width, let height): copy(raster, x, y, width, height)
        }
    }

    private func columns(_ from: Double, _ length: Double, _ most: Int) -> Range<Int> {
        let start = Int((from * Double(Self.scale)).rounded())
        let end = max(start + 1, Int(((from + length) * Double(Self.scale)).rounded()))
        return max(0, min(most, start))..<max(0, min(most, end))
    }

    private mutating func fill(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ ink: Drawing.Ink) {
        let colour = Self.colours[ink] ?? (0, 0, 0)
        let solid = number(of: colour)
        let across = columns(x, width, self.width)
        for row in columns(y, height, self.height) {
            for column in across {
                let place = row * self.width + column
                pixels[place] = Self.kept[ink].map { blend(colour, over: pixels[place], keeping: $0) } ?? solid
            }
        }
    }

    private mutating func blend(
        _ colour: (UInt8, UInt8, UInt8), over number: UInt8, keeping part: Double
    ) -> UInt8 {
        let key = Int(number) << 24 | Int(colour.0) << 16 | Int(colour.1) << 8 | Int(colour.2)
        if let known = blends[key] { return known }
        let under = palette[Int(number)]
        func mix(_ a: UInt8, _ b: UInt8) -> UInt8 { UInt8(Double(a) * (1 - part) + Double(b) * part) }
        let found = self.number(of: (mix(colour.0, under.0), mix(colour.1, under.1), mix(colour.2, under.2)))
        blends[key] = found
        return found
    }

    private mutating func copy(_ raster: Raster, _ x: Double, _ y: Double, _ width: Double, _ height: Double) {
        let numbers = raster.palette.map { number(of: $0) }
        let (across, down) = (columns(x, width, self.width), columns(y, height, self.height))
        for row in down {
            let source = (row - down.lowerBound) * raster.height / max(1, down.count) * raster.width
            for column in across {
                let from = (column - across.lowerBound) * raster.width / max(1, across.count)
                pixels[row * self.width + column] = numbers[Int(raster.pixels[source + from])]
            }
        }
    }

    private mutating func write(
        _ text: String, _ x: Double, _ y: Double, _ anchor: Drawing.Anchor, _ ink: Drawing.Ink, size: Int
    ) {
        let step = (Glyphs.width + 1) * size
        let length = text.count * step - size
        var left = Int(x * Double(Self.scale))
        switch anchor {
        case .start: break
        case .middle: left -= length / 2
        case .end: left -= length
        }
        let top = Int(y * Double(Self.scale)) - Glyphs.height * size
        let unit = Double(size) / Double(Self.scale)
        for (index, character) in text.enumerated() {
            for (row, bits) in Glyphs.rows(of: character).enumerated() {
                for column in 0..<Glyphs.width where bits >> (Glyphs.width - 1 - column) & 1 == 1 {
                    fill(
                        Double(left + index * step + column * size) / Double(Self.scale),
                        Double(top + row * size) / Double(Self.scale), unit, unit, ink)
                }
            }
        }
    }
}
