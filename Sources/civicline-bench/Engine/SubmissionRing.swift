import Glibc

/// A kernel ring of io_uring(7), as far as sending and receiving need it.
///
/// Offsets are those of `struct io_uring_params`, `io_uring_sqe` and `io_uring_cqe` in the kernel's interface; the
/// mappings live until the process ends.
final class SubmissionRing {
    private typealias Call = @convention(c) (Int, Int, Int, Int, Int, Int, Int) -> Int
    private static let setup = 425
    private static let enter = 426

    private let call: Call
    private let descriptor: Int
    private let ring: UnsafeMutableRawPointer
    private let entries: UnsafeMutableRawPointer
    private let tail: UnsafeMutablePointer<UInt32>
    private let mask: UInt32
    private let completionHead: UnsafeMutablePointer<UInt32>
    private let completionTail: UnsafeMutablePointer<UInt32>

    /// `nil` where the kernel has none, or does not allow it.
    init?(entries count: Int) {
        guard let address = dlsym(dlopen(nil, RTLD_NOW), "syscall") else { return nil }
        // syscall(2): a number and up to six words.
        call = unsafeBitCast(address, to: Call.self)
        var parameters = [UInt32](repeating: 0, count: 30)
        parameters[2] = 1 << 12 | 1 << 13  // one thread submits, and completes when it asks
        let call = call
        descriptor = parameters.withUnsafeMutableBytes {
            call(Self.setup, count, Int(bitPattern: $0.baseAddress), 0, 0, 0, 0)
        }
        guard descriptor >= 0 else { return nil }
        let (submissions, completions) = (Int(parameters[0]), Int(parameters[1]))
        let length = max(Int(parameters[16]) + 4 * submissions, Int(parameters[25]) + 16 * completions)
        let protection = PROT_READ | PROT_WRITE
        guard let ring = mmap(nil, length, protection, MAP_SHARED, CInt(descriptor), 0), ring != MAP_FAILED,
            let entries = mmap(nil, 64 * submissions, protection, MAP_SHARED, CInt(descriptor), 0x1000_0000),
            entries != MAP_FAILED
        else { return nil }
        self.ring = ring
        self.entries = entries
        func word(_ index: Int) -> UnsafeMutablePointer<UInt32> {
            (ring + Int(parameters[index])).assumingMemoryBound(to: UInt32.self)
        }
        tail = word(11)
        mask = word(12).pointee
        completionHead = word(20)
        completionTail = word(21)
        let order = word(16)
        for index in 0..<submissions { order[index] = UInt32(index) }
    }

    func prepare(_ opcode: UInt8, descriptor: CInt, buffer: UnsafeMutableRawPointer, length: Int) {
        let entry = entries + 64 * Int(tail.pointee & mask)
        entry.initializeMemory(as: UInt8.self, repeating: 0, count: 64)
        entry.storeBytes(of: opcode, as: UInt8.self)
        entry.storeBytes(of: descriptor, toByteOffset: 4, as: CInt.self)
        entry.storeBytes(of: UInt64(UInt(bitPattern: buffer)), toByteOffset: 16, as: UInt64.self)
        entry.storeBytes(of: UInt32(length), toByteOffset: 24, as: UInt32.self)
        entry.storeBytes(of: UInt32(MSG_DONTWAIT), toByteOffset: 28, as: UInt32.self)
        // The kernel reads it in the call below only, on this thread.
        tail.pointee &+= 1
    }

    /// Hands over what was prepared and waits until all of it is done.
    func submit(_ count: Int) {
        _ = call(Self.enter, descriptor, count, count, 1, 0, 0)
        completionHead.pointee = completionTail.pointee
    }
}
