import CivicDSP
import Foundation

/// libspandsp's line echo canceller, to measure beside ours; found when the program runs, so that nothing links it.
struct SpandspEcho: ~Copyable {
    private typealias Initialise = @convention(c) (Int32, Int32) -> UnsafeMutableRawPointer?
    private typealias Update = @convention(c) (UnsafeMutableRawPointer, Int16, Int16) -> Int16
    private typealias Free = @convention(c) (UnsafeMutableRawPointer) -> Int32

    private let state: UnsafeMutableRawPointer
    private let update: Update
    private let free: Free

    /// Adaption and the non-linear processor.
    private static let mode: Int32 = 0x01 | 0x02

    /// `nil` where the library is not installed.
    init?(taps: Int) {
        // The library stays loaded: its code runs until the program ends.
        guard let handle = dlopen(SpandspDTMF.library, RTLD_NOW),
            let initialise = dlsym(handle, "echo_can_init"),
            let update = dlsym(handle, "echo_can_update"),
            let free = dlsym(handle, "echo_can_free"),
            // The types above are those of spandsp/echo.h, the same since 0.0.3.
            let state = unsafeBitCast(initialise, to: Initialise.self)(Int32(taps), Self.mode)
        else { return nil }
        self.state = state
        self.update = unsafeBitCast(update, to: Update.self)
        self.free = unsafeBitCast(free, to: Free.self)
    }

    deinit { _ = free(state) }

    mutating func process(far: Span<Int16>, near: Span<Int16>, into output: inout MutableSpan<Int16>) {
        for index in far.indices { output[index] = update(state, far[index], near[index]) }
    }

    /// Does `work` while standard output goes to /dev/null: version 0.0.6 prints lines for debugging.
    static func quietly(_ work: () -> Double) -> Double {
        fflush(nil)
        let kept = dup(STDOUT_FILENO)
        let null = open("/dev/null", O_WRONLY)
        dup2(null, STDOUT_FILENO)
        defer {
            fflush(nil)
            dup2(kept, STDOUT_FILENO)
            close(kept)
            close(null)
        }
        return work()
    }
}
