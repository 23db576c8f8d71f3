/// A table that never grows beyond a bound: what was not used for longest makes room.
///
/// Two generations of half the bound each: what is used moves to the young one; when that is full it becomes the old
/// one, and the old one is forgotten whole. A flood of new keys costs a constant time each, and what is in use stays.
struct RecentTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]
    private let half: Int

    init(capacity: Int) {
        half = max(1, capacity / 2)
    }

    var count: Int { young.count + old.count }

    func value(_ key: Key) -> Value? { young[key] ?? old[key] }

    /// Forgets all but those for which `isKept` says so.
    mutating func keep(_ isKept: (Key, Value) -> Bool) {
        young = young.filter { isKept($0.key, $0.value) }
        old = old.filter { isKept($0.key, $0.value) }
    }

    /// Changes a value, which is `fallback` when there is none yet.
    mutating func change<Result>(
        _ key: Key, default fallback: @autoclosure () -> Value, _ body: (inout Value) -> Result
    ) -> Result {
        var value = young[key] ?? old.removeValue(forKey: key) ?? fallback()
        let result = body(&value)
        if young.count >= half && young[key] == nil {
            old = young
            young = [:]
        }
        young[key] = value
        return result
    }

    mutating func remove(_ key: Key) {
        young[key] = nil
        old[key] = nil
    }
}
