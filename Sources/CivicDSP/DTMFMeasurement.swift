import Foundation

/// One pair of tones, measured over the last 26 ms; `nil` when there is none that Q.24 lets pass.
///
/// Four things may be less than perfect in a real key, and speech that comes near one is rarely near in all: so each is
/// taken relative to its own limit, and the sum of the squares must stay within 1.
///
/// | imperfection | limit | what has it |
/// | --- | --- | --- |
/// | deviation from the nominal frequencies | 2.42 % (1.8 % must pass, 3 % must not) | music, voices |
/// | drift from the first half to the second | 8 Hz | every voice |
/// | impurity of the groups: power that is not the one sine | 20 % | two harmonics, noise, edges |
/// | power above 460 Hz outside the two sines | 30 % | voices, noise |
struct DTMFMeasurement {
    /// Length of the window, in ms.
    static let window = 26

    /// Row times 4 plus column.
    let digit: Int
    /// Squared amplitude of the low and the high sine.
    let power: SIMD2<Float>
    /// Whether so little is wrong that two sightings are enough.
    let isClean: Bool

    private enum Limit {
        /// Least amplitude squared of a group: -35 dBm0.
        static let power: Float = 165_300
        /// High group over low group, in power: -11 to +6.5 dB (Q.24 asks for -8 to +4).
        static let lowTwist: Float = 0.0794
        static let highTwist: Float = 4.467
        /// First and last ms against the middle, in power: half the amplitude, so that the length is that of the tone.
        static let edge: Float = 0.25
        static let deviation: Float = 0.0242
        static let drift: Float = 8  // Hz
        static let impurity: Float = 0.2
        static let strangers: Float = 0.3
        static let clean: Float = 0.4
    }

    /// Outputs that are multiplied lie this far apart, in ms: near enough for ±100 Hz, far enough to be exact.
    private static let lag = 5

    init?(of history: borrowing DTMFHistory) {
        let window = Self.window
        let middle = history.smoothPower(window / 2)
        guard min(middle.x, middle.y) > Limit.power,
            middle.y < middle.x * Limit.highTwist, middle.y > middle.x * Limit.lowTwist
        else { return nil }
        let floor = middle * Limit.edge
        let newest = history.power(0)
        let oldest = history.power(window - 1)
        guard newest.x > floor.x, newest.y > floor.y, oldest.x > floor.x, oldest.y > floor.y else { return nil }

        // The phase that each group gains in 1 ms tells the row and the column.
        var turn = SIMD4<Float>.zero
        var total = history.power(window - 1)
        for age in 0..<window - 1 {
            turn += conjugateProduct(history.output(age), history.output(age + 1))
            total += history.power(age)
        }
        let nominal = DTMFNominals.shared
        let row = nominal.nearestRow(turn.lowHalf)
        let column = nominal.nearestColumn(turn.highHalf)

        // What it gains in 5 ms against the nominal phase tells the deviation; each half for itself, the drift.
        let lag = Self.lag
        let half = (window - lag) / 2
        var newer = SIMD4<Float>.zero
        var older = SIMD4<Float>.zero
        for age in 0..<half { newer += conjugateProduct(history.output(age), history.output(age + lag)) }
        for age in half..<window - lag { older += conjugateProduct(history.output(age), history.output(age + lag)) }
        let hertz = 1000 / (2 * Float.pi * Float(lag))
        let fine = conjugateProduct(newer + older, nominal.fine(row: row, column: column))
        let deviation = fine.angles * hertz
        let relative = max(abs(deviation.x) / nominal.rows[row], abs(deviation.y) / nominal.columns[column])
        var imperfection = square(relative / Limit.deviation)
        guard imperfection <= 1 else { return nil }
        let drift = conjugateProduct(newer, older).angles * hertz
        imperfection += square(max(abs(drift.x), abs(drift.y)) / Limit.drift)
        guard imperfection <= 1 else { return nil }

        // Turned back by the measured frequency, one pure sine adds up in phase.
        let step = complexProduct(nominal.step(row: row, column: column), unitPhasors(deviation * (2 * .pi / 1000)))
        var phasor = SIMD4<Float>(1, 0, 1, 0)
        var sum = SIMD4<Float>.zero
        for age in 0..<window {
            sum += complexProduct(history.output(age), phasor)
            phasor = complexProduct(phasor, step)
        }
        let squares = sum * sum
        let coherent = (squares.evenHalf + squares.oddHalf) / Float(window)
        let purity = coherent / total
        imperfection += square((1 - min(purity.x, purity.y)) / Limit.impurity)
        guard imperfection <= 1 else { return nil }

        // A sine of amplitude A has the energy 4·A² in 8 samples. Dial tone is looked for only where it matters.
        let sines = (coherent.x + coherent.y) * 4
        var energy = max(history.energy(window: window), 1)
        if imperfection + Self.imperfection(ofShare: sines / energy) > Limit.clean {
            energy = max(energy - history.energyOfDialTone(window: window), 1)
        }
        imperfection += Self.imperfection(ofShare: sines / energy)
        guard imperfection <= 1 else { return nil }

        digit = row * 4 + column
        power = coherent / Float(window)
        isClean = imperfection <= Limit.clean
    }

    private static func imperfection(ofShare share: Float) -> Float { square(max(0, 1 - share) / Limit.strangers) }
}

/// How the nominal frequencies turn from one output of the filter bank to the next.
final class DTMFNominals: Sendable {
    static let shared = DTMFNominals()

    let rows: InlineArray<4, Float>
    let columns: InlineArray<4, Float>
    private let rowTurn: InlineArray<4, SIMD2<Float>>
    private let columnTurn: InlineArray<4, SIMD2<Float>>
    private let rowFine: InlineArray<4, SIMD2<Float>>
    private let columnFine: InlineArray<4, SIMD2<Float>>

    private init() {
        func phasor(_ frequency: Double, _ milliseconds: Double) -> SIMD2<Float> {
            let angle = 2 * Double.pi * frequency * milliseconds / 1000
            return SIMD2(Float(cos(angle)), Float(sin(angle)))
        }
        rows = InlineArray { Float(DTMFKeypad.rows[$0]) }
        columns = InlineArray { Float(DTMFKeypad.columns[$0]) }
        rowTurn = InlineArray { phasor(DTMFKeypad.rows[$0], 1) }
        columnTurn = InlineArray { phasor(DTMFKeypad.columns[$0], 1) }
        rowFine = InlineArray { phasor(DTMFKeypad.rows[$0], 5) }
        columnFine = InlineArray { phasor(DTMFKeypad.columns[$0], 5) }
    }

    func nearestRow(_ turn: SIMD2<Float>) -> Int { nearest(turn, rowTurn) }
    func nearestColumn(_ turn: SIMD2<Float>) -> Int { nearest(turn, columnTurn) }
    func step(row: Int, column: Int) -> SIMD4<Float> {
        SIMD4(lowHalf: rowTurn[row], highHalf: columnTurn[column])
    }
    func fine(row: Int, column: Int) -> SIMD4<Float> {
        SIMD4(lowHalf: rowFine[row], highHalf: columnFine[column])
    }

    /// The phasor that points most nearly the same way.
    private func nearest(_ turn: SIMD2<Float>, _ phasors: InlineArray<4, SIMD2<Float>>) -> Int {
        var best = 0
        var highest = -Float.infinity
        for index in 0..<4 {
            let dot = turn.x * phasors[index].x + turn.y * phasors[index].y
            if dot > highest { (best, highest) = (index, dot) }
        }
        return best
    }
}

// Two complex numbers side by side: real and imaginary part of the low group, then of the high group.

@inline(__always)
private func complexProduct(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
    SIMD4(a.x * b.x - a.y * b.y, a.y * b.x + a.x * b.y, a.z * b.z - a.w * b.w, a.w * b.z + a.z * b.w)
}

/// a times the conjugate of b.
@inline(__always)
private func conjugateProduct(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> {
    SIMD4(a.x * b.x + a.y * b.y, a.y * b.x - a.x * b.y, a.z * b.z + a.w * b.w, a.w * b.z - a.z * b.w)
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

extension SIMD4<Float> {
    /// Angle of both complex numbers, in radians.
    @inline(__always)
    fileprivate var angles: SIMD2<Float> { SIMD2(atan2(y, x), atan2(w, z)) }
}

@inline(__always)
private func square(_ x: Float) -> Float { x * x }
