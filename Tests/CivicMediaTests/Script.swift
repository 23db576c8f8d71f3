import Synchronization

/// Counts the ticks since a far end began to say something else.
final class Script: Sendable {
    private let ticks = Atomic<Int>(0)

    func next() -> Int { ticks.wrappingAdd(1, ordering: .relaxed).oldValue }
    var count: Int { ticks.load(ordering: .relaxed) }
}
