import CivicDSP

/// Joins what a party is sent when its source changes: from the mix to a prompt and back, or when somebody leaves.
///
/// The step between the last sample of the one and the first of the other is taken up and let go over 5 ms, so that
/// nothing has to be rendered twice:
///
///     old ~~~~│step            ~~~~│╲
///             │~~~~ new   ─▶       │ ╲~~~~ new
struct Declicker: BitwiseCopyable, Sendable {
    /// Samples over which a step is let go: 5 ms.
    static let length = 40

    enum Source: UInt8, BitwiseCopyable {
        case mix
        case playback
        case loop
    }

    private var source = Source.mix
    private var hasMoved = false

    init() {}

    /// Somebody has left the mix, or come into it, in the middle of a wave.
    mutating func mixChanged() { hasMoved = true }

    /// Whether the next frame has to be joined to what went out before.
    mutating func turnsTo(_ next: Source) -> Bool {
        defer { (source, hasMoved) = (next, false) }
        return next != source || (hasMoved && next == .mix)
    }

    /// Takes the step away from a frame of G.711.
    ///
    /// - Parameter last: the code that went out last.
    static func join(_ frame: inout MutableSpan<UInt8>, to last: UInt8, _ law: G711Law) {
        var samples = InlineArray<40, Int16>(repeating: 0)
        var linear = samples.mutableSpan
        let code: InlineArray<1, UInt8> = [last]
        G711.decode(code.span, law: law, into: &linear)
        let before = linear[0]
        G711.decode(frame.span.extracting(0..<length), law: law, into: &linear)
        join(&linear, to: before, length: length)
        var codes = frame._mutatingExtracting(0..<length)
        G711.encode(linear.span, law: law, into: &codes)
    }

    /// Takes the step away from the first `length` samples of a frame.
    ///
    /// - Parameter last: the sample that went out last.
    static func join(_ samples: inout MutableSpan<Int16>, to last: Int16, length: Int) {
        let step = Int32(last) - Int32(samples[0])
        for index in 0..<length {
            samples[index] = Int16(clamping: Int32(samples[index]) + step * Int32(length - index) / Int32(length))
        }
    }
}
