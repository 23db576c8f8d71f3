import CivicDSP

/// A whole recording through the canceller of a leg, frame by frame.
struct Cancellation {
    private var canceller = EchoLeg()

    /// Samples of a frame: 20 ms at 8 kHz.
    private static let frame = 160

    init(path: EchoPath, engine: EchoEngine?) {
    }

    /// - Returns: As many samples as `mic` has. Where `far` is shorter, nothing was sent.
    mutating func run(far: [Int16], mic: [Int16]) -> [Int16] {
        let frames = (mic.count + Self.frame - 1) / Self.frame
        let length = frames * Self.frame
        let sent = far.prefix(length) + [Int16](repeating: 0, count: max(0, length - far.count))
        let heard = mic + [Int16](repeating: 0, count: length - mic.count)
        let padded = Array(sent)
        var output: [Int16] = []
        output.reserveCapacity(length)
        var cleaned = [Int16](repeating: 0, count: Self.frame)
        for index in 0..<frames {
            let range = index * Self.frame..<(index + 1) * Self.frame
            canceller.observe(far: padded.span.extracting(range), near: heard.span.extracting(range))
            if canceller.wantsCanceller { canceller.lend(LineEchoCanceller()) }
            if canceller.hasIdleCanceller { _ = canceller.takeBack() }
            var target = cleaned.mutableSpan
            canceller.process(far: padded.span.extracting(range), near: heard.span.extracting(range), into: &target)
            output += cleaned
        }
        return Array(output.prefix(mic.count))
    }
}
