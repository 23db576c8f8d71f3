/// Payloads of any length in blocks of 80 bytes (10 ms of G.711), without taking memory after `init`.
///
/// `@unchecked Sendable` holds because the memory behind the pointers is this value's alone, which is not copyable.
struct PayloadPool: ~Copyable, @unchecked Sendable {
    static let block = 80
    private static let none: UInt8 = 255

    /// Where the blocks lie: side by side with other streams', or all in memory of our own where there are many.
    private enum Place {
        case lane(PayloadArena.Lane)
        case own(UnsafeMutablePointer<UInt8>)
    }

    private let place: Place
    /// For each block, the one after it in its payload or in the list of free ones.
    private var links: [UInt8]
    private var free: UInt8 = 0
    private(set) var freeBlocks: Int

    /// - Parameter capacity: in bytes, up to 20,320.
    init(capacity: Int) {
        let count = max(1, min(254, capacity / Self.block))
        if count <= PayloadArena.blocks {
            place = .lane(PayloadArena.shared.take())
        } else {
            let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: count * Self.block)
            memory.initialize(repeating: 0, count: count * Self.block)
            place = .own(memory)
        }
        links = (1...count).map { $0 == count ? Self.none : UInt8($0) }
        freeBlocks = count
    }

    deinit {
        switch place {
        case .lane(let lane): PayloadArena.shared.give(lane)
        case .own(let memory): memory.deallocate()
        }
    }

    static func blocks(for length: Int) -> Int { (length + block - 1) / block }

    /// Takes a payload that there is room for; gives its first block.
    mutating func store(_ payload: Span<UInt8>) -> UInt8 {
        let count = Self.blocks(for: payload.count)
        precondition(count > 0 && count <= freeBlocks)
        let first = free
        var slot = first
        for index in 0..<count {
            let from = index * Self.block
            let length = min(Self.block, payload.count - from)
            let target = memory(of: slot)
            // At most a block's 80 bytes.
            payload.extracting(from..<from + length).withUnsafeBufferPointer { piece in
                if let source = piece.baseAddress { target.update(from: source, count: length) }
            }
            if index == count - 1 {
                free = links[Int(slot)]
                links[Int(slot)] = Self.none
            } else {
                slot = links[Int(slot)]
            }
        }
        freeBlocks -= count
        return first
    }

    /// Copies a payload out; `output` has room for it.
    func copy(_ first: UInt8, length: Int, into output: inout MutableSpan<UInt8>) {
        precondition(length <= output.count)
        var slot = first
        var from = 0
        while from < length {
            let count = min(Self.block, length - from)
            let source = memory(of: slot)
            let start = from
            // Within the output by the check above.
            output.withUnsafeMutableBufferPointer { bytes in
                if let target = bytes.baseAddress { (target + start).update(from: source, count: count) }
            }
            from += count
            slot = links[Int(slot)]
        }
    }

    /// Gives a payload's blocks back.
    mutating func release(_ first: UInt8, length: Int) {
        let count = Self.blocks(for: length)
        guard count > 0 else { return }
        var last = first
        for _ in 1..<max(1, count) { last = links[Int(last)] }
        links[Int(last)] = free
        free = first
        freeBlocks += count
    }

    /// The 80 bytes of a block.
    @inline(__always)
    private func memory(of slot: UInt8) -> UnsafeMutablePointer<UInt8> {
        let index = Int(slot)
        precondition(index < links.count)
        switch place {
        case .lane(let lane): return lane.block(index)
        case .own(let memory): return memory + index * Self.block
        }
    }
}
