import ArgumentParser
import Foundation

/// Where a sub-command draws what it found.
struct PictureOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Draw it: waveform and spectrogram as SVG.", valueName: "file"))
    var svg: String?
    @Option(help: ArgumentHelp("The same picture as PNG.", valueName: "file"))
    var png: String?

    init() {}

    /// Writes the pictures that were asked for; nothing is drawn for nobody.
    func write(_ drawing: @autoclosure () -> Drawing) throws {
        guard svg != nil || png != nil else { return }
        let drawing = drawing()
        if let svg { try AudioFile.write([UInt8](SVGFile.text(of: drawing).utf8), to: svg) }
        if let png { try AudioFile.write(PNGFile.bytes(of: Canvas.raster(of: drawing)), to: png) }
    }
}
