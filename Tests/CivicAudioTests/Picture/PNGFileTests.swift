import Testing

@testable import CivicAudio

@Suite("Pictures as PNG")
struct PNGFileTests {
    @Test("what is packed comes out again", arguments: [1, 7, 300, 5000])
    func packing(row: Int) throws {
        var state: UInt32 = 7
        let bytes = (0..<20_000).map { index -> UInt8 in
            state = state &* 1_664_525 &+ 1_013_904_223
            // Flat stretches, rows that repeat, and noise.
            return index % 9000 < 4000 ? 17 : index % 9000 < 7000 ? UInt8(index % row % 256) : UInt8(state >> 24)
        }
        var inflater = Inflater(Deflate.pack(bytes, row: row))
        #expect(try inflater.bytes() == bytes)
    }

    @Test("flat areas take little room")
    func flat() {
        #expect(Deflate.pack([UInt8](repeating: 0, count: 100_000), row: 1000).count < 700)
    }

    @Test("has the sums of the standards' examples")
    func sums() {
        #expect(PNGFile.crc(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(PNGFile.adler(Array("Wikipedia".utf8)) == 0x11E6_0398)
    }

    @Test("states size and palette, and holds every row")
    func chunks() throws {
        var raster = Raster(width: 3, height: 2, palette: [(1, 2, 3), (4, 5, 6)])
        raster.pixels = [0, 1, 0, 1, 1, 0]
        let bytes = PNGFile.bytes(of: raster)
        #expect(Array(bytes[16..<29]) == [0, 0, 0, 3, 0, 0, 0, 2, 8, 3, 0, 0, 0])
        #expect(Array(bytes[41..<47]) == [1, 2, 3, 4, 5, 6])
        // After "IDAT" and zlib's two bytes.
        let length = Int(bytes[54])
        var inflater = Inflater(Array(bytes[61..<59 + length - 4]))
        #expect(try inflater.bytes() == [0, 0, 1, 0, 0, 1, 1, 0])
    }
}

/// Undoes RFC 1951's fixed codes, straight from its tables.
private struct Inflater {
    struct Broken: Error {}

    private let input: [UInt8]
    private var position = 0

    init(_ input: [UInt8]) { self.input = input }

    mutating func bytes() throws -> [UInt8] {
        guard try bits(1) == 1, try bits(2) == 1 else { throw Broken() }
        var out: [UInt8] = []
        while true {
            let symbol = try symbol()
            if symbol < 256 {
                out.append(UInt8(symbol))
            } else if symbol == 256 {
                return out
            } else {
                let length = try length(symbol)
                let distance = try distance()
                guard distance <= out.count else { throw Broken() }
                for _ in 0..<length { out.append(out[out.count - distance]) }
            }
        }
    }

    private mutating func bits(_ count: Int) throws -> Int {
        try (0..<count).reduce(0) { value, bit in
            guard position / 8 < input.count else { throw Broken() }
            defer { position += 1 }
            return value | Int(input[position / 8] >> UInt8(position % 8) & 1) << bit
        }
    }

    private mutating func code(_ count: Int) throws -> Int {
        try (0..<count).reduce(0) { value, _ in try value << 1 | bits(1) }
    }

    private mutating func symbol() throws -> Int {
        var value = try code(7)
        if value < 24 { return 256 + value }
        value = try value << 1 | bits(1)
        if value < 0xC0 { return value - 0x30 }
        if value < 0xC8 { return 280 + value - 0xC0 }
        return try 144 + (value << 1 | bits(1)) - 0x190
    }

    private mutating func length(_ symbol: Int) throws -> Int {
        let base = [
            3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
            227,
            258,
        ]
        let extra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
        return try base[symbol - 257] + bits(extra[symbol - 257])
    }

    private mutating func distance() throws -> Int {
        let code = try code(5)
        if code < 4 { return code + 1 }
        let extra = code / 2 - 1
        return try (2 + code % 2) << extra + 1 + bits(extra)
    }
}
