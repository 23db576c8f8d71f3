/// Which of the last 128 packets have come (RFC 3711 §3.3.2); what is older counts as come.
struct ReplayWindow: BitwiseCopyable, Sendable {
    static let size: UInt64 = 128

    /// The highest index that has come; `nil` before the first.
    private(set) var highest: UInt64?
    private var seen: UInt128 = 0  // bit n: highest - n

    func hasSeen(_ index: UInt64) -> Bool {
        guard let highest, index <= highest else { return false }
        let age = highest - index
        return age >= Self.size || seen >> UInt128(age) & 1 == 1
    }

    /// Notes a packet whose tag was right.
    mutating func note(_ index: UInt64) {
        guard let highest else {
            (self.highest, seen) = (index, 1)
            return
        }
        if index > highest {
            let step = index - highest
            seen = step >= Self.size ? 1 : seen << UInt128(step) | 1
            self.highest = index
        } else if highest - index < Self.size {
            seen |= 1 << UInt128(highest - index)
        }
    }
}
