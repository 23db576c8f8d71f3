/// Small upright letters for pictures made of pixels: 5 by 8, the last row for what hangs below the line.
enum Glyphs {
    static let width = 5
    /// Rows above the base line.
    static let height = 7

    /// The rows of a character from the top, five bits each; what is not here is a box.
    static func rows(of character: Character) -> [Int] {
        guard character != " " else { return [] }
        let bits = table[character] ?? 0xFC6318C7E0
        return (0..<8).map { Int(bits >> UInt64(5 * (7 - $0)) & 31) }
    }

    // Row after row, five bits each.
    private static let table: [Character: UInt64] = [
        "0": 0x746358C5C0, "1": 0x23084211C0, "2": 0x74426443E0, "3": 0xF042E087C0, "4": 0x94A5F10840,
        "5": 0xFC3C10C5C0, "6": 0x7421E8C5C0, "7": 0xF844422100, "8": 0x7462E8C5C0, "9": 0x7462F085C0,
        "A": 0x7463F8C620, "B": 0xF463E8C7C0, "C": 0x7C210841E0, "D": 0xF46318C7C0, "E": 0xFC21E843E0,
        "F": 0xFC21E84200, "G": 0x7C2138C5E0, "H": 0x8C63F8C620, "I": 0x71084211C0, "J": 0x3884214980,
        "K": 0x8CA98A4A20, "L": 0x84210843E0, "M": 0x8EEB58C620, "N": 0x8E7359CE20, "O": 0x746318C5C0,
        "P": 0xF463E84200, "Q": 0x74631AC9A0, "R": 0xF463EA4A20, "S": 0x7C20E087C0, "T": 0xF908421080,
        "U": 0x8C6318C5C0, "V": 0x8C63152880, "W": 0x8C635AEE20, "X": 0x8C54454620, "Y": 0x8C54421080,
        "Z": 0xF8444443E0, "a": 0x1C17C5E0, "b": 0x843D18C7C0, "c": 0x1F0841E0, "d": 0x85F18C5E0, "e": 0x1D1FC1E0,
        "f": 0x323C842100, "g": 0x1F18BC2E, "h": 0x843D18C620, "i": 0x20184211C0, "j": 0x100C21084C,
        "k": 0x84254C5240, "l": 0x61084210C0, "m": 0x3D5AD6A0, "n": 0x3D18C620, "o": 0x1D18C5C0, "p": 0x3D18FA10,
        "q": 0x1F18BC21, "r": 0x2D884200, "s": 0x1F0707C0, "t": 0x423C8420C0, "u": 0x2318C5E0, "v": 0x23152880,
        "w": 0x2B5AD540, "x": 0x22A22A20, "y": 0x2318BC2E, "z": 0x3E2223E0, ".": 0x80, ",": 0x1088, ":": 0x8001000,
        "-": 0xE00000, "+": 0x8E20000, "*": 0x289F22800, "/": 0x844444200, "#": 0x52BEAFA940, "(": 0x1110841040,
        ")": 0x4104211100, "%": 0xCE44444E60, "_": 0x3E0, "=": 0x1C070000, "·": 0x400000, "?": 0x7444420080,
    ]
}
