/// A place in line as the simulator and the tests write it: `3 4-6` is the third, with a wait of 4 to 6 minutes.
struct QueuePlace: Hashable, Sendable {
    var position = 1
    /// In minutes; `nil` without an estimate.
    var wait: ClosedRange<Int>?
}

extension QueuePlace {
    /// `nil` where the words are no place; what is left out is the first place, without an estimate.
    init?(words: some Collection<some StringProtocol>) {
        let words = words.map { String($0) }
        guard words.count <= 2 else { return nil }
        if let first = words.first {
            guard let position = Int(first), (1...10_000).contains(position) else { return nil }
            self.position = position
        }
        if words.count == 2 {
            let bounds = words[1].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard let low = bounds.first ?? nil, let high = bounds.last ?? nil, bounds.count <= 2, 0 <= low,
                low <= high, high <= 100_000
            else { return nil }
            wait = low...high
        }
    }
}
