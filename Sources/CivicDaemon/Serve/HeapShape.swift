import Glibc

/// One heap for all threads instead of one for each.
///
/// The C library gives every thread that allocates a heap of its own, up to eight for a core, and a call's memory comes
/// from half a dozen of them: each grows by what the others leave free, 1.3 KB for a call. Threads keep small pieces
/// for themselves as before, and the media threads allocate nothing at all, so nobody waits for the one heap's lock.
enum HeapShape {
    private typealias Set = @convention(c) (CInt, CInt) -> CInt
    private static let mostHeaps: CInt = -8  // M_ARENA_MAX of mallopt(3)

    /// As early as can be: heaps that are there stay.
    static func shareOneHeap() {
        guard let address = dlsym(dlopen(nil, RTLD_NOW), "mallopt") else { return }
        // The type is that of mallopt(3).
        _ = unsafeBitCast(address, to: Set.self)(mostHeaps, 1)
    }
}
