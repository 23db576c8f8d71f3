/// Lets so many through at once; the others wait in their order, up to a bound.
actor Turnstile {
    private var free: Int
    private let mostWaiting: Int
    private var waiting: [(ticket: Int, go: CheckedContinuation<Void, any Error>)] = []
    private var tickets = 0

    init(atOnce: Int) {
        free = atOnce
        mostWaiting = atOnce * 8
    }

    /// Whoever has entered leaves by `leave`. A task that is cancelled stops waiting.
    func enter() async throws {
        guard free == 0 else {
            free -= 1
            return
        }
        guard waiting.count < mostWaiting else { throw SourceFault.crowded }
        tickets += 1
        let ticket = tickets
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (go: CheckedContinuation<Void, any Error>) in
                if Task.isCancelled {
                    go.resume(throwing: CancellationError())
                } else {
                    waiting.append((ticket, go))
                }
            }
        } onCancel: {
            Task { await self.giveUp(ticket) }
        }
    }

    func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().go.resume()
        }
    }

    private func giveUp(_ ticket: Int) {
        guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
        waiting.remove(at: index).go.resume(throwing: CancellationError())
    }
}
