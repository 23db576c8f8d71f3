import CivicCore

/// Memory for the payloads of many streams, of which only what somebody has needed is real.
///
///               stream 0   stream 1   …   stream 511
///     block 0   [ 80 B ]   [ 80 B ]       [ 80 B ]     every stream has used these
///     block 1   [ 80 B ]   [ 80 B ]       [ 80 B ]
///        …
///     block 47  [      ]   [      ]       [      ]     nobody has: the system has given no page for them
///
/// A stream uses its lowest blocks first, and blocks of one number lie side by side. So half a second of room costs what
/// a few packets take, as long as the streams of a house are not all late at once. What was touched once stays. The price:
/// the first packet that reaches a page costs the tick a page fault, once in the life of the process.
final class PayloadArena: Sendable {
    static let shared = PayloadArena()

    /// Blocks of a stream.
    static let blocks = 48
    private static let streams = 512
    /// From one block of a stream to its next, in bytes: whole pages.
    static let stride = streams * PayloadPool.block

    /// The place of one stream. `@unchecked Sendable` holds because one stream has it at a time.
    struct Lane: @unchecked Sendable {
        fileprivate var base: UnsafeMutablePointer<UInt8>

        /// The first of a block's 80 bytes.
        @inline(__always)
        func block(_ index: Int) -> UnsafeMutablePointer<UInt8> { base + index * PayloadArena.stride }
    }

    private struct State {
        var free: [Lane] = []
        var slabs = 0
    }

    private let state = Guarded(State())

    private init() {}

    /// Takes a place; on the control side, for it may take memory.
    func take() -> Lane {
        state.withLock { state in
            if state.free.isEmpty {
                // Not initialised, so that the system gives a page only when it is written to. It is never freed: places
                // come back, and the next calls use them.
                let slab = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.blocks * Self.stride)
                state.slabs += 1
                state.free.reserveCapacity(state.slabs * Self.streams)
                for stream in (0..<Self.streams).reversed() {
                    state.free.append(Lane(base: slab + stream * PayloadPool.block))
                }
            }
            return state.free.removeLast()
        }
    }

    /// Gives a place back.
    func give(_ lane: Lane) { state.withLock { $0.free.append(lane) } }
}
