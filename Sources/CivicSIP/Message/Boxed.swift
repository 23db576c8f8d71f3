/// A value on the heap: a copy costs one count of references, whatever is in it, and changed copies part.
struct Boxed<Value> {
    /// Always one element: an array gives the room and the parting.
    private var storage: [Value]

    init(_ value: Value) {
        storage = [value]
    }

    var value: Value {
        _read { yield storage[0] }
        _modify { yield &storage[0] }
    }
}

extension Boxed: Sendable where Value: Sendable {}
extension Boxed: Equatable where Value: Equatable {}
extension Boxed: Hashable where Value: Hashable {}
