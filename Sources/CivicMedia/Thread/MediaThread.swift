import CivicCore
import Glibc
import Synchronization

/// One real-time thread as the control side sees it: the rings to and from it, its figures and its stop.
final class MediaThread: Sendable {
    /// Orders on their way at most; more wait on the control side.
    static let orderBound = 4096
    /// Things lent to a thread at most: half of its news ring, so that each can always come back.
    static let lentBound = 16384

    let orders = SPSCRing<MediaOrder>(capacity: MediaThread.orderBound)
    let news = SPSCRing<ThreadNews>(capacity: 2 * MediaThread.lentBound)
    let counters = ThreadCounters()
    let legBound: Int
    let echoCancellers: Int
    /// Ends the sleep of a thread that has no legs.
    let wake: Signal
    /// Tells the control side that there is news.
    let hasNews: Signal
    private let isStopping = Atomic<Bool>(false)
    private let failure = Guarded<MediaError?>(nil)

    init(legBound: Int, echoCancellers: Int, hasNews: Signal) throws(MediaError) {
        self.legBound = legBound
        self.echoCancellers = echoCancellers
        self.hasNews = hasNews
        wake = try Signal()
    }

    /// Why the thread could not begin its life.
    var reasonForFailure: MediaError? { failure.withLock { $0 } }

    var shouldStop: Bool { isStopping.load(ordering: .acquiring) }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        wake.raise()
    }

    /// The thread's life.
    func run() {
        do throws(MediaError) {
            var loop = try MediaLoop(self)
            loop.run()
        } catch {
            failure.withLock { $0 = error }
        }
    }
}

/// A flag that one thread raises and another waits for: a pipe of which neither end ever blocks.
final class Signal: Sendable {
    private let reading: CInt
    private let writing: CInt

    init() throws(MediaError) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .cannotStart("a pipe: \(systemReason())") }
        (reading, writing) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        _ = close(reading)
        _ = close(writing)
    }

    /// A full pipe is raised already.
    func raise() {
        var mark: UInt8 = 1
        _ = write(writing, &mark, 1)
    }

    /// Waits until it is raised, and takes it down; at most the given time.
    func wait(milliseconds: CInt) {
        var item = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
        guard poll(&item, 1, milliseconds) > 0 else { return }
        var marks = InlineArray<256, UInt8>(repeating: 0)
        var span = marks.mutableSpan
        // Reads what is there, at most the array's length; what is left raises it once more.
        span.withUnsafeMutableBytes { _ = read(reading, $0.baseAddress, $0.count) }
    }
}

/// A pthread with a name, and with real-time scheduling where the system allows it.
struct SystemThread: Sendable {
    private let handle: pthread_t

    /// What the body needs, handed to the thread whole.
    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    init(name: String, body: @escaping @Sendable () -> Void) throws(MediaError) {
        var handle = pthread_t()
        // Retained for the thread, which takes it back first of all.
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        let result = pthread_create(&handle, nil, Self.enter, start.toOpaque())
        guard result == 0 else {
            start.release()
            throw .cannotStart("a thread: \(String(cString: strerror(result)))")
        }
        self.handle = handle
    }

    func join() { pthread_join(handle, nil) }

    private static let enter: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
        guard let argument else { return nil }
        // The very pointer that `init` has made.
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        CLibrary.nameThread(start.name)
        start.body()
        return nil
    }

    /// Asks for SCHED_FIFO, else for a better nice value, for the calling thread.
    ///
    /// - Parameter priority: 1…99; the media threads come before whoever only carries their news.
    /// - Returns: A line for the log when the first was refused.
    static func askForRealTime(priority: CInt) -> String? {
        var parameters = sched_param()
        parameters.sched_priority = priority
        guard pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters) != 0 else { return nil }
        let isNicer = setpriority(CInt(PRIO_PROCESS.rawValue), 0, -15) == 0  // 0: this thread, on Linux
        return isNicer
            ? "real-time scheduling is not allowed (CAP_SYS_NICE or LimitRTPRIO); the media threads run at nice -15"
            : "neither real-time scheduling nor a better nice value is allowed (CAP_SYS_NICE, LimitRTPRIO); "
                + "frames may be late when the machine is busy"
    }
}
