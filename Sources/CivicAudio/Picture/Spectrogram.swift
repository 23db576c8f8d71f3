import CivicDSP
import Foundation

/// Level over time and frequency, as pixels: dark is quiet.
enum Spectrogram {
    /// What is drawn in the darkest colour, in dBFS of a sine; full scale is the brightest.
    static let floor = -90.0
    static let rows = 128
    private static let levels = 64

    /// Dark blue over green to light yellow, so that lightness rises with the level.
    static let palette: [(UInt8, UInt8, UInt8)] = (0..<levels).map { index in
        let stops: [(Double, Double, Double)] = [
            (10, 14, 32), (28, 40, 88), (32, 86, 120), (40, 138, 122), (128, 186, 86), (250, 236, 130),
        ]
        let place = Double(index) / Double(levels - 1) * Double(stops.count - 1)
        let low = min(stops.count - 2, Int(place))
        let part = place - Double(low)
        func mix(_ from: Double, _ to: Double) -> UInt8 { UInt8(from + (to - from) * part) }
        let (a, b) = (stops[low], stops[low + 1])
        return (mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
    }

    /// - Parameters:
    ///   - samples: at `sampleRate`; the picture goes up to half of it.
    ///   - columns: width in pixels, at most; short signals get fewer.
    static func raster(of samples: [Int16], sampleRate: Int, columns: Int) -> Raster {
        // About 32 ms: lines 60 Hz apart are told apart, and a key's edges to 10 ms.
        var length = 2 * rows
        while length * 1000 / sampleRate < 24 { length *= 2 }
        var spectrum = Spectrum(length: length)
        let columns = max(1, min(columns, samples.count * 250 / sampleRate))
        var raster = Raster(width: columns, height: rows, palette: palette)
        let padded = [Int16](repeating: 0, count: length / 2) + samples + [Int16](repeating: 0, count: length)
        let step = Double(samples.count) / Double(columns)
        // Of a long signal a few places in each column are looked at; the loudest is drawn.
        let looks = max(1, min(6, Int(step / Double(length / 2))))
        let full = pow(Double(32767) * Double(length) / 4, 2)
        for column in 0..<columns {
            var loudest = [Float](repeating: 0, count: rows)
            for look in 0..<looks {
                let start = Int(step * (Double(column) + (Double(look) + 0.5) / Double(looks)))
                spectrum.measure(padded.span.extracting(start..<start + length))
                let merged = length / 2 / rows
                for row in 0..<rows {
                    for bin in row * merged..<(row + 1) * merged {
                        loudest[row] = max(loudest[row], spectrum.power[bin])
                    }
                }
            }
            for row in 0..<rows {
                let level = loudest[row] > 0 ? 10 * log10(Double(loudest[row]) / full) : floor
                let shade = (level - floor) / -floor * Double(levels - 1)
                raster.pixels[(rows - 1 - row) * columns + column] = UInt8(max(0, min(Double(levels - 1), shade)))
            }
        }
        return raster
    }
}
