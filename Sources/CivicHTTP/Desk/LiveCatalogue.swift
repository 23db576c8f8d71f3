import Synchronization

/// The desk's words, which a reload puts others in the place of.
final class LiveCatalogue: Sendable {
    private let current: Mutex<DeskCatalogue>

    init(_ catalogue: DeskCatalogue) {
        current = Mutex(catalogue)
    }

    var now: DeskCatalogue { current.withLock { $0 } }

    func use(_ catalogue: DeskCatalogue) { current.withLock { $0 = catalogue } }
}
