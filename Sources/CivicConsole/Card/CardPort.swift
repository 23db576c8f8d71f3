/// One direction of a card as the loop needs it; `CardStream` is the real one, tests have one in virtual time.
package protocol CardPort: AnyObject {
    var device: String { get }
    var rate: Int { get }
    var channels: Int { get }
    var period: Int { get }
    var buffer: Int { get }
    /// Frames that can be read or written at once; `nil` when the stream has to be recovered.
    var available: Int? { get }
    /// Frames in the card's queue.
    var queued: Int { get }
    func read(into samples: inout MutableSpan<Int16>) -> CardStream.Transfer
    func write(_ samples: Span<Int16>) -> CardStream.Transfer
    func recover() -> Bool
}

extension CardStream: CardPort {}

/// What the card's loop has seen.
package struct CardFigures: Equatable, Sendable {
    /// Times that the microphone's queue ran over, because we came too late.
    package var captureXruns = 0
    /// Times that the loudspeaker's queue ran dry.
    package var playbackXruns = 0
    /// How much faster than the line's clock the card's runs, in millionths.
    package var captureDrift = 0
    /// How much slower than the line's clock the card's runs, in millionths.
    package var playbackDrift = 0
    /// The card's two queues together, in milliseconds.
    package var delay = 0
    /// Decibels by which the echo canceller lowers the microphone while the far end speaks.
    package var echoLoss: Double?
    /// Milliseconds of silence that were played because the line had nothing.
    package var starved = 0

    package init() {}
}
