extension WAVFile {
    /// Reads what studios and recorders write besides what telephones do: 8, 24 and 32 bits of PCM and 32-bit floating
    /// point become 16 bits.
    package init(parsingAny bytes: [UInt8]) throws(WAVError) {
        do {
            self = try WAVFile(parsing: bytes)
        } catch .unsupported(let format, let bits) {
            guard let width = SampleWidth(format: format, bits: bits) else {
                throw .unsupported(format: format, bitsPerSample: bits)
            }
            self = try Self.wide(bytes, width)
        }
    }

    /// How a sample lies in a file.
    private enum SampleWidth: Int {
        case unsigned8 = 1
        case signed24 = 3
        case signed32 = 4
        case float32 = 5

        init?(format: UInt16, bits: UInt16) {
            switch (format, bits) {
            case (1, 8): self = .unsigned8
            case (1, 24): self = .signed24
            case (1, 32): self = .signed32
            case (3, 32): self = .float32
            default: return nil
            }
        }

        var bytes: Int { self == .float32 ? 4 : rawValue }

        func sample(_ bytes: [UInt8], _ offset: Int) -> Int16 {
            func word(_ at: Int) -> UInt32 {
                (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << (8 * $1) }
            }
            switch self {
            case .unsigned8: return Int16(bitPattern: (UInt16(bytes[offset]) ^ 0x80) << 8)
            case .signed24: return Int16(bitPattern: UInt16(bytes[offset + 1]) | UInt16(bytes[offset + 2]) << 8)
            case .signed32: return Int16(truncatingIfNeeded: Int32(bitPattern: word(offset)) >> 16)
            case .float32:
                let value = Float(bitPattern: word(offset))
                return value.isFinite ? Int16(max(-32768, min(32767, (value * 32767).rounded()))) : 0
            }
        }
    }

    /// The header is sound as far as `FormatChunk` looks: only the width of its samples was not known.
    private static func wide(_ bytes: [UInt8], _ width: SampleWidth) throws(WAVError) -> WAVFile {
        func little(_ offset: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
        }
        var head: (channels: Int, rate: Int)?
        var offset = 12
        while offset + 8 <= bytes.count {
            let name = String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
            let (stated, start) = (little(offset + 4, 4), offset + 8)
            let available = bytes.count - start
            if name == "data" {
                guard let head else { throw .noFormat }
                let isOpen = stated == 0xFFFF_FFFF || (stated == 0 && available > 0)
                guard isOpen || stated <= available else { throw .truncated(chunk: name) }
                let count = (isOpen ? available : stated) / (width.bytes * head.channels) * head.channels
                guard count > 0 else { throw .noSamples }
                let samples = (0..<count).map { width.sample(bytes, start + $0 * width.bytes) }
                return WAVFile(sampleRate: head.rate, channels: head.channels, samples: samples)
            }
            guard stated <= available else { throw .truncated(chunk: name) }
            if name == "fmt " {
                guard stated >= 16 else { throw .truncated(chunk: name) }
                let (channels, rate) = (little(start + 2, 2), little(start + 4, 4))
                guard (1...32).contains(channels) else { throw .badHeader("\(channels) channels") }
                guard (1000...768_000).contains(rate) else {
                    throw .badHeader("\(rate) samples a second")
                }
                head = (channels, rate)
            }
            offset = start + stated + (stated & 1)
        }
        throw head == nil ? .noFormat : .noData
    }
}
