import CivicCore

/// Packets that wait, found by their sequence numbers: 64 slots of 16 bytes, and a pool for the payloads.
struct PacketStore: ~Copyable, Sendable {
    struct Item: BitwiseCopyable {
        /// Unwrapped, in timestamp units.
        var timestamp: Int64 = 0
        var sequence: UInt16 = 0
        /// In bytes.
        var length: UInt16 = 0
        /// In timestamp units.
        var duration: UInt16 = 0
        fileprivate var first: UInt8 = 0
        fileprivate var code = PacketStore.free

        init(timestamp: Int64, sequence: UInt16, duration: Int, kind: JitterBuffer.Kind) {
            self.timestamp = timestamp
            self.sequence = sequence
            self.duration = UInt16(clamping: duration)
            code = kind.rawValue
        }

        fileprivate init() {}

        var kind: JitterBuffer.Kind { JitterBuffer.Kind(rawValue: code) ?? .audio }
        /// The first timestamp behind it.
        var end: Int64 { timestamp + Int64(duration) }
    }

    static let slots = 64
    private static let free: UInt8 = 255

    private var table = [Item](repeating: Item(), count: PacketStore.slots)
    private var pool: PayloadPool
    private var count = 0

    /// - Parameter capacity: for payloads, in bytes.
    init(capacity: Int) {
        pool = PayloadPool(capacity: capacity)
    }

    /// The packet of this number, if it is there.
    subscript(sequence: UInt16) -> Item? {
        let item = table[Self.slot(sequence)]
        return item.code != Self.free && item.sequence == sequence ? item : nil
    }

    /// The first packet at or behind a number, within the 64 that can be there.
    func first(from sequence: UInt16) -> Item? {
        guard count > 0 else { return nil }
        for offset in 0..<UInt16(Self.slots) {
            let item = table[Self.slot(sequence &+ offset)]
            if item.code != Self.free { return item }
        }
        return nil
    }

    func hasRoom(for length: Int) -> Bool { pool.freeBlocks >= PayloadPool.blocks(for: length) }

    /// Takes a packet that there is room for and whose slot is free.
    mutating func insert(_ new: Item, payload: Span<UInt8>) {
        precondition(table[Self.slot(new.sequence)].code == Self.free)
        var item = new
        item.length = UInt16(clamping: payload.count)
        item.first = pool.store(payload)
        table[Self.slot(item.sequence)] = item
        count += 1
    }

    /// Copies a packet's payload; gives its length.
    func copy(_ item: Item, into output: inout MutableSpan<UInt8>) -> Int {
        pool.copy(item.first, length: Int(item.length), into: &output)
        return Int(item.length)
    }

    mutating func remove(_ item: Item) {
        let slot = Self.slot(item.sequence)
        precondition(table[slot].code != Self.free)
        pool.release(item.first, length: Int(item.length))
        table[slot].code = Self.free
        count -= 1
    }

    private static func slot(_ sequence: UInt16) -> Int { Int(sequence) & (slots - 1) }
}
