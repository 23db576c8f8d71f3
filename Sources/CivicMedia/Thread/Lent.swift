/// A value that the control side makes, lends to one media thread, and frees when the thread has given it back.
///
/// Between the order that lends it and the news that returns it only that thread may look into it. A pointer and not
/// a class: the tick counts no references and checks no exclusivity at run time.
///
/// `@unchecked Sendable` holds by that rule; `free` is called on the control side only.
struct Lent<Value: ~Copyable>: BitwiseCopyable, @unchecked Sendable {
    // Unsafe memory: its life is longer than any scope, from an order to the news of its return.
    private let pointer: UnsafeMutablePointer<Value>

    /// Moves the value into memory of its own.
    init(_ value: consuming Value) {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: value)
    }

    var value: Value {
        _read { yield pointer.pointee }
        nonmutating _modify { yield &pointer.pointee }
    }

    /// Ends the value's life; nobody may hold another copy of this handle.
    func free() {
        pointer.deinitialize(count: 1)
        pointer.deallocate()
    }

    static func == (left: Self, right: Self) -> Bool { left.pointer == right.pointer }
}
