/// A large value that is seldom there: while it is not, its place takes eight bytes instead of all of its size.
///
/// A copy shares the value; a change makes a new one, so it behaves as the value itself would.
@propertyWrapper
package struct Boxed<Value> {
    fileprivate indirect enum Storage {
        case nothing
        case value(Value)
    }

    fileprivate var storage = Storage.nothing

    package init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }

    package var wrappedValue: Value? {
        get { if case .value(let value) = storage { value } else { nil } }
        set { storage = newValue.map { .value($0) } ?? .nothing }
    }
}

extension Boxed: Sendable where Value: Sendable {}
extension Boxed.Storage: Sendable where Value: Sendable {}
