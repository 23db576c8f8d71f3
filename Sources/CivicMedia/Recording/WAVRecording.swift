import CivicDSP

/// A recording as WAV: the lengths in its header are put right after every write, so it can be read at any moment.
///
///     RIFF fmt (fact) data samples… (cue  LIST adtl)      the masked stretches are cue points with lengths
struct WAVRecording: RecordingContainer {
    private let header: WAVHeader
    private let format: WAVFormat
    private let channels: Int
    private var audio = 0  // bytes
    private var trailer = 0
    private var codes: [UInt8] = []

    init(format: WAVFormat, channels: Int) {
        self.format = format
        self.channels = channels
        header = WAVHeader(format: format, sampleRate: 8000, channels: channels)
    }

    mutating func begin() -> [UInt8] { header.bytes(dataLength: 0) }

    mutating func append(_ frame: Span<Int16>, to bytes: inout [UInt8]) {
        audio += frame.count * format.bytesPerSample
        if format == .alaw {
            if codes.count < frame.count { codes = [UInt8](repeating: 0, count: frame.count) }
            var output = codes.mutableSpan
            G711.encodeALaw(frame, into: &output)
            bytes += codes[..<frame.count]
        } else {
            for index in frame.indices { bytes.appendLittle(UInt16(bitPattern: frame[index])) }
        }
    }

    mutating func end(masked: [MaskedStretch], to bytes: inout [UInt8]) {
        guard !masked.isEmpty else { return }
        let before = bytes.count
        if audio % 2 == 1 { bytes.append(0) }
        bytes += Array("cue ".utf8)
        bytes.appendLittle(UInt32(4 + 24 * masked.count))
        bytes.appendLittle(UInt32(masked.count))
        for (index, stretch) in masked.enumerated() {
            bytes.appendLittle(UInt32(index + 1))
            bytes.appendLittle(UInt32(clamping: stretch.start))
            bytes += Array("data".utf8)
            bytes.appendLittle(UInt32(0))
            bytes.appendLittle(UInt32(0))
            bytes.appendLittle(UInt32(clamping: stretch.start))
        }
        // A labelled text of length 0 for each: the length of the stretch, and "rgn " for what it is.
        bytes += Array("LIST".utf8)
        bytes.appendLittle(UInt32(4 + 28 * masked.count))
        bytes += Array("adtl".utf8)
        for (index, stretch) in masked.enumerated() {
            bytes += Array("ltxt".utf8)
            bytes.appendLittle(UInt32(20))
            bytes.appendLittle(UInt32(index + 1))
            bytes.appendLittle(UInt32(clamping: stretch.length))
            bytes += Array("rgn ".utf8)
            bytes += [0, 0, 0, 0, 0, 0, 0, 0]  // country, language, dialect, code page: none
        }
        trailer = bytes.count - before
    }

    func head(after length: Int) -> [UInt8]? {
        // What is buffered elsewhere is not in the file yet: only what stands there is stated.
        var bytes = header.bytes(dataLength: length - trailer)
        if trailer > 0 {
            let whole = UInt32(clamping: header.length - 8 + length)
            for index in 0..<4 { bytes[4 + index] = UInt8(truncatingIfNeeded: whole >> (8 * index)) }
        }
        return bytes
    }
}

extension [UInt8] {
    mutating func appendLittle(_ value: some FixedWidthInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
}
