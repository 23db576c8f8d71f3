package import CivicCore
package import CivicDSP

/// The turns of a sound card: one period in, as many out as its queue wants, and whatever goes wrong put right.
///
///     read a period ─▶ capture path ─▶ microphone ring          loudspeaker ring ─▶ playback path ─▶ write
///
/// Microphone and loudspeaker may be different cards with clocks of their own: the loudspeaker's queue is looked at in
/// every turn, and gets none, one or two periods.
package struct CardLoop: ~Copyable {
    /// Periods that are kept in the loudspeaker's queue.
    private static let queuedPeriods = 2
    /// So many xruns in a row without a period between them mean that the card is gone.
    private static let hopeless = 50

    private let capture: any CardPort
    private let playback: any CardPort
    private var capturePath: CapturePath
    private var playbackPath: PlaybackPath
    private var reference = EchoReference()
    private var inward: [Int16]
    private var outward: [Int16]
    private var failures = 0
    /// A loudspeaker that takes all at once, such as a file: it is given no more than the microphone gives.
    private var isClockless = false
    /// A microphone that gives all at once: somebody else has to keep its pace.
    package private(set) var needsPace = false
    package private(set) var figures = CardFigures()

    /// - Parameters:
    ///   - target: samples of 125 µs that are to be left in each ring after the line's tick, on average.
    package init(
        capture: any CardPort, playback: any CardPort, microphone: SampleRing, loudspeaker: SampleRing,
        target: Int, cancelsEcho: Bool
    ) throws(ResamplerError) {
        let inPath = try CapturePath(
            rate: capture.rate, channels: capture.channels, longest: capture.period, ring: microphone, target: target,
            cancelsEcho: cancelsEcho)
        let outPath = try PlaybackPath(
            rate: playback.rate, channels: playback.channels, longest: playback.period, ring: loudspeaker,
            target: target + LineCore.frame)
        self.capture = capture
        self.playback = playback
        capturePath = inPath
        playbackPath = outPath
        inward = [Int16](repeating: 0, count: capture.period * capture.channels)
        outward = [Int16](repeating: 0, count: playback.period * playback.channels)
    }

    /// Fills the loudspeaker's queue with silence, which starts it.
    package mutating func start() throws(CardError) {
        for _ in 0..<Self.queuedPeriods { try check(playback.write(outward.span), playback) }
        isClockless = playback.available == playback.buffer
    }

    /// One period; waits for it where the card has a clock.
    ///
    /// - Returns: frames that the microphone gave.
    ///
    /// - Parameter clock: read after the card has made us wait.
    package mutating func turn(clock: () -> MonotonicInstant) throws(CardError) -> Int {
        let frames = try listen(clock)
        if frames > 0 { try speak(at: clock()) }
        figures.captureDrift = capturePath.drift
        figures.playbackDrift = playbackPath.drift
        figures.echoLoss = capturePath.echoMeter.loss
        figures.starved = playbackPath.starved / 8
        return frames
    }

    private mutating func listen(_ clock: () -> MonotonicInstant) throws(CardError) -> Int {
        var samples = takeOut(&inward)
        defer { inward = samples }
        var block = samples.mutableSpan
        switch capture.read(into: &block) {
        case .frames(let count):
            if count > 0 { failures = 0 }
            // Just read, and still full.
            needsPace = capture.available == capture.buffer
            let delay = capture.queued * 8000 / capture.rate + playback.queued * 8000 / playback.rate
            figures.delay = delay / 8
            capturePath.take(
                samples.span.extracting(0..<count * capture.channels), &reference, delay: delay, at: clock())
            return count
        case .xrun:
            figures.captureXruns += 1
            capturePath.restart()
            try recover(capture)
            return 0
        case .failed(let reason): throw .lost(device: capture.device, reason: reason)
        }
    }

    private mutating func speak(at now: MonotonicInstant) throws(CardError) {
        if isClockless { return try write(at: now) }
        let wanted = Self.queuedPeriods * playback.period
        for _ in 0..<Self.queuedPeriods {
            guard let room = playback.available else { return try restartPlayback() }
            guard room >= playback.period, playback.queued < wanted else { return }
            try write(at: now)
        }
    }

    private mutating func write(at now: MonotonicInstant) throws(CardError) {
        var samples = takeOut(&outward)
        var block = samples.mutableSpan
        playbackPath.fill(&block, &reference, at: now)
        let transfer = playback.write(samples.span)
        outward = samples
        try check(transfer, playback)
    }

    private mutating func check(_ transfer: CardStream.Transfer, _ port: any CardPort) throws(CardError) {
        switch transfer {
        case .frames: break
        case .xrun: try restartPlayback()
        case .failed(let reason): throw .lost(device: port.device, reason: reason)
        }
    }

    /// The queue ran dry: silence first, so that it does not do so again at once.
    private mutating func restartPlayback() throws(CardError) {
        figures.playbackXruns += 1
        try recover(playback)
        for index in outward.indices { outward[index] = 0 }
        for _ in 0..<Self.queuedPeriods { _ = playback.write(outward.span) }
    }

    private mutating func recover(_ port: any CardPort) throws(CardError) {
        failures += 1
        guard failures < Self.hopeless, port.recover() else {
            throw .lost(device: port.device, reason: "it does not come back after an interruption")
        }
    }
}
