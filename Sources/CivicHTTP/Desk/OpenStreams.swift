import Synchronization

/// How many event streams each agent has open; bounded, so that a page gone wild costs nobody else anything.
final class OpenStreams: Sendable {
    private let limit: Int
    private let open = Mutex<[String: Int]>([:])

    init(limitPerAgent: Int) {
        limit = limitPerAgent
    }

    func enter(_ agent: String) -> Bool {
        open.withLock { open in
            guard open[agent, default: 0] < limit else { return false }
            open[agent, default: 0] += 1
            return true
        }
    }

    func leave(_ agent: String) {
        open.withLock { open in
            let left = open[agent, default: 1] - 1
            open[agent] = left > 0 ? left : nil
        }
    }
}
