import Logging

/// Writes to the records one after another, in the order in which they were asked for, aside from the calls.
///
/// The queue has no bound: what waits in it are rows that must not be lost, and each call in progress adds a few.
final class RecordWriter: Sendable {
    private let jobs: AsyncStream<@Sendable () async throws -> Void>.Continuation
    private let worker: Task<Void, Never>

    init(log: Logger) {
        let (stream, continuation) = AsyncStream<@Sendable () async throws -> Void>.makeStream()
        jobs = continuation
        worker = Task {
            for await job in stream {
                await Self.carryOut(job, log: log)
            }
        }
    }

    func write(_ job: @escaping @Sendable () async throws -> Void) {
        jobs.yield(job)
    }

    /// Takes nothing more and returns when all is written.
    func finish() async {
        jobs.finish()
        await worker.value
    }

    /// A busy or full disk passes; three tries, then the loss is said aloud.
    private static func carryOut(_ job: @Sendable () async throws -> Void, log: Logger) async {
        for attempt in 1...3 {
            do {
                return try await job()
            } catch {
                log.error("a record could not be written (try \(attempt) of 3): \(String(describing: type(of: error)))")
                try? await Task.sleep(for: .milliseconds(200 * attempt))
            }
        }
    }
}
