import CivicDSP
import Foundation

/// The common picture of a sound: waveform over spectrogram, on one time axis, with what was found marked on both.
struct SoundPicture {
    /// Something found in the sound.
    struct Mark {
        /// In seconds; a moment has its end at its start.
        var start: Double
        var end: Double
        var label: String
        /// In Hz, where the mark stands in the spectrogram; `nil` for all of it.
        var band: ClosedRange<Double>?
    }

    static let left = 62.0
    static let right = 78.0
    static let width = 1200

    var title: String
    var samples: [Int16]
    var sampleRate: Int
    var marks: [Mark] = []

    private var plotWidth: Double { Double(Self.width) - Self.left - Self.right }
    private var seconds: Double { Double(samples.count) / Double(sampleRate) }

    func drawing() -> Drawing {
        let labels = rowsOfLabels()
        let (wave, waveHeight) = (66.0 + 16 * Double(max(0, labels.count - 1)), 150.0)
        let (spectrum, spectrumHeight) = (wave + waveHeight + 14, 256.0)
        let bottom = spectrum + spectrumHeight
        var drawing = Drawing(width: Self.width, height: Int(bottom) + 52, title: title)
        drawing.text(title, Self.left, 28, isLarge: true)
        waveform(in: &drawing, y: wave, height: waveHeight)
        spectrogram(in: &drawing, y: spectrum, height: spectrumHeight)
        TimeAxis(seconds: seconds, left: Self.left, width: plotWidth).draw(
            in: &drawing, from: bottom, to: bottom, labels: bottom)
        for (row, marks) in labels.enumerated() {
            for mark in marks {
                draw(mark, in: &drawing, label: 58 + 16 * Double(row), wave: wave, waveHeight, spectrum, spectrumHeight)
            }
        }
        return drawing
    }

    private func x(_ second: Double) -> Double { Self.left + plotWidth * second / max(seconds, 1e-9) }

    private func waveform(in drawing: inout Drawing, y: Double, height: Double) {
        drawing.rectangle(Self.left, y, plotWidth, height, .panel)
        for (place, name) in [(0.0, "1"), (0.25, "0.5"), (0.5, "0"), (0.75, "-0.5"), (1, "-1")] {
            drawing.rectangle(Self.left, y + height * place, plotWidth, 1, .grid)
            drawing.text(name, Self.left - 8, y + height * place + 4, .end, .faint)
        }
        drawing.text("full scale", Double(Self.width) - Self.right + 8, y + 10, .start, .faint)
        TimeAxis(seconds: seconds, left: Self.left, width: plotWidth).draw(
            in: &drawing, from: y, to: y + height, labels: nil)
        for mark in marks {
            let from = x(mark.start)
            drawing.rectangle(from, y, max(1, x(min(seconds, mark.end)) - from), height, .tint)
        }
        drawing.bars(Waveform.bars(samples, x: Self.left, width: plotWidth, y: y, height: height), .wave)
    }

    private func spectrogram(in drawing: inout Drawing, y: Double, height: Double) {
        let raster = Spectrogram.raster(of: samples, sampleRate: sampleRate, columns: Int(plotWidth))
        drawing.image(raster, Self.left, y, plotWidth, height)
        let most = sampleRate / 2000
        for kilohertz in stride(from: 0, through: most, by: most > 6 ? 2 : 1) {
            let place = y + height * (1 - Double(kilohertz) * 2000 / Double(sampleRate))
            drawing.rectangle(Self.left - 5, place, 5, 1, .faint)
            drawing.text("\(kilohertz) kHz", Self.left - 8, place + (kilohertz == 0 ? 0 : 5), .end, .faint)
        }
        var scale = Raster(width: 1, height: Spectrogram.palette.count, palette: Spectrogram.palette)
        for index in scale.pixels.indices { scale.pixels[index] = UInt8(scale.pixels.count - 1 - index) }
        let place = Double(Self.width) - Self.right + 10
        drawing.image(scale, place, y, 10, height)
        for level in stride(from: 0, through: -90, by: -30) {
            let at = y + height * Double(level) / Spectrogram.floor
            drawing.text("\(level)", place + 16, min(y + height, at + (level == 0 ? 9 : 4)), .start, .faint)
        }
        drawing.text("dBFS", place + 16, y + 24, .start, .faint)
    }

    private func draw(
        _ mark: Mark, in drawing: inout Drawing, label: Double, wave: Double, _ waveHeight: Double, _ spectrum: Double,
        _ spectrumHeight: Double
    ) {
        let (from, to) = (x(mark.start), x(min(seconds, mark.end)))
        let width = max(1, to - from)
        drawing.rectangle(from, label + 4, 1, wave + waveHeight - label - 4, .mark)
        var (top, height) = (spectrum, spectrumHeight)
        if let band = mark.band {
            let most = Double(sampleRate) / 2
            top = spectrum + spectrumHeight * (1 - min(most, band.upperBound) / most)
            height = spectrum + spectrumHeight * (1 - band.lowerBound / most) - top
        }
        frame(in: &drawing, from, top, width, height)
        drawing.text(mark.label, from, label, from > Self.left + plotWidth - 60 ? .end : .start, .mark, isLarge: true)
    }

    private func frame(in drawing: inout Drawing, _ x: Double, _ y: Double, _ width: Double, _ height: Double) {
        if width <= 3 {
            drawing.rectangle(x, y, 1, height, .frame)
            return
        }
        drawing.rectangle(x, y, width, 1, .frame)
        drawing.rectangle(x, y + height - 1, width, 1, .frame)
        drawing.rectangle(x, y, 1, height, .frame)
        drawing.rectangle(x + width - 1, y, 1, height, .frame)
    }

    /// Labels side by side, in as many rows as keep them apart; what would need more than 6 rows loses its label.
    private func rowsOfLabels() -> [[Mark]] {
        var rows: [[Mark]] = []
        var ends: [Double] = []
        for mark in marks.sorted(by: { $0.start < $1.start }) {
            let from = x(mark.start)
            let end = from + 9 * Double(mark.label.count) + 6
            if let row = ends.firstIndex(where: { $0 <= from }) {
                ends[row] = end
                rows[row].append(mark)
            } else if ends.count < 6 {
                ends.append(end)
                rows.append([mark])
            } else {
                var silent = mark
                silent.label = ""
                rows[5].append(silent)
            }
        }
        return rows
    }
}
