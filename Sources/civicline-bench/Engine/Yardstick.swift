import Glibc
import Synchronization

/// How fast the machine itself is while something else is measured.
///
/// A guest is not told of all that its host takes from it: a slower clock, a crowded cache and a part of the stolen time look
/// like work of our own. A thread therefore does the same small piece of work each 100 ms (about 1 ms: sums over 64 KB, one
/// percent of a core) and measures its own processor time for it. Where the piece takes half as long again, so does
/// everything else, and a figure of that minute says nothing about us.
final class Yardstick: Sendable {
    /// Processor time of each piece since the last look.
    private let times = Mutex<[Duration]>([])
    private let isStopped = Atomic(false)
    private let thread: Mutex<pthread_t?> = .init(nil)

    init() {
        let context = Unmanaged.passRetained(self)
        var created = pthread_t()
        let isRunning =
            pthread_create(
                &created, nil,
                { context in
                    guard let context else { return nil }
                    Unmanaged<Yardstick>.fromOpaque(context).takeRetainedValue().run()
                    return nil
                }, context.toOpaque()) == 0
        if isRunning { thread.withLock { $0 = created } } else { context.release() }
    }

    /// The middle and the longest piece since the last look, and starts anew; nil where there was none.
    func read() -> (middle: Duration, longest: Duration)? {
        let sorted = times.withLock { times in
            defer { times.removeAll(keepingCapacity: true) }
            return times.sorted()
        }
        guard let longest = sorted.last else { return nil }
        return (sorted[sorted.count / 2], longest)
    }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
        if let thread = thread.withLock({ $0 }) { pthread_join(thread, nil) }
    }

    private func run() {
        var field = [UInt64](repeating: 1, count: 8192)
        times.withLock { $0.reserveCapacity(1000) }
        while !isStopped.load(ordering: .relaxed) {
            usleep(100_000)
            let time = CPUTime.measure { Self.piece(&field) }
            times.withLock { $0.append(time) }
        }
    }

    private static func piece(_ field: inout [UInt64]) {
        for round in 0..<100 {
            for index in field.indices { field[index] = field[index] &* 6_364_136_223_846_793_005 &+ UInt64(round) }
        }
    }
}
