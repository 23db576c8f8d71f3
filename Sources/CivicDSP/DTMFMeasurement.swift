import Foundation

/// One pair of tones, measured over the last 26 ms; `nil` when there is none near enough to a key.
///
/// Four things may be less than perfect in a real key, and speech or music that comes near one is rarely near in all: so
/// each is taken relative to its own limit, and the sum must stay within 1. Frequencies count by the sixth power, next to
/// nothing up to Q.24's 1.5 % and all at 2.05 %, where music is; and the more, the less the groups are equal in level.
/// Keys that came through a speech codec are impure and wander, but stand on their frequencies: these are given more time
/// and wider limits.
///
/// | imperfection | limit | through a codec | what has it |
/// | --- | --- | --- | --- |
/// | deviation from the nominal frequencies | 2.05 % (1.8 % must pass, 3 % must not) | 0.7 % | music, voices |
/// | drift from the first half to the second | 8 Hz | 29 Hz | every voice |
/// | impurity of the groups: power that is not the one sine | 18 % | 50 % | two harmonics, noise, edges |
/// | power above 460 Hz outside the two sines | 24 % | 33 % | voices, noise |
struct DTMFMeasurement {
    /// Row times 4 plus column.
    let digit: Int
    /// Squared amplitude of the low and the high sine, in the history's units.
    let power: SIMD2<Float>
    /// How far this one measurement goes to show that a key is down: 1 is enough.
    let evidence: Float

    /// How much is asked for.
    struct Limits {
        /// Least amplitude squared of a group: -35 dBm0.
        var power = 165_300 / DTMFHistory.unit
        /// High group over low group, in power: -11 to +6.5 dB (Q.24 asks for -8 to +4).
        var lowTwist: Float = 0.0794
        var highTwist: Float = 4.467
        /// First and last ms against the middle, in power: half the amplitude, so that the length is that of the tone.
        var edge: Float = 0.25
        /// What all imperfections are divided by.
        var tolerance: Float = 1

        /// For a key on a line without speech codecs.
        static let key = Limits()
        /// For one that came through such a codec: -13.5 to +8 dB, and edges that crumble.
        static let coded = Limits(lowTwist: 0.0447, highTwist: 6.31, edge: 0.1)
        /// For what could come back as a key, once the echo's path has weakened one group and noise has hidden the rest.
        static let near = Limits(lowTwist: 0.02, highTwist: 20, edge: 0.06, tolerance: 2)
    }

    /// Limits of the four imperfections.
    private struct Flaws {
        var deviation: Float
        var drift: Float  // Hz
        var impurity: Float
        var strangers: Float

        static let key = Flaws(deviation: 0.0205, drift: 8, impurity: 0.18, strangers: 0.24)
        static let coded = Flaws(deviation: 0.007, drift: 29, impurity: 0.5, strangers: 0.33)
    }

    private enum Evidence {
        static let coded: Float = 1.0 / 11

        /// Of a key with this sum of imperfections: one measurement is enough where little is wrong.
        @inline(__always)
        static func of(_ sum: Float) -> Float { sum <= 0.4 ? 1 : sum <= 0.7 ? 1.0 / 5 : 1.0 / 16 }
    }

    /// Least that must stay of a group's power in the products over the lag, before anything finer is looked at.
    private static let coherence: Float = 0.35

    /// The stronger group's amplitude over the weaker one's.
    @inline(__always)
    private static func imbalance(_ power: SIMD2<Float>) -> Float {
        (max(power.x, power.y) / max(1, min(power.x, power.y))).squareRoot()
    }

    /// Whether levels, twist and both edges of the window leave room for a key: what most frames fail.
    @inline(__always)
    static func isPossible(_ history: inout DTMFHistory, _ limits: Limits = .coded) -> Bool {
        let middle = SIMD2<Float>(history.triplePower(DTMFHistory.window / 2)) * Float(1.0 / 3)
        guard min(middle.x, middle.y) > limits.power,
            middle.y < middle.x * limits.highTwist, middle.y > middle.x * limits.lowTwist
        else { return false }
        let floor = middle * limits.edge
        let newest = SIMD2<Float>(history.power(0))
        let oldest = SIMD2<Float>(history.power(DTMFHistory.window - 1))
        return newest.x > floor.x && newest.y > floor.y && oldest.x > floor.x && oldest.y > floor.y
    }

    init?(of history: inout DTMFHistory, _ limits: Limits = .coded) {
        // What the outputs gain in 5 ms: long while there is one tone, whatever its frequency.
        let total = SIMD2<Float>(history.power)
        let newer = SIMD4<Float>(history.newerTurn)
        let older = SIMD4<Float>(history.olderTurn)
        let both = newer + older
        let length = both.lengths
        let least = total * (Float(DTMFHistory.lagged) / Float(DTMFHistory.window) * Self.coherence)
        guard length.x > least.x, length.y > least.y else { return nil }

        // The phase that each group gains in 1 ms tells the row and the column.
        let nominal = DTMFNominals.shared
        let turn = SIMD4<Float>(history.turn)
        let row = nominal.nearestRow(turn)
        let column = nominal.nearestColumn(turn)

        // What it gains in 5 ms against the nominal phase tells the deviation; each half for itself, the drift.
        let hertz = 1000 / (2 * Float.pi * Float(DTMFHistory.lag))
        let fine = conjugateProduct(both, nominal.fine(row: row, column: column))
        let deviation = fine.angles(lengths: length) * hertz
        let relative = deviation / SIMD2(nominal.rows[row], nominal.columns[column])
        let bend = conjugateProduct(newer, older)
        let drift = bend.angles(lengths: bend.lengths) * hertz
        let worst = (max(abs(relative.x), abs(relative.y)), max(abs(drift.x), abs(drift.y)))
        let scale = 1 / limits.tolerance
        let inaccuracy = square(worst.0 * scale / Flaws.key.deviation)
        var key =
            inaccuracy * inaccuracy * inaccuracy * (1 + square(Self.imbalance(total) - 1))
            + square(worst.1 * scale / Flaws.key.drift)
        var coded =
            square(worst.0 * scale / Flaws.coded.deviation) + square(worst.1 * scale / Flaws.coded.drift)
        guard min(key, coded) <= 1 else { return nil }

        // Turned back by the measured frequency, one pure sine adds up in phase.
        let step = interleavedProduct(
            nominal.step(row: row, column: column), unitPhasors(deviation * (2 * .pi / 1000)))
        var phasor = SIMD4<Float>(1, 0, 1, 0)
        var sum = SIMD4<Float>.zero
        for age in 0..<DTMFHistory.window {
            sum += interleavedProduct(history.output(age), phasor)
            phasor = interleavedProduct(phasor, step)
        }
        let squares = sum * sum
        let coherent = (squares.evenHalf + squares.oddHalf) / Float(DTMFHistory.window)
        let purity = coherent / total
        let impurity = (1 - min(purity.x, purity.y)) * scale
        // A sine of amplitude A has the energy 4·A² in 8 samples.
        let sines = (coherent.x + coherent.y) * 4
        let energy = SIMD2<Float>(history.energy)
        let strangers = max(0, 1 - sines / Swift.max(energy.x - energy.y, 1)) * scale

        key += square(impurity / Flaws.key.impurity) + square(strangers / Flaws.key.strangers)
        coded += square(impurity / Flaws.coded.impurity) + square(strangers / Flaws.coded.strangers)
        if key <= 1, limits.tolerance > 1 || Self.isPossible(&history, .key) {
            evidence = coded <= 1 ? max(Evidence.of(key), Evidence.coded) : Evidence.of(key)
        } else if coded <= 1 {
            evidence = Evidence.coded
        } else {
            return nil
        }
        digit = row * 4 + column
        power = coherent / Float(DTMFHistory.window)
    }
}

/// How the nominal frequencies turn from one output of the filter bank to the next.
final class DTMFNominals: Sendable {
    static let shared = DTMFNominals()

    let rows: InlineArray<4, Float>
    let columns: InlineArray<4, Float>
    /// e^(jω·1 ms) of the four rows and of the four columns, side by side.
    private let rowTurn: (cos: SIMD4<Float>, sin: SIMD4<Float>)
    private let columnTurn: (cos: SIMD4<Float>, sin: SIMD4<Float>)
    /// e^(jω·5 ms), real and imaginary.
    private let rowFine: InlineArray<4, SIMD2<Float>>
    private let columnFine: InlineArray<4, SIMD2<Float>>

    private init() {
        func phasor(_ frequency: Double, _ milliseconds: Int) -> SIMD2<Float> {
            let angle = 2 * Double.pi * frequency * Double(milliseconds) / 1000
            return SIMD2(Float(cos(angle)), Float(sin(angle)))
        }
        func turns(_ frequencies: InlineArray<4, Double>) -> (cos: SIMD4<Float>, sin: SIMD4<Float>) {
            let all = (0..<4).map { phasor(frequencies[$0], 1) }
            return (SIMD4(all.map(\.x)), SIMD4(all.map(\.y)))
        }
        rows = InlineArray { Float(DTMFKeypad.rows[$0]) }
        columns = InlineArray { Float(DTMFKeypad.columns[$0]) }
        rowTurn = turns(DTMFKeypad.rows)
        columnTurn = turns(DTMFKeypad.columns)
        rowFine = InlineArray { phasor(DTMFKeypad.rows[$0], DTMFHistory.lag) }
        columnFine = InlineArray { phasor(DTMFKeypad.columns[$0], DTMFHistory.lag) }
    }

    @inline(__always)
    func nearestRow(_ turn: SIMD4<Float>) -> Int { highest(rowTurn.cos * turn.x + rowTurn.sin * turn.z) }
    @inline(__always)
    func nearestColumn(_ turn: SIMD4<Float>) -> Int { highest(columnTurn.cos * turn.y + columnTurn.sin * turn.w) }

    /// Phasors of 1 ms, interleaved.
    func step(row: Int, column: Int) -> SIMD4<Float> {
        SIMD4(rowTurn.cos[row], rowTurn.sin[row], columnTurn.cos[column], columnTurn.sin[column])
    }

    /// Phasors of 5 ms, real parts first.
    func fine(row: Int, column: Int) -> SIMD4<Float> {
        let (low, high) = (rowFine[row], columnFine[column])
        return SIMD4(low.x, high.x, low.y, high.y)
    }

    @inline(__always)
    private func highest(_ values: SIMD4<Float>) -> Int {
        let first = values.x >= values.y ? 0 : 1
        let second = values.z >= values.w ? 2 : 3
        return Swift.max(values.x, values.y) >= Swift.max(values.z, values.w) ? first : second
    }
}

// Two complex numbers side by side, of the low and of the high group: both real parts, then both imaginary ones.

/// a times the conjugate of b.
@inline(__always)
private func conjugateProduct(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
    SIMD4(
        lowHalf: a.lowHalf * b.lowHalf + a.highHalf * b.highHalf,
        highHalf: a.highHalf * b.lowHalf - a.lowHalf * b.highHalf)
}

extension SIMD4<Float> {
    @inline(__always)
    fileprivate var lengths: SIMD2<Float> { (lowHalf * lowHalf + highHalf * highHalf).squareRoot() }

    /// Angles of both complex numbers, in radians, from their lengths.
    @inline(__always)
    fileprivate func angles(lengths: SIMD2<Float>) -> SIMD2<Float> {
        // Half the angle has the tangent y / (r + x); past a right angle it is only known to be wide.
        let wide = SIMD2<Float>(repeating: 1)
        let tangent = highHalf / (lengths + lowHalf)
        let u = tangent.clamped(lowerBound: -wide, upperBound: wide)
        let v = u * u
        // Arc tangent up to 1, exact to 10⁻⁵ (Abramowitz and Stegun 4.4.49).
        var series = v * Float(0.0208351) - Float(0.0851330)
        series = series * v + Float(0.1801410)
        series = series * v - Float(0.3302995)
        series = series * v + Float(0.9998660)
        return u * series * Float(2)
    }
}

// The same interleaved: real and imaginary part of the low group, then of the high group.

@inline(__always)
private func interleavedProduct(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
    SIMD4(a.x * b.x - a.y * b.y, a.y * b.x + a.x * b.y, a.z * b.z - a.w * b.w, a.w * b.z + a.z * b.w)
}

/// e^(jφ) for two angles of at most 0.35 rad (the widest deviation in 1 ms), by their series: exact to 10⁻⁵.
@inline(__always)
private func unitPhasors(_ angles: SIMD2<Float>) -> SIMD4<Float> {
    let squares = angles * angles
    let sixths = squares * Float(1.0 / 6)
    let twelfths = squares * Float(1.0 / 12)
    let one = SIMD2<Float>(repeating: 1)
    let cosines = one - squares * Float(0.5) * (one - twelfths)
    let sines = angles * (one - sixths * (one - squares * Float(0.05)))
    return SIMD4(cosines.x, sines.x, cosines.y, sines.y)
}

@inline(__always)
private func square(_ x: Float) -> Float { x * x }
