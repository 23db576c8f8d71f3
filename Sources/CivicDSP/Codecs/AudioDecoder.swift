/// The receiving half of any codec: payload in, samples out, its memory taken when it is made.
///
/// The codec is settled once a payload, by the shape of the value: no existential, no dispatch a sample.
package struct AudioDecoder: ~Copyable, Sendable {
    package private(set) var codec: AudioCodec
    /// One, or none for other codecs: it is 400 bytes that only a few legs need.
    private var g722: [G722Decoder]
    private let opus: OpusDecoder?

    /// Made on the control side: Opus takes memory here, and may fail.
    package init(_ codec: AudioCodec) throws(OpusError) {
        self.codec = codec
        g722 = codec == .g722 ? [G722Decoder()] : []
        if case .opus(let sampleRate) = codec {
            opus = try OpusDecoder(sampleRate: sampleRate)
        } else {
            opus = nil
        }
    }

    /// G.711 takes no memory and cannot fail.
    package init(_ law: G711Law) {
        codec = law == .alaw ? .pcma : .pcmu
        g722 = []
        opus = nil
    }

    /// Changes between G.711's two laws, which takes no memory; any other codec needs a decoder of its own.
    package mutating func use(_ law: G711Law) {
        guard codec == .pcma || codec == .pcmu else { return }
        codec = law == .alaw ? .pcma : .pcmu
    }

    /// Decodes one payload of any length that fits.
    ///
    /// - Returns: How many samples were written; 0 for a payload that is broken or too long for `output`.
    package mutating func decode(_ payload: Span<UInt8>, into output: inout MutableSpan<Int16>) -> Int {
        switch codec {
        case .pcmu, .pcma:
            guard payload.count <= output.count else { return 0 }
            G711.decode(payload, law: codec == .pcma ? .alaw : .mulaw, into: &output)
            return payload.count
        case .g722:
            guard 2 * payload.count <= output.count else { return 0 }
            g722[0].decode(payload, into: &output)
            return 2 * payload.count
        case .l16:
            guard payload.count / 2 <= output.count else { return 0 }
            L16.decode(payload, into: &output)
            return payload.count / 2
        case .opus:
            switch opus {
            case .some(let decoder): return decoder.decode(payload, into: &output)
            case nil: return 0
            }
        }
    }

    /// Whether a lost packet may be found again in the one after it.
    package var recovers: Bool {
        if case .opus = codec { true } else { false }
    }

    /// Writes what the packet before `next` said, as far as `next` tells it; 0 when the codec has no such thing.
    package mutating func recover(count: Int, from next: Span<UInt8>, into output: inout MutableSpan<Int16>) -> Int {
        switch opus {
        case .some(let decoder): decoder.recover(count: count, from: next, into: &output)
        case nil: 0
        }
    }
}
