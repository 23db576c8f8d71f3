import Glibc

/// The kernel's list of sockets that have something to read.
///
/// Swift's Glibc module leaves out `sys/epoll.h`, so its functions are looked up by name in the C library, and an
/// event is read by its layout: packed on x86-64, aligned elsewhere (epoll_event in the kernel's interface).
///
///     x86-64   events 4 │ data 8          others   events 4 │ gap 4 │ data 8
package struct Epoll: ~Copyable {
    private typealias Create = @convention(c) (CInt) -> CInt
    private typealias Control = @convention(c) (CInt, CInt, CInt, UnsafeMutableRawPointer?) -> CInt
    private typealias Wait = @convention(c) (CInt, UnsafeMutableRawPointer?, CInt, CInt) -> CInt

    #if arch(x86_64)
        private static let dataOffset = 4
        private static let stride = 12
    #else
        private static let dataOffset = 8
        private static let stride = 16
    #endif
    private static let readable: UInt32 = 1  // EPOLLIN
    private static let add: CInt = 1  // EPOLL_CTL_ADD
    private static let delete: CInt = 2  // EPOLL_CTL_DEL
    private static let atOnce = 512

    private let descriptor: CInt
    private let control: Control
    private let waiting: Wait
    private var events: [UInt8]

    package init() throws(MediaError) {
        // The types are those of the manual pages epoll_create1(2), epoll_ctl(2) and epoll_wait(2).
        guard let create = CLibrary.symbol("epoll_create1"), let control = CLibrary.symbol("epoll_ctl"),
            let wait = CLibrary.symbol("epoll_wait")
        else { throw .cannotStart("the C library has no epoll") }
        let descriptor = unsafeBitCast(create, to: Create.self)(O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotStart("epoll: \(systemReason())") }
        self.descriptor = descriptor
        self.control = unsafeBitCast(control, to: Control.self)
        waiting = unsafeBitCast(wait, to: Wait.self)
        events = [UInt8](repeating: 0, count: Self.atOnce * Self.stride)
    }

    deinit { _ = close(descriptor) }

    /// Looks after a socket from now on; `mark` comes back with what it has.
    package borrowing func watch(_ socket: MediaSocket, mark: UInt64) {
        var event = InlineArray<16, UInt8>(repeating: 0)
        // Sixteen bytes hold either layout; the kernel copies them during the call.
        var span = event.mutableSpan
        span.withUnsafeMutableBytes { bytes in
            bytes.storeBytes(of: Self.readable, as: UInt32.self)
            bytes.storeBytes(of: mark, toByteOffset: Self.dataOffset, as: UInt64.self)
            _ = control(descriptor, Self.add, socket.descriptor, bytes.baseAddress)
        }
    }

    package borrowing func unwatch(_ socket: MediaSocket) {
        var event = InlineArray<16, UInt8>(repeating: 0)
        var span = event.mutableSpan
        span.withUnsafeMutableBytes { bytes in
            _ = control(descriptor, Self.delete, socket.descriptor, bytes.baseAddress)
        }
    }

    /// Looks, without waiting, which sockets have something; gives their number, at most 512.
    package mutating func poll() -> Int {
        // The kernel writes at most `atOnce` events, for which the array has room.
        events.withUnsafeMutableBytes { bytes in
            max(0, Int(waiting(descriptor, bytes.baseAddress, CInt(Self.atOnce), 0)))
        }
    }

    /// The mark of one of the sockets that `poll` has found.
    package borrowing func mark(_ index: Int) -> UInt64 {
        // In bounds: `poll` gave a number up to `atOnce`.
        events.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: index * Self.stride + Self.dataOffset, as: UInt64.self)
        }
    }
}

/// Functions of the C library that Swift's Glibc module does not show.
enum CLibrary {
    /// The address of a function by its name; the program itself is searched, which always has the C library.
    static func symbol(_ name: String) -> UnsafeMutableRawPointer? { dlsym(dlopen(nil, RTLD_NOW), name) }

    private typealias SetName = @convention(c) (pthread_t, UnsafePointer<CChar>) -> CInt

    /// Names the calling thread, for `top -H` and debuggers; 15 bytes at most.
    static func nameThread(_ name: String) {
        guard let address = symbol("pthread_setname_np") else { return }
        // The type is that of pthread_setname_np(3).
        _ = unsafeBitCast(address, to: SetName.self)(pthread_self(), String(name.prefix(15)))
    }
}
