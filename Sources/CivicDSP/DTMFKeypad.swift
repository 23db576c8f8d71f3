/// The sixteen keys and their pairs of frequencies, ITU-T Q.23 §2.
///
///             1209  1336  1477  1633 Hz
///      697     1     2     3     A
///      770     4     5     6     B
///      852     7     8     9     C
///      941     *     0     #     D
package enum DTMFKeypad {
    /// Low group, in Hz.
    package static let rows: InlineArray<4, Double> = [697, 770, 852, 941]
    /// High group, in Hz.
    package static let columns: InlineArray<4, Double> = [1209, 1336, 1477, 1633]
    /// All keys, row by row.
    package static let keys = "123A456B789C*0#D"

    /// The key where a row and a column (0…3 each) cross.
    package static func key(row: Int, column: Int) -> Character {
        let codes: InlineArray<16, UInt8> = [
            0x31, 0x32, 0x33, 0x41, 0x34, 0x35, 0x36, 0x42, 0x37, 0x38, 0x39, 0x43, 0x2A, 0x30, 0x23, 0x44,
        ]
        return Character(Unicode.Scalar(codes[(row & 3) * 4 + (column & 3)]))
    }

    /// Low and high frequency of a key in Hz; letters in either case; `nil` for what is no key.
    package static func frequencies(of key: Character) -> (low: Double, high: Double)? {
        let upper = Character(key.uppercased())
        guard let index = Array(keys).firstIndex(of: upper) else { return nil }
        return (rows[index / 4], columns[index % 4])
    }
}
