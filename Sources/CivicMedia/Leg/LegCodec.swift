import CivicDSP

/// The codec of one leg, as the tick calls it: once a frame each way.
///
/// What a prompt is kept as goes to the wire untouched where the leg speaks it.
struct LegCodec: BitwiseCopyable, Sendable {
    private let isALaw: Bool

    init(law: G711Law) {
        isALaw = law == .alaw
    }

    var law: G711Law { isALaw ? .alaw : .mulaw }

    /// The code that stands where nothing came.
    var silence: UInt8 { law.silence }

    /// Samples that a payload of so many bytes holds.
    func samples(inPayload bytes: Int) -> Int { bytes }

    func decode(_ codes: Span<UInt8>, into samples: inout MutableSpan<Int16>) {
        G711.decode(codes, law: law, into: &samples)
    }

    func encode(_ samples: Span<Int16>, into payload: inout MutableSpan<UInt8>) {
        G711.encode(samples, law: law, into: &payload)
    }

    /// A frame of nothing.
    func silence(_ payload: inout MutableSpan<UInt8>) {
        for index in payload.indices { payload[index] = law.silence }
    }

    /// Brings a frame of a prompt, which is kept as A-law, to this codec, where it lies.
    func translate(_ payload: inout MutableSpan<UInt8>) {
        guard law != .alaw else { return }
        var samples = InlineArray<160, Int16>(repeating: 0)
        var linear = samples.mutableSpan
        G711.decodeALaw(payload.span, into: &linear)
        G711.encode(linear.span, law: law, into: &payload)
    }
}
