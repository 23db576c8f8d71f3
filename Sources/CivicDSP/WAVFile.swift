/// Why a file cannot be used as audio.
package enum WAVError: Error, Equatable, Sendable, CustomStringConvertible {
    case notWAV
    /// A chunk ends beyond the file, or a header is shorter than it must be.
    case truncated(chunk: String)
    case noFormat
    case noData
    case noSamples
    case unsupported(format: UInt16, bitsPerSample: UInt16)
    case badHeader(String)
    case tooLong(bytes: Int)

    package var description: String {
        switch self {
        case .notWAV: "not a WAV file (no RIFF/WAVE header)"
        case .truncated(let chunk): "the file ends inside its \"\(chunk)\" chunk"
        case .noFormat: "no \"fmt \" chunk before the data"
        case .noData: "no \"data\" chunk"
        case .noSamples: "the file holds no samples"
        case .unsupported(let format, let bits):
            "format \(format) with \(bits) bits is not supported; use 16-bit PCM, A-law or µ-law"
        case .badHeader(let reason): "the header contradicts itself: \(reason)"
        case .tooLong(let bytes): "\(bytes) bytes of audio are more than a WAV file can state"
        }
    }
}

/// How samples lie in a WAV file; the raw value is the format tag.
package enum WAVFormat: UInt16, Sendable, CaseIterable {
    case pcm16 = 1
    case alaw = 6
    case mulaw = 7

    package var bytesPerSample: Int { self == .pcm16 ? 2 : 1 }
}

/// The samples of a WAV file: 16-bit PCM, A-law or µ-law, plain or as WAVE_FORMAT_EXTENSIBLE.
package struct WAVFile: Equatable, Sendable {
    package var format: WAVFormat
    package var sampleRate: Int
    package var channels: Int
    /// Linear samples, channels interleaved.
    package var samples: [Int16]

    package init(sampleRate: Int = 8000, channels: Int = 1, samples: [Int16], format: WAVFormat = .pcm16) {
        self.sampleRate = sampleRate
        self.channels = channels
        self.samples = samples
        self.format = format
    }

    /// Reads a whole file.
    ///
    ///     "RIFF" size "WAVE" { "fmt " size … | "data" size samples | other size … }
    ///
    /// Sizes are 32-bit little-endian, chunks padded to even length. The RIFF size is not believed. A data chunk that
    /// claims 0 or 0xFFFFFFFF bytes (a writer that streamed and never came back) goes to the end of the file; any
    /// other size beyond the file is an error.
    package init(parsing bytes: [UInt8]) throws(WAVError) {
        guard bytes.count >= 12, tag(bytes, 0) == "RIFF", tag(bytes, 8) == "WAVE" else { throw .notWAV }
        var header: FormatChunk?
        var offset = 12
        while offset + 8 <= bytes.count {
            let name = tag(bytes, offset)
            let stated = Int(little32(bytes, offset + 4))
            let start = offset + 8
            let available = bytes.count - start
            if name == "data" {
                guard let header else { throw .noFormat }
                let isOpen = stated == 0xFFFF_FFFF || (stated == 0 && available > 0)
                guard isOpen || stated <= available else { throw .truncated(chunk: name) }
                let length = isOpen ? available : stated
                self = try header.samples(in: bytes, from: start, length: length)
                return
            }
            guard stated <= available else { throw .truncated(chunk: name) }
            if name == "fmt " { header = try FormatChunk(bytes, at: start, length: stated) }
            offset = start + stated + (stated & 1)
        }
        throw header == nil ? .noFormat : .noData
    }

    /// Length in samples of one channel.
    package var frameCount: Int { channels > 0 ? samples.count / channels : 0 }

    /// All channels as their mean, for the telephone.
    package var mono: [Int16] {
        guard channels > 1 else { return samples }
        return (0..<frameCount).map { frame in
            let sum = (0..<channels).reduce(0) { $0 + Int(samples[frame * channels + $1]) }
            return Int16(clamping: sum / channels)
        }
    }

    /// The whole file as bytes, in its own format.
    package func encoded() throws(WAVError) -> [UInt8] {
        let length = samples.count * format.bytesPerSample
        guard length <= Int(UInt32.max) - WAVHeader.maximumLength else { throw .tooLong(bytes: length) }
        let header = WAVHeader(format: format, sampleRate: sampleRate, channels: channels)
        var bytes = header.bytes(dataLength: length)
        switch format {
        case .pcm16:
            for sample in samples {
                bytes.append(UInt8(truncatingIfNeeded: sample))
                bytes.append(UInt8(truncatingIfNeeded: sample >> 8))
            }
        case .alaw, .mulaw:
            var codes = [UInt8](repeating: 0, count: samples.count)
            var output = codes.mutableSpan
            G711.encode(samples.span, law: format == .alaw ? .alaw : .mulaw, into: &output)
            bytes += codes
        }
        if length & 1 == 1 { bytes.append(0) }
        return bytes
    }
}

extension WAVFile {
    /// Bytes from the beginning of a file in which `duration` finds the head of any file that tools write.
    package static let headLength = 4_096

    /// How long a file plays, from its beginning alone.
    ///
    /// - Parameters:
    ///   - head: the first `headLength` bytes, or all of a shorter file.
    ///   - fileLength: in bytes; a data chunk without a length goes to its end, and none goes beyond it.
    package static func duration(head: [UInt8], fileLength: Int) throws(WAVError) -> Duration {
        guard head.count >= 12, tag(head, 0) == "RIFF", tag(head, 8) == "WAVE" else { throw .notWAV }
        var header: FormatChunk?
        var offset = 12
        while offset + 8 <= head.count {
            let name = tag(head, offset)
            let stated = Int(little32(head, offset + 4))
            let start = offset + 8
            if name == "data" {
                guard let header else { throw .noFormat }
                let available = max(0, fileLength - start)
                let isOpen = stated == 0xFFFF_FFFF || (stated == 0 && available > 0)
                guard isOpen || stated <= available else { throw .truncated(chunk: name) }
                let frames =
                    min(isOpen ? available : stated, Int(UInt32.max)) / (header.format.bytesPerSample * header.channels)
                guard frames > 0 else { throw .noSamples }
                // A chunk states at most 4 GiB, so the product fits.
                return .microseconds(Int64(frames) * 1_000_000 / Int64(header.sampleRate))
            }
            guard stated <= head.count - start else { throw .truncated(chunk: name) }
            if name == "fmt " { header = try FormatChunk(head, at: start, length: stated) }
            offset = start + stated + (stated & 1)
        }
        throw header == nil ? .noFormat : .noData
    }
}

/// What the "fmt " chunk says, checked.
private struct FormatChunk {
    let format: WAVFormat
    let channels: Int
    let sampleRate: Int

    init(_ bytes: [UInt8], at offset: Int, length: Int) throws(WAVError) {
        guard length >= 16 else { throw .truncated(chunk: "fmt ") }
        var code = little16(bytes, offset)
        channels = Int(little16(bytes, offset + 2))
        sampleRate = Int(little32(bytes, offset + 4))
        let blockAlign = Int(little16(bytes, offset + 12))
        let bits = little16(bytes, offset + 14)
        if code == 0xFFFE {  // WAVE_FORMAT_EXTENSIBLE: the tag is the start of the sub-format GUID.
            guard length >= 40 else { throw .truncated(chunk: "fmt ") }
            code = little16(bytes, offset + 24)
        }
        guard let format = WAVFormat(rawValue: code), Int(bits) == format.bytesPerSample * 8 else {
            throw .unsupported(format: code, bitsPerSample: bits)
        }
        guard (1...32).contains(channels) else { throw .badHeader("\(channels) channels") }
        guard (1000...768_000).contains(sampleRate) else { throw .badHeader("\(sampleRate) samples a second") }
        guard blockAlign == channels * format.bytesPerSample else {
            throw .badHeader("blocks of \(blockAlign) bytes for \(channels) channels of \(bits) bits")
        }
        self.format = format
    }

    /// Decodes the data chunk; a part of a block at the end is left out.
    func samples(in bytes: [UInt8], from start: Int, length: Int) throws(WAVError) -> WAVFile {
        let count = length / (format.bytesPerSample * channels) * channels
        guard count > 0 else { throw .noSamples }
        var samples = [Int16](repeating: 0, count: count)
        switch format {
        case .pcm16:
            for index in 0..<count { samples[index] = Int16(bitPattern: little16(bytes, start + 2 * index)) }
        case .alaw, .mulaw:
            var output = samples.mutableSpan
            G711.decode(
                bytes.span.extracting(start..<start + count), law: format == .alaw ? .alaw : .mulaw, into: &output)
        }
        return WAVFile(sampleRate: sampleRate, channels: channels, samples: samples, format: format)
    }
}

// Little-endian reads; the caller has checked that the bytes are there.

private func little16(_ bytes: [UInt8], _ offset: Int) -> UInt16 {
    UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8
}

private func little32(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    UInt32(little16(bytes, offset)) | UInt32(little16(bytes, offset + 2)) << 16
}

private func tag(_ bytes: [UInt8], _ offset: Int) -> String {
    String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
}
