#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A value behind one of the C library's locks, for the control side of media; no real-time thread ever takes one.
///
/// `Synchronization.Mutex` would do as well, but ThreadSanitizer, which the engine's tests run under, sees the C
/// library's locks only and takes everything behind the other for unguarded.
///
/// `@unchecked Sendable` holds because the value is touched between lock and unlock alone.
package struct Guarded<Value: Sendable>: ~Copyable, @unchecked Sendable {
    // Unsafe memory: a lock must not move while it is held, and the value stays beside it.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let value: UnsafeMutablePointer<Value>

    package init(_ value: Value) {
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
        self.value = .allocate(capacity: 1)
        self.value.initialize(to: value)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
        value.deinitialize(count: 1)
        value.deallocate()
    }

    package borrowing func withLock<Outcome, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Outcome
    ) throws(Failure) -> Outcome {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return try body(&value.pointee)
    }
}
