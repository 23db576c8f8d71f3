import CivicDSP

/// Waveform over the level of each twentieth of a second, with the active speech level as a line.
struct LevelPicture {
    var title: String
    var report: LevelReport
    var samples: [Int16]
    var sampleRate: Int

    private static let top = 10.0  // dBm0
    private static let bottom = -70.0

    func drawing() -> Drawing {
        let (left, width) = (SoundPicture.left, Double(SoundPicture.width) - SoundPicture.left - SoundPicture.right)
        let (wave, waveHeight, level, levelHeight) = (48.0, 150.0, 216.0, 220.0)
        var drawing = Drawing(width: SoundPicture.width, height: 490, title: title)
        drawing.text(title, left, 28, isLarge: true)
        drawing.rectangle(left, wave, width, waveHeight, .panel)
        for (place, name) in [(0.0, "1"), (0.25, "0.5"), (0.5, "0"), (0.75, "-0.5"), (1, "-1")] {
            drawing.rectangle(left, wave + waveHeight * place, width, 1, .grid)
            drawing.text(name, left - 8, wave + waveHeight * place + 4, .end, .faint)
        }
        drawing.text("full scale", left + width + 8, wave + 10, .start, .faint)
        drawing.bars(Waveform.bars(samples, x: left, width: width, y: wave, height: waveHeight), .wave)

        func place(_ dBm0: Double) -> Double {
            let held = max(Self.bottom, min(Self.top, dBm0))
            return level + levelHeight * (Self.top - held) / (Self.top - Self.bottom)
        }
        drawing.rectangle(left, level, width, levelHeight, .panel)
        for mark in stride(from: 0, through: Int(Self.bottom), by: -10) {
            drawing.rectangle(left, place(Double(mark)), width, 1, .grid)
            drawing.text("\(mark)", left - 8, place(Double(mark)) + 4, .end, .faint)
        }
        drawing.text("dBm0", left - 8, level + 10, .end, .faint)
        let columns = Int(width)
        let bars = (0..<columns).map { column in
            // What is heard around a pixel: a twentieth of a second, or all that the pixel stands for.
            let from = samples.count * column / columns
            let length = max(sampleRate / 20, samples.count / columns)
            let part = Array(samples[from..<min(samples.count, from + length)])
            let dBm0 = Level.dBm0(fromDBFS: Level.dBFS(of: part.span))
            return Drawing.Bar(x: left + Double(column) + 0.5, top: place(dBm0), bottom: level + levelHeight)
        }
        drawing.bars(bars, .wave)
        if let active = report.active {
            let dBm0 = Level.dBm0(fromDBFS: active.level)
            drawing.rectangle(left, place(dBm0) - 1, width, 2, .second)
            drawing.text("speech", left + width + 8, place(dBm0) - 3, .start, .second)
            drawing.text("\(AudioFile.places(dBm0, 1))", left + width + 8, place(dBm0) + 12, .start, .second)
        }
        let seconds = Double(samples.count) / Double(sampleRate)
        TimeAxis(seconds: seconds, left: left, width: width).draw(
            in: &drawing, from: 0, to: 0, labels: level + levelHeight)
        return drawing
    }
}
