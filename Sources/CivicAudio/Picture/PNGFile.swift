/// A palette picture as PNG (ISO/IEC 15948).
enum PNGFile {
    static func bytes(of raster: Raster) -> [UInt8] {
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        // 8 bits a pixel, colour type 3 (palette), the one compression and filter method, no interlace.
        chunk("IHDR", big32(raster.width) + big32(raster.height) + [8, 3, 0, 0, 0], into: &bytes)
        chunk("PLTE", raster.palette.flatMap { [$0.0, $0.1, $0.2] }, into: &bytes)
        var rows: [UInt8] = []
        rows.reserveCapacity((raster.width + 1) * raster.height)
        for row in 0..<raster.height {
            rows.append(0)  // no filter
            rows += raster.pixels[row * raster.width..<(row + 1) * raster.width]
        }
        // zlib (RFC 1950): deflate with a 32 KB window, and the sum of what was packed.
        chunk("IDAT", [0x78, 0x01] + Deflate.pack(rows, row: raster.width + 1) + big32(adler(rows)), into: &bytes)
        chunk("IEND", [], into: &bytes)
        return bytes
    }

    private static func chunk(_ name: String, _ data: [UInt8], into bytes: inout [UInt8]) {
        let body = Array(name.utf8) + data
        bytes += big32(data.count) + body + big32(Int(crc(body)))
    }

    private static func big32(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }

    /// CRC-32 of ISO 3309.
    static func crc(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ ($0 >> 8) }
    }

    /// Adler-32 of RFC 1950 §8.2.
    static func adler(_ bytes: [UInt8]) -> Int {
        var (low, high) = (1, 0)
        for byte in bytes {
            low = (low + Int(byte)) % 65521
            high = (high + low) % 65521
        }
        return high << 16 | low
    }
}
