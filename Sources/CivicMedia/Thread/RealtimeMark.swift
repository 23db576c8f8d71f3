/// Brackets around the code that may neither take memory, nor lock, nor wait, for RealtimeSanitizer to watch.
///
///     enter ─▶ orders, legs ─▶ exit │ socket │ enter ─▶ legs ─▶ exit │ wake the pump
///
/// The sanitizer's two functions are there only in a process that was started with its library loaded before
/// (`LD_PRELOAD`); otherwise a bracket is the test of a null pointer. Calls of the system that cannot wait (sockets
/// with MSG_DONTWAIT, `epoll_wait` without time, `epoll_ctl`) stand outside the brackets, since the sanitizer takes
/// them by their names for calls that do.
package struct RealtimeMark: Sendable {
    private typealias Call = @convention(c) @Sendable () -> Void
    private let begin: Call?
    private let end: Call?

    /// Looks the functions up; once, before the first tick.
    package init() {
        // All take and return nothing, by the sanitizer's interface header.
        if let wake = CLibrary.symbol("__rtsan_ensure_initialized") { unsafeBitCast(wake, to: Call.self)() }
        begin = CLibrary.symbol("__rtsan_realtime_enter").map { unsafeBitCast($0, to: Call.self) }
        end = CLibrary.symbol("__rtsan_realtime_exit").map { unsafeBitCast($0, to: Call.self) }
    }

    package var isWatched: Bool { begin != nil && end != nil }

    @inline(__always)
    package func enter() { begin?() }

    @inline(__always)
    package func exit() { end?() }
}
