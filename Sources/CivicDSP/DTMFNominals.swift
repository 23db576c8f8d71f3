import Foundation

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
