/// The even ports of a range, handed out in turn, so that a port rests as long as it can before it is used again.
struct PortPool: Sendable {
    private var free: [UInt16]
    private var head = 0

    init(_ range: ClosedRange<UInt16>) {
        free = range.filter { $0 % 2 == 0 && $0 > 0 && $0 < range.upperBound }
    }

    /// Pairs that nobody of us has.
    var count: Int { free.count - head }

    mutating func take() -> UInt16? {
        guard head < free.count else { return nil }
        head += 1
        let port = free[head - 1]
        if head > 1024 {
            free.removeFirst(head)
            head = 0
        }
        return port
    }

    mutating func giveBack(_ port: UInt16) { free.append(port) }
}
