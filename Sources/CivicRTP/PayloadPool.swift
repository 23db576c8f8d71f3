/// Payloads of any length in blocks of 80 bytes (10 ms of G.711), without taking memory after `init`.
struct PayloadPool: ~Copyable, Sendable {
    static let block = 80
    private static let none: UInt8 = 255

    /// The blocks; behind them, for each, the one after it in its payload or in the list of free ones.
    private var bytes: [UInt8]
    private let links: Int
    private var free: UInt8 = 0
    private(set) var freeBlocks: Int

    /// - Parameter capacity: in bytes, up to 20,320.
    init(capacity: Int) {
        let count = max(1, min(254, capacity / Self.block))
        links = count * Self.block
        bytes = [UInt8](repeating: Self.none, count: links + count)
        for slot in 0..<count - 1 { bytes[links + slot] = UInt8(slot + 1) }
        freeBlocks = count
    }

    static func blocks(for length: Int) -> Int { (length + block - 1) / block }

    /// Takes a payload that there is room for; gives its first block.
    mutating func store(_ payload: Span<UInt8>) -> UInt8 {
        let count = Self.blocks(for: payload.count)
        precondition(count > 0 && count <= freeBlocks)
        let first = free
        var slot = first
        // Moved out for the copy; an empty array takes no memory.
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        var store = taken.mutableSpan
        for index in 0..<count {
            let from = index * Self.block
            let length = min(Self.block, payload.count - from)
            Self.copy(payload.extracting(from..<from + length), &store, at: Int(slot) * Self.block)
            let link = links + Int(slot)
            if index == count - 1 {
                free = store[link]
                store[link] = Self.none
            } else {
                slot = store[link]
            }
        }
        swap(&taken, &bytes)
        freeBlocks -= count
        return first
    }

    /// Copies a payload out; `output` has room for it.
    func copy(_ first: UInt8, length: Int, into output: inout MutableSpan<UInt8>) {
        var slot = first
        var from = 0
        let store = bytes.span
        while from < length {
            let place = Int(slot) * Self.block
            let count = min(Self.block, length - from)
            Self.copy(store.extracting(place..<place + count), &output, at: from)
            from += count
            slot = store[links + Int(slot)]
        }
    }

    /// Copies a piece to a place that has room for it.
    private static func copy(_ piece: Span<UInt8>, _ target: inout MutableSpan<UInt8>, at offset: Int) {
        precondition(offset >= 0 && offset + piece.count <= target.count)
        // Both lie within their spans: the one is whole, the other was checked above.
        piece.withUnsafeBufferPointer { from in
            target.withUnsafeMutableBufferPointer { to in
                guard let source = from.baseAddress, let base = to.baseAddress else { return }
                (base + offset).update(from: source, count: from.count)
            }
        }
    }

    /// Gives a payload's blocks back.
    mutating func release(_ first: UInt8, length: Int) {
        let count = Self.blocks(for: length)
        guard count > 0 else { return }
        var last = first
        for _ in 1..<max(1, count) { last = bytes[links + Int(last)] }
        bytes[links + Int(last)] = free
        free = first
        freeBlocks += count
    }
}
