package import CivicCore
import Foundation
import Glibc
import Synchronization

/// A microphone and a loudspeaker with a thread of their own, and a ring of samples to and from the line.
package final class SoundCard: Sendable {
    /// Samples of 125 µs that are left in each ring after the line's tick, on average: 25 ms for a thread that is late.
    package static let target = 200

    package let microphone = SampleRing(capacity: 4000)
    package let loudspeaker = SampleRing(capacity: 4000)
    private let figuresNow = Mutex(CardFigures())
    private let failure = Mutex<CardError?>(nil)
    private let isStopping = Atomic<Bool>(false)
    private let start: Start

    /// The opened streams on their way to the thread: `@unchecked Sendable`, since `init` has let go of them before the
    /// thread begins, and only the thread takes them.
    private final class Start: @unchecked Sendable {
        let capture: CardStream
        let playback: CardStream
        let cancelsEcho: Bool
        let ended = DispatchSemaphore(value: 0)

        init(_ capture: CardStream, _ playback: CardStream, cancelsEcho: Bool) {
            self.capture = capture
            self.playback = playback
            self.cancelsEcho = cancelsEcho
        }
    }

    /// Opens both directions.
    package init(microphone device: String, loudspeaker: String, cancelsEcho: Bool) throws(CardError) {
        let capture = try CardStream(device, .capture, periods: 8)
        start = Start(capture, try CardStream(loudspeaker, .playback), cancelsEcho: cancelsEcho)
    }

    package var figures: CardFigures { figuresNow.withLock { $0 } }
    /// Why the card's thread has ended, where it was not asked to.
    package var error: CardError? { failure.withLock { $0 } }

    /// What was opened, for the first line on the screen.
    package var summary: String {
        "microphone \(start.capture.rate) Hz, loudspeaker \(start.playback.rate) Hz, periods of "
            + "\(start.capture.period * 1000 / start.capture.rate) ms"
    }

    package func run() {
        let thread = Thread { [self] in
            Haste.ask(priority: 15)
            do {
                try work()
            } catch let error as CardError {
                failure.withLock { $0 = error }
            } catch {
                failure.withLock { $0 = .unusable(device: start.capture.device, reason: "\(error)") }
            }
            start.ended.signal()
        }
        thread.name = "civic-card"
        thread.start()
    }

    /// Ends the thread; within a period or two.
    package func stop() {
        isStopping.store(true, ordering: .releasing)
        _ = start.ended.wait(timeout: .now() + .seconds(1))
    }

    private func work() throws {
        var loop = try CardLoop(
            capture: start.capture, playback: start.playback, microphone: microphone, loudspeaker: loudspeaker,
            target: Self.target, cancelsEcho: start.cancelsEcho)
        try loop.start()
        var pace = CardPace(rate: start.capture.rate, at: MonotonicClock.now)
        while !isStopping.load(ordering: .acquiring) {
            let frames = try loop.turn { MonotonicClock.now }
            figuresNow.withLock { $0 = loop.figures }
            let wait = pace.wait(after: frames, at: MonotonicClock.now)
            if loop.needsPace && wait > .zero { usleep(UInt32(clamping: wait.nanoseconds / 1000)) }
        }
    }
}

/// Real-time scheduling, or else a better nice value, where either is allowed: a card's period is short.
enum Haste {
    static func ask(priority: Int32) {
        var parameters = sched_param()
        parameters.sched_priority = priority
        if pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) != 0 {
            _ = setpriority(CInt(PRIO_PROCESS.rawValue), 0, -11)  // 0: this thread, on Linux
        }
    }
}

/// Keeps a microphone without a clock (a file, `null`) at the pace of real time.
package struct CardPace: Sendable {
    private let rate: Int
    private let origin: MonotonicInstant
    private var frames = 0

    package init(rate: Int, at now: MonotonicInstant) {
        self.rate = rate
        origin = now
    }

    /// How long to wait after so many frames came.
    package mutating func wait(after count: Int, at now: MonotonicInstant) -> Duration {
        frames += count
        return max(.zero, origin + .nanoseconds(Int64(frames) * 1_000_000_000 / Int64(rate)) - now)
    }
}
