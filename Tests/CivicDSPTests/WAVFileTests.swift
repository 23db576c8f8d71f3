import CivicDSP
import Testing

@Suite("WAV files")
struct WAVFileTests {
    @Test("writes and reads back every format", arguments: WAVFormat.allCases)
    func roundTrip(format: WAVFormat) throws {
        let samples = Signal.sine(frequency: 450, level: -6, count: 801)
        let bytes = try WAVFile(sampleRate: 8000, samples: samples, format: format).encoded()
        let read = try WAVFile(parsing: bytes)
        #expect(read.format == format)
        #expect(read.sampleRate == 8000)
        #expect(read.channels == 1)
        #expect(read.samples.count == 801)
        let worst = zip(read.samples, samples).map { abs(Int($0) - Int($1)) }.max()
        #expect((worst ?? .max) <= (format == .pcm16 ? 0 : 512))
        #expect(bytes.count % 2 == 0)
    }

    @Test("reads stereo and mixes it down")
    func stereo() throws {
        let file = WAVFile(sampleRate: 16_000, channels: 2, samples: [100, 300, -100, -300])
        let read = try WAVFile(parsing: file.encoded())
        #expect(read == file)
        #expect(read.frameCount == 2)
        #expect(read.mono == [200, -200])
    }

    @Test("reads WAVE_FORMAT_EXTENSIBLE and steps over chunks it does not know, odd ones too")
    func extensible() throws {
        let subFormat = le16(1) + [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
        let fmt = formatChunk(code: 0xFFFE) + le16(22) + le16(16) + le32(0) + subFormat
        let bytes = riff([("LIST", [1, 2, 3]), ("fmt ", fmt), ("junk", []), ("data", le16(7) + le16(0xFFFF))])
        #expect(try WAVFile(parsing: bytes).samples == [7, -1])
    }

    @Test("takes a length of 0 or 0xFFFFFFFF as a stream that was never closed", arguments: [0, 0xFFFF_FFFF])
    func openEnd(length: Int) throws {
        let bytes = WAVHeader().bytes(dataLength: length) + le16(5) + le16(6) + [9]
        #expect(try WAVFile(parsing: bytes).samples == [5, 6])
    }

    @Test("tells from the head alone how long a file plays", arguments: WAVFormat.allCases)
    func durationOfHead(format: WAVFormat) throws {
        let samples = [Int16](repeating: 0, count: 12_000)
        let bytes = try WAVFile(sampleRate: 8000, channels: 2, samples: samples, format: format).encoded()
        let head = Array(bytes.prefix(WAVFile.headLength))
        #expect(try WAVFile.duration(head: head, fileLength: bytes.count) == .milliseconds(750))
        #expect(throws: WAVError.truncated(chunk: "data")) {
            try WAVFile.duration(head: head, fileLength: bytes.count - 100)
        }
    }

    @Test("a stream that was never closed plays to the end of its file, and no head has no length")
    func durationOfOpenHead() throws {
        let head = WAVHeader().bytes(dataLength: 0)
        #expect(try WAVFile.duration(head: head, fileLength: head.count + 8_000) == .milliseconds(500))
        #expect(throws: WAVError.noSamples) { try WAVFile.duration(head: head, fileLength: head.count) }
        #expect(throws: WAVError.notWAV) { try WAVFile.duration(head: [1, 2, 3], fileLength: 3) }
        #expect(throws: WAVError.noData) { try WAVFile.duration(head: Array(head.prefix(36)), fileLength: 9_000) }
        #expect(throws: WAVError.truncated(chunk: "fmt ")) {
            try WAVFile.duration(head: Array(head.prefix(30)), fileLength: 9_000)
        }
    }

    @Test("patches a growing file's header into what it would have been", arguments: WAVFormat.allCases)
    func patches(format: WAVFormat) {
        let header = WAVHeader(format: format)
        var bytes = header.bytes(dataLength: 0)
        #expect(bytes.count == header.length)
        for patch in header.patches(dataLength: 1600) {
            bytes.replaceSubrange(patch.offset..<patch.offset + 4, with: patch.bytes)
        }
        #expect(bytes == header.bytes(dataLength: 1600))
    }

    @Test("says clearly what is wrong", arguments: faults)
    func refuses(bytes: [UInt8], error: WAVError) {
        #expect(throws: error) { try WAVFile(parsing: bytes) }
        #expect(!error.description.isEmpty)
    }

    @Test("never traps on a file cut anywhere or with any byte changed")
    func damage() throws {
        let whole = try WAVFile(samples: Signal.sine(frequency: 450, level: -6, count: 40), format: .alaw).encoded()
        for count in 0..<whole.count { _ = try? WAVFile(parsing: Array(whole.prefix(count))) }
        for index in 0..<58 {
            for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
                var bytes = whole
                bytes[index] = value
                _ = try? WAVFile(parsing: bytes)
            }
        }
    }
}

private let samples = le16(1) + le16(2)

private let faults: [([UInt8], WAVError)] = [
    ([], .notWAV),
    (Array("RIFF....AVI ".utf8), .notWAV),
    (riff([]), .noFormat),
    (riff([("data", samples)]), .noFormat),
    (riff([("fmt ", formatChunk(code: 1))]), .noData),
    (riff([("fmt ", formatChunk(code: 1)), ("data", [])]), .noSamples),
    (riff([("fmt ", formatChunk(code: 1)), ("data", [1])]), .noSamples),
    (riff([("fmt ", [1, 0])]), .truncated(chunk: "fmt ")),
    (riff([("fmt ", formatChunk(code: 0xFFFE))]), .truncated(chunk: "fmt ")),
    (Array(riff([("fmt ", formatChunk(code: 1)), ("data", samples)]).dropLast(2)), .truncated(chunk: "data")),
    (riff([("fmt ", formatChunk(code: 3, bits: 32))]), .unsupported(format: 3, bitsPerSample: 32)),
    (riff([("fmt ", formatChunk(code: 1, bits: 24))]), .unsupported(format: 1, bitsPerSample: 24)),
    (riff([("fmt ", formatChunk(code: 6, bits: 16))]), .unsupported(format: 6, bitsPerSample: 16)),
    (riff([("fmt ", formatChunk(code: 1, channels: 0))]), .badHeader("0 channels")),
    (riff([("fmt ", formatChunk(code: 1, rate: 0))]), .badHeader("0 samples a second")),
    (
        riff([("fmt ", formatChunk(code: 1, block: 7))]),
        .badHeader("blocks of 7 bytes for 1 channels of 16 bits")
    ),
]

private func le16(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }
private func le32(_ value: Int) -> [UInt8] { le16(value & 0xFFFF) + le16(value >> 16) }

private func formatChunk(
    code: Int, channels: Int = 1, rate: Int = 8000, bits: Int = 16, block: Int? = nil
) -> [UInt8] {
    let align = block ?? channels * bits / 8
    return le16(code) + le16(channels) + le32(rate) + le32(rate * align) + le16(align) + le16(bits)
}

private func riff(_ chunks: [(String, [UInt8])]) -> [UInt8] {
    var body = Array("WAVE".utf8)
    for (name, content) in chunks {
        body += Array(name.utf8) + le32(content.count) + content
        if content.count % 2 == 1 { body.append(0) }
    }
    return Array("RIFF".utf8) + le32(body.count) + body
}
