import Foundation
import Glibc

/// Counts the pieces of memory that this process takes from the C library, and so every object of Swift's.
///
/// A small library stands before malloc; the compiler of the toolchain makes it, and the program starts itself again with
/// it loaded.
enum AllocationCount {
    private typealias Count = @convention(c) () -> UInt

    private static let source = """
        #include <stdatomic.h>
        #include <stddef.h>
        extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
        extern void *__libc_memalign(size_t, size_t);
        static atomic_ulong taken;
        static void count(void) { atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed); }
        unsigned long civicline_allocations(void) { return atomic_load(&taken); }
        void *malloc(size_t n) { count(); return __libc_malloc(n); }
        void *calloc(size_t n, size_t m) { count(); return __libc_calloc(n, m); }
        void *realloc(void *p, size_t n) { count(); return __libc_realloc(p, n); }
        int posix_memalign(void **p, size_t a, size_t n) { count(); *p = __libc_memalign(a, n); return *p ? 0 : 12; }
        """

    private static let counter: Count? = dlsym(nil, "civicline_allocations").map {
        unsafeBitCast($0, to: Count.self)
    }

    /// Starts the program again with the counter loaded; comes back where it is loaded already, or throws.
    static func start() throws {
        guard counter == nil else { return }
        let folder = FileManager.default.temporaryDirectory.appending(path: "civicline-count-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (code, library) = (folder.appending(path: "count.c"), folder.appending(path: "count.so"))
        try source.write(to: code, atomically: false, encoding: .utf8)
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments = ["clang", "-shared", "-fPIC", "-O2", "-o", library.path, code.path]
        try compiler.run()
        compiler.waitUntilExit()
        guard compiler.terminationStatus == 0 else {
            throw BenchFault(description: "clang could not make the counter; it comes with the Swift toolchain")
        }
        setenv("LD_PRELOAD", library.path, 1)
        var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
        arguments.append(nil)
        execv("/proc/self/exe", arguments)
        throw BenchFault(description: "could not start again: \(String(cString: strerror(errno)))")
    }

    /// Forgets the library's file, which is loaded.
    static func tidy() {
        guard let path = getenv("LD_PRELOAD").map({ String(cString: $0) }), path.contains("civicline-count-") else {
            return
        }
        try? FileManager.default.removeItem(at: URL(filePath: path).deletingLastPathComponent())
    }

    /// Pieces taken by `work` once, as the mean of `repetitions` runs.
    static func mean(of repetitions: Int, _ work: () -> Void) -> Double {
        guard let counter else { return 0 }
        work()
        let before = counter()
        for _ in 0..<repetitions { work() }
        return Double(counter() - before) / Double(repetitions)
    }
}
