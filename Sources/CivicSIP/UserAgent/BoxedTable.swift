/// A dictionary of large values, each in a piece of memory of its own.
///
/// A dictionary keeps its values side by side with a quarter to two thirds of the places empty, and moves all of them when
/// it grows: for what takes a KB or more, that is as much again. Here the places hold references; a value is read and
/// changed where it lies. Copies of the table share values until one of them changes its own.
struct BoxedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// `@unchecked Sendable` holds because a box that another table can reach is never changed: see `_modify`.
    private final class Box: @unchecked Sendable {
        var value: Value?

        init(_ value: Value?) {
            self.value = value
        }
    }

    private var boxes: [Key: Box] = [:]

    var count: Int { boxes.count }
    var values: some Sequence<Value> { boxes.values.lazy.compactMap(\.value) }

    subscript(key: Key) -> Value? {
        _read {
            if let box = boxes[key] {
                yield box.value
            } else {
                yield nil
            }
        }
        _modify {
            if let index = boxes.index(forKey: key) {
                if !isKnownUniquelyReferenced(&boxes.values[index]) {
                    boxes.values[index] = Box(boxes.values[index].value)
                }
                let box = boxes.values[index]
                defer { if box.value == nil { boxes[key] = nil } }
                yield &box.value
            } else {
                let box = Box(nil)
                defer { if box.value != nil { boxes[key] = box } }
                yield &box.value
            }
        }
    }

    /// Takes a value out.
    @discardableResult
    mutating func removeValue(forKey key: Key) -> Value? { boxes.removeValue(forKey: key)?.value }
}
