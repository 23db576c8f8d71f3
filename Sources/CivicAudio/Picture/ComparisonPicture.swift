/// Two sounds under one another on the second's time, the first moved by the delay, with the gaps marked.
struct ComparisonPicture {
    var title: String
    var first: [Int16]
    var second: [Int16]
    var sampleRate: Int
    var comparison: Comparison

    func drawing() -> Drawing {
        let (left, width) = (SoundPicture.left, Double(SoundPicture.width) - SoundPicture.left - SoundPicture.right)
        let shift = Int(comparison.delay.rounded())
        let moved =
            shift >= 0 ? [Int16](repeating: 0, count: shift) + first : Array(first.dropFirst(min(first.count, -shift)))
        let count = max(moved.count, second.count)
        func padded(_ samples: [Int16]) -> [Int16] {
            samples + [Int16](repeating: 0, count: count - samples.count)
        }
        let rows: [(name: String, samples: [Int16], ink: Drawing.Ink)] = [
            ("first", padded(moved), .wave), ("second", padded(second), .second),
        ]
        let height = 150.0
        var drawing = Drawing(width: SoundPicture.width, height: 440, title: title)
        drawing.text(title, left, 28, isLarge: true)
        let facts = CompareCommand.lines(comparison, sampleRate: sampleRate).prefix(5).map { line in
            line.split(separator: " ").joined(separator: " ")
        }
        drawing.text(facts.joined(separator: "  ·  "), left, 48, .start, .faint)
        var y = 62.0
        for row in rows {
            drawing.rectangle(left, y, width, height, .panel)
            for (place, name) in [(0.0, "1"), (0.5, "0"), (1, "-1")] {
                drawing.rectangle(left, y + height * place, width, 1, .grid)
                drawing.text(name, left - 8, y + height * place + 4, .end, .faint)
            }
            drawing.bars(Waveform.bars(row.samples, x: left, width: width, y: y, height: height), row.ink)
            drawing.text("full scale", left + width + 6, y + 10, .start, .faint)
            drawing.text(row.name, left + width + 6, y + height / 2 + 4, .start, row.ink)
            y += height + 24
        }
        for gap in comparison.gaps {
            let x = left + width * Double(gap.start) / Double(max(1, count))
            let wide = max(1, width * Double(gap.length) / Double(max(1, count)))
            drawing.rectangle(x, 62, wide, 2 * height + 24, .warning)
        }
        TimeAxis(seconds: Double(count) / Double(sampleRate), left: left, width: width).draw(
            in: &drawing, from: 0, to: 0, labels: y - 24)
        return drawing
    }
}
