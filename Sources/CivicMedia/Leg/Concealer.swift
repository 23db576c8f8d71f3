/// Fills frames that never came: the last one again, fading to silence within 60 ms.
struct Concealer: ~Copyable, Sendable {
    private static let frames = 3

    private var last: [Int16]
    private var missing = Concealer.frames

    /// - Parameter frame: samples of a frame.
    init(frame: Int) {
        last = [Int16](repeating: 0, count: frame)
    }

    /// Keeps a frame that came. After a gap it fades in over its first 5 ms.
    mutating func remember(_ frame: inout MutableSpan<Int16>) {
        if missing > 0 {
            let edge = min(40, frame.count)
            for index in 0..<edge { frame[index] = Int16(truncatingIfNeeded: Int(frame[index]) * index / edge) }
        }
        missing = 0
        for index in 0..<min(last.count, frame.count) { last[index] = frame[index] }
    }

    /// Makes up a frame; silence, once the fade is over.
    mutating func conceal(_ frame: inout MutableSpan<Int16>) {
        guard missing < Self.frames else {
            for index in frame.indices { frame[index] = 0 }
            return
        }
        let total = Self.frames * last.count
        let passed = missing * last.count
        for index in 0..<min(last.count, frame.count) {
            frame[index] = Int16(truncatingIfNeeded: Int(last[index]) * (total - passed - index) / total)
        }
        missing += 1
    }
}
