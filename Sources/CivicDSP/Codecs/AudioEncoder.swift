/// The sending half of any codec: samples in, payload out, its memory taken when it is made.
package struct AudioEncoder: ~Copyable, Sendable {
    package let codec: AudioCodec
    private var g722 = G722Encoder()
    private let opus: OpusEncoder?

    /// Made on the control side: Opus takes memory here, and may fail.
    package init(_ codec: AudioCodec, opus settings: OpusEncoder.Settings = .init()) throws(OpusError) {
        self.codec = codec
        if case .opus(let sampleRate) = codec {
            opus = try OpusEncoder(sampleRate: sampleRate, settings: settings)
        } else {
            opus = nil
        }
    }

    /// G.711 takes no memory and cannot fail.
    package init(_ law: G711Law) {
        codec = law == .alaw ? .pcma : .pcmu
        opus = nil
    }

    /// Encodes a frame of 20 ms, or of another packet time.
    ///
    /// - Returns: How many bytes were written; 0 when `output` is too short, or when the codec needs nothing sent
    ///   (Opus in DTX).
    package mutating func encode(_ samples: Span<Int16>, into output: inout MutableSpan<UInt8>) -> Int {
        switch codec {
        case .pcmu, .pcma:
            guard samples.count <= output.count else { return 0 }
            G711.encode(samples, law: codec == .pcma ? .alaw : .mulaw, into: &output)
            return samples.count
        case .g722:
            guard samples.count / 2 <= output.count else { return 0 }
            g722.encode(samples, into: &output)
            return samples.count / 2
        case .l16:
            guard 2 * samples.count <= output.count else { return 0 }
            L16.encode(samples, into: &output)
            return 2 * samples.count
        case .opus:
            switch opus {
            case .some(let encoder): return encoder.encode(samples, into: &output)
            case nil: return 0
            }
        }
    }
}
