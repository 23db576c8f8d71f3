import CivicDSP
import Testing

@testable import CivicAudio

@Suite("Pictures of sounds")
struct SoundPictureTests {
    @Test("a spectrogram is bright where a tone is, and dark elsewhere", arguments: [8000, 16_000])
    func spectrogram(rate: Int) {
        let samples =
            Signal.silence(count: rate) + Signal.sine(frequency: 1000, level: -6, count: rate, sampleRate: rate)
        let raster = Spectrogram.raster(of: samples, sampleRate: rate, columns: 100)
        let row = Int(Double(Spectrogram.rows) * (1 - 1000 / (Double(rate) / 2)))
        func shade(_ column: Int, _ row: Int) -> UInt8 { raster.pixels[row * raster.width + column] }
        let brightest = (row - 1...row + 1).map { shade(75, $0) }.max() ?? 0
        #expect(brightest >= 57)
        #expect(shade(75, row / 2) < 10)
        #expect((0..<Spectrogram.rows).allSatisfy { shade(25, $0) == 0 })
    }

    @Test("marks every key over its time, with its label, in SVG that names itself")
    func marks() {
        let samples = Signal.silence(count: 8000)
        let picture = SoundPicture(
            title: "a <b> & \"c\"", samples: samples, sampleRate: 8000,
            marks: [
                .init(start: 0.1, end: 0.2, label: "5", band: 650...1456),
                .init(start: 0.15, end: 0.15, label: "beep", band: nil),
            ])
        let text = SVGFile.text(of: picture.drawing())
        #expect(text.contains("<title>a &lt;b&gt; &amp; &quot;c&quot;</title>"))
        #expect(text.contains(">5</text>") && text.contains(">beep</text>"))
        #expect(text.contains("data:image/png;base64,iVBORw0KGgo"))
        #expect(text.contains("prefers-color-scheme: dark"))
    }

    @Test("labels that would touch stand in rows of their own, and many are dropped rather than piled up")
    func crowded() {
        let marks = (0..<200).map { SoundPicture.Mark(start: Double($0) / 1000, end: Double($0) / 1000, label: "9") }
        let drawing = SoundPicture(
            title: "", samples: Signal.silence(count: 80_000), sampleRate: 8000, marks: marks
        ).drawing()
        var places: [Double: [Double]] = [:]
        for case .text("9", let x, let y, _, _, true) in drawing.shapes { places[y, default: []].append(x) }
        #expect(places.count == 6)
        for row in places.values {
            #expect(zip(row, row.dropFirst()).allSatisfy { $1 - $0 >= 9 })
        }
    }

    @Test("time axes have 6 to 15 steps that people count in", arguments: [0.04, 0.9, 7, 61, 4000, 90_000])
    func axis(seconds: Double) {
        let step = TimeAxis(seconds: seconds, left: 0, width: 1000).step
        #expect((4...25).contains(seconds / step), "\(step)")
    }

    @Test("pixels and SVG draw the same shapes")
    func canvas() {
        var drawing = Drawing(width: 20, height: 10, title: "")
        drawing.rectangle(2, 3, 5, 4, .wave)
        let raster = Canvas.raster(of: drawing)
        #expect(raster.width == 40 && raster.height == 20)
        func colour(_ x: Int, _ y: Int) -> UInt8 { raster.palette[Int(raster.pixels[y * 40 + x])].0 }
        #expect(colour(4, 6) == 43 && colour(13, 13) == 43)
        #expect(colour(3, 6) == 255 && colour(14, 13) == 255)
    }
}
