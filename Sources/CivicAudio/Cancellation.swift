import CivicDSP

/// A whole recording through the canceller of a leg, frame by frame.
struct Cancellation: ~Copyable {
    // Exactly one of them is there.
    private var leg: EchoLeg?
    private var own: LineEchoCanceller?
    private var speex: SpeexEchoCanceller?

    /// Samples of a frame: 20 ms at 8 kHz.
    static let frame = 160
    /// Tail of a room's model, in ms.
    static let roomTail = 128

    /// - Parameter engine: `nil` takes the path's own: CivicLine's for a line, speexdsp's for a room.
    init(path: EchoPath, engine: EchoEngine?) throws {
        switch (path, engine ?? (path == .line ? .own : .speex)) {
        case (.line, .own): leg = EchoLeg()
        case (.room, .own): own = LineEchoCanceller(tail: Self.roomTail)
        case (let path, .speex):
            speex = SpeexEchoCanceller(tail: path == .line ? 64 : Self.roomTail)
        }
        guard leg != nil || own != nil || speex != nil else {
            throw AudioFile.Fault(description: "speexdsp has no memory for a canceller")
        }
    }

    /// - Returns: As many samples as `mic` has. Where `far` is shorter, nothing was sent.
    mutating func run(far: [Int16], mic: [Int16]) -> [Int16] {
        let frames = (mic.count + Self.frame - 1) / Self.frame
        let length = frames * Self.frame
        let sent = Array(far.prefix(length)) + [Int16](repeating: 0, count: max(0, length - far.count))
        let heard = mic + [Int16](repeating: 0, count: length - mic.count)
        var output: [Int16] = []
        output.reserveCapacity(length)
        var cleaned = [Int16](repeating: 0, count: Self.frame)
        for index in 0..<frames {
            let range = index * Self.frame..<(index + 1) * Self.frame
            var target = cleaned.mutableSpan
            process(sent.span.extracting(range), heard.span.extracting(range), into: &target)
            output += cleaned
        }
        return Array(output.prefix(mic.count))
    }

    private mutating func process(_ far: Span<Int16>, _ near: Span<Int16>, into output: inout MutableSpan<Int16>) {
        leg?.observe(far: far, near: near)
        if leg?.wantsCanceller == true { leg?.lend(LineEchoCanceller()) }
        if leg?.hasIdleCanceller == true { _ = leg?.takeBack() }
        leg?.process(far: far, near: near, into: &output)
        own?.process(far: far, near: near, into: &output)
        speex?.process(far: far, near: near, into: &output)
    }
}
