/// The head of a WAV file that is being written: the lengths can be put right as it grows.
///
/// A streaming writer puts down `bytes(dataLength: 0)`, appends samples, and from time to time writes each of
/// `patches(dataLength:)` at its offset: after a crash the file plays up to the last patch (and readers that know the
/// convention take a length of 0 as "to the end").
package struct WAVHeader: Sendable {
    /// Longest header that `bytes` makes.
    package static let maximumLength = 58

    package let format: WAVFormat
    package let sampleRate: Int
    package let channels: Int

    package init(format: WAVFormat = .pcm16, sampleRate: Int = 8000, channels: Int = 1) {
        precondition((1...32).contains(channels) && (1000...768_000).contains(sampleRate))
        self.format = format
        self.sampleRate = sampleRate
        self.channels = channels
    }

    /// Length of the header in bytes; the samples follow at once. PCM: 44, G.711: 58 (an extended "fmt " and a "fact").
    package var length: Int { format == .pcm16 ? 44 : Self.maximumLength }

    /// The header, for `dataLength` bytes of samples.
    package func bytes(dataLength: Int) -> [UInt8] {
        let block = channels * format.bytesPerSample
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length)
        func append(_ text: StaticString) {
            text.withUTF8Buffer { bytes.append(contentsOf: $0) }
        }
        func append16(_ value: Int) {
            bytes.append(UInt8(truncatingIfNeeded: value))
            bytes.append(UInt8(truncatingIfNeeded: value >> 8))
        }
        func append32(_ value: Int) { bytes += Self.little32(value) }

        append("RIFF")
        append32(riffLength(dataLength))
        append("WAVE")
        append("fmt ")
        append32(format == .pcm16 ? 16 : 18)
        append16(Int(format.rawValue))
        append16(channels)
        append32(sampleRate)
        append32(sampleRate * block)
        append16(block)
        append16(format.bytesPerSample * 8)
        if format != .pcm16 {
            append16(0)  // no extension
            append("fact")
            append32(4)
            append32(dataLength / block)
        }
        append("data")
        append32(dataLength)
        return bytes
    }

    /// What to write over the header once `dataLength` bytes of samples stand in the file: four bytes at each offset.
    package func patches(dataLength: Int) -> [(offset: Int, bytes: [UInt8])] {
        var patches = [(offset: 4, bytes: Self.little32(riffLength(dataLength)))]
        if format != .pcm16 {
            patches.append((length - 12, Self.little32(dataLength / (channels * format.bytesPerSample))))
        }
        patches.append((length - 4, Self.little32(dataLength)))
        return patches
    }

    private func riffLength(_ dataLength: Int) -> Int { length - 8 + dataLength + (dataLength & 1) }

    /// Lengths past 4 GiB stay at the largest that can be stated.
    private static func little32(_ value: Int) -> [UInt8] {
        let value = UInt32(clamping: value)
        return [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
