import Foundation

/// 256 real samples, eight a vector.
typealias SampleWindow = InlineArray<32, SIMD8<Float>>

/// One figure for each of a ``HopSpectrum``'s 128 bins.
typealias BinPowers = InlineArray<16, SIMD8<Float>>

/// The 128 complex bins that 256 real samples come to.
struct HopSpectrum: Sendable {
    var re = BinPowers(repeating: .zero)
    var im = BinPowers(repeating: .zero)

    /// The mean square over a hop of 80 samples in each of eight bands of 500 Hz, if nothing else was in the window.
    var bands: BandPowers {
        var bands = BandPowers()
        let (re, im) = (re.span, im.span)
        for band in 0..<8 {
            // Frequencies go up to 4 kHz and come back.
            let (up, down) = (band, 15 &- band)
            let rising: SIMD8<Float> = re[up] * re[up] + im[up] * im[up]
            let power: SIMD8<Float> = rising + re[down] * re[down] + im[down] * im[down]
            bands[band] = power.sum()
        }
        return bands * (1 / (128 * 80))
    }
}

/// Powers in the bands 0 to 500, 500 to 1000 … 3500 to 4000 Hz.
typealias BandPowers = SIMD8<Float>

/// A Fourier transform of 256 real samples at the odd multiples of half a bin.
///
///     X[k] = Σ x[n]·e^(-iπ(4k+1)n/256),  k = 0 … 127
///
/// Those frequencies, (2k + ½)·31.25 Hz at 8 kHz, pass 4 kHz and come back down between one another, so that they
/// hold the whole real signal: no bin is special, and one complex transform of 128 points does it. Multiplying two
/// spectra convolves with a change of sign at the wrap, which overlap-save throws away anyhow.
///
/// 128 = 16 × 8: sixteen rows of eight lanes, a transform down the rows, a turn, a transposition, and one across.
final class SkewTransform: Sendable {
    /// One for all: it never changes.
    static let shared = SkewTransform()

    // e^(-iπm/256) for the sample m, and e^(-2πi·k·c/128) for row k and lane c.
    private let twistRe: BinPowers
    private let twistIm: BinPowers
    private let turnRe: BinPowers
    private let turnIm: BinPowers

    private init() {
        var twistRe = BinPowers(repeating: .zero)
        var twistIm = twistRe
        var turnRe = twistRe
        var turnIm = twistRe
        for row in 0..<16 {
            for lane in 0..<8 {
                let twist = -Double.pi * Double(8 * row + lane) / 256
                twistRe[row][lane] = Float(cos(twist))
                twistIm[row][lane] = Float(sin(twist))
                let turn = -2 * Double.pi * Double(row * lane) / 128
                turnRe[row][lane] = Float(cos(turn))
                turnIm[row][lane] = Float(sin(turn))
            }
        }
        self.twistRe = twistRe
        self.twistIm = twistIm
        self.turnRe = turnRe
        self.turnIm = turnIm
    }

    /// The spectrum of a window of samples.
    func forward(_ window: borrowing SampleWindow, into spectrum: inout HopSpectrum) {
        let window = window.span
        for row in 0..<16 {
            let first = window[row]
            let second = window[row &+ 16]
            spectrum.re[row] = first * twistRe[row] + second * twistIm[row]
            spectrum.im[row] = first * twistIm[row] - second * twistRe[row]
        }
        transform(&spectrum.re, &spectrum.im)
    }

    /// The samples of a spectrum, which is used up.
    func inverse(_ spectrum: inout HopSpectrum, into window: inout SampleWindow) {
        // With the parts exchanged the transform turns the other way.
        transform(&spectrum.im, &spectrum.re)
        for row in 0..<16 {
            let re = spectrum.re[row] * (1 / 128)
            let im = spectrum.im[row] * (1 / 128)
            window[row] = re * twistRe[row] + im * twistIm[row]
            window[row &+ 16] = re * twistIm[row] - im * twistRe[row]
        }
    }

    /// The complex transform of 128 points, in natural order.
    @inline(__always)
    private func transform(_ re: inout BinPowers, _ im: inout BinPowers) {
        // Down the rows: sixteen points, for eight columns at once.
        for j in 0..<4 {
            butterfly(&re, &im, j, j &+ 4, j &+ 8, j &+ 12)
        }
        for q in 1..<4 {
            for j in 1..<4 {
                let (c, s) = sixteenth(q &* j)
                let row = j &+ 4 &* q
                (re[row], im[row]) = (re[row] * c + im[row] * s, im[row] * c - re[row] * s)
            }
        }
        // Row j + 4q now holds the sum of residue j for frequency q; the frequency q + 4s goes to the same place.
        for q in 0..<4 {
            butterfly(&re, &im, 4 &* q, 4 &* q &+ 1, 4 &* q &+ 2, 4 &* q &+ 3)
        }
        // Place 4q + s holds frequency q + 4s: turn it, and bring the rows into order.
        var orderedRe = BinPowers(repeating: .zero)
        var orderedIm = BinPowers(repeating: .zero)
        for q in 0..<4 {
            for s in 0..<4 {
                let (from, to) = (4 &* q &+ s, q &+ 4 &* s)
                orderedRe[to] = re[from] * turnRe[to] - im[from] * turnIm[to]
                orderedIm[to] = re[from] * turnIm[to] + im[from] * turnRe[to]
            }
        }
        transpose(&orderedRe, into: &re)
        transpose(&orderedIm, into: &im)
        // Across: eight points, for sixteen columns, in two halves of eight.
        for half in 0..<2 {
            eight(&re, &im, half)
        }
    }

    /// cos and sin of 2πn/16.
    @inline(__always)
    private func sixteenth(_ n: Int) -> (Float, Float) {
        let a: Float = 0.923_879_53
        let b: Float = 0.382_683_43
        let h: Float = 0.707_106_78
        switch n {
        case 1: return (a, b)
        case 2: return (h, h)
        case 3: return (b, a)
        case 4: return (0, 1)
        case 6: return (-h, h)
        default: return (-a, -b)  // 9
        }
    }

    /// Four points with the frequencies 0, 1, 2, 3 in place.
    @inline(__always)
    private func butterfly(_ re: inout BinPowers, _ im: inout BinPowers, _ a: Int, _ b: Int, _ c: Int, _ d: Int) {
        let (sumRe, sumIm) = (re[a] + re[c], im[a] + im[c])
        let (difRe, difIm) = (re[a] - re[c], im[a] - im[c])
        let (oddRe, oddIm) = (re[b] + re[d], im[b] + im[d])
        let (turRe, turIm) = (re[b] - re[d], im[b] - im[d])
        (re[a], im[a]) = (sumRe + oddRe, sumIm + oddIm)
        (re[b], im[b]) = (difRe + turIm, difIm - turRe)
        (re[c], im[c]) = (sumRe - oddRe, sumIm - oddIm)
        (re[d], im[d]) = (difRe - turIm, difIm + turRe)
    }

    /// Eight points: places half, half + 2, … half + 14 hold the columns 0 … 7 and become the frequencies 0 … 7.
    @inline(__always)
    private func eight(_ re: inout BinPowers, _ im: inout BinPowers, _ half: Int) {
        butterfly(&re, &im, half, half &+ 4, half &+ 8, half &+ 12)
        butterfly(&re, &im, half &+ 2, half &+ 6, half &+ 10, half &+ 14)
        let h: Float = 0.707_106_78
        // Even columns' frequency q is at half + 4q, odd columns' at half + 4q + 2; the odd ones are turned by q/8.
        let e0 = (re[half], im[half])
        let e1 = (re[half &+ 4], im[half &+ 4])
        let e2 = (re[half &+ 8], im[half &+ 8])
        let e3 = (re[half &+ 12], im[half &+ 12])
        let o0 = (re[half &+ 2], im[half &+ 2])
        let o1 = ((re[half &+ 6] + im[half &+ 6]) * h, (im[half &+ 6] - re[half &+ 6]) * h)
        let o2 = (im[half &+ 10], -re[half &+ 10])
        let o3 = ((im[half &+ 14] - re[half &+ 14]) * h, -(re[half &+ 14] + im[half &+ 14]) * h)
        (re[half], im[half]) = (e0.0 + o0.0, e0.1 + o0.1)
        (re[half &+ 2], im[half &+ 2]) = (e1.0 + o1.0, e1.1 + o1.1)
        (re[half &+ 4], im[half &+ 4]) = (e2.0 + o2.0, e2.1 + o2.1)
        (re[half &+ 6], im[half &+ 6]) = (e3.0 + o3.0, e3.1 + o3.1)
        (re[half &+ 8], im[half &+ 8]) = (e0.0 - o0.0, e0.1 - o0.1)
        (re[half &+ 10], im[half &+ 10]) = (e1.0 - o1.0, e1.1 - o1.1)
        (re[half &+ 12], im[half &+ 12]) = (e2.0 - o2.0, e2.1 - o2.1)
        (re[half &+ 14], im[half &+ 14]) = (e3.0 - o3.0, e3.1 - o3.1)
    }

    /// Sixteen rows of eight become eight rows of sixteen: row c's halves go to the places 2c and 2c + 1.
    @inline(__always)
    private func transpose(_ rows: inout BinPowers, into columns: inout BinPowers) {
        for half in 0..<2 {
            let base = 8 &* half
            let nearLow = turned(
                rows[base].lowHalf, rows[base &+ 1].lowHalf, rows[base &+ 2].lowHalf, rows[base &+ 3].lowHalf)
            let farLow = turned(
                rows[base &+ 4].lowHalf, rows[base &+ 5].lowHalf, rows[base &+ 6].lowHalf, rows[base &+ 7].lowHalf)
            let nearHigh = turned(
                rows[base].highHalf, rows[base &+ 1].highHalf, rows[base &+ 2].highHalf, rows[base &+ 3].highHalf)
            let farHigh = turned(
                rows[base &+ 4].highHalf, rows[base &+ 5].highHalf, rows[base &+ 6].highHalf, rows[base &+ 7].highHalf)
            columns[half] = SIMD8(lowHalf: nearLow.0, highHalf: farLow.0)
            columns[half &+ 2] = SIMD8(lowHalf: nearLow.1, highHalf: farLow.1)
            columns[half &+ 4] = SIMD8(lowHalf: nearLow.2, highHalf: farLow.2)
            columns[half &+ 6] = SIMD8(lowHalf: nearLow.3, highHalf: farLow.3)
            columns[half &+ 8] = SIMD8(lowHalf: nearHigh.0, highHalf: farHigh.0)
            columns[half &+ 10] = SIMD8(lowHalf: nearHigh.1, highHalf: farHigh.1)
            columns[half &+ 12] = SIMD8(lowHalf: nearHigh.2, highHalf: farHigh.2)
            columns[half &+ 14] = SIMD8(lowHalf: nearHigh.3, highHalf: farHigh.3)
        }
    }

    @inline(__always)
    private func turned(
        _ a: SIMD4<Float>, _ b: SIMD4<Float>, _ c: SIMD4<Float>, _ d: SIMD4<Float>
    ) -> (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>, SIMD4<Float>) {
        (
            SIMD4(a.x, b.x, c.x, d.x), SIMD4(a.y, b.y, c.y, d.y), SIMD4(a.z, b.z, c.z, d.z),
            SIMD4(a.w, b.w, c.w, d.w)
        )
    }
}
