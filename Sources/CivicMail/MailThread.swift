import Foundation
import Synchronization

/// Runs an actor whose calls wait for the network, on a thread that lives while there is work.
final class MailThread: SerialExecutor {
    private struct Line {
        var jobs: [UnownedJob] = []
        var isRunning = false
    }

    private let line = Mutex(Line())

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let begins = line.withLock { line in
            line.jobs.append(job)
            defer { line.isRunning = true }
            return !line.isRunning
        }
        if begins { Thread.detachNewThread { [self] in work() } }
    }

    private func work() {
        while let job = next() { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }

    private func next() -> UnownedJob? {
        line.withLock { line in
            line.isRunning = !line.jobs.isEmpty
            return line.jobs.isEmpty ? nil : line.jobs.removeFirst()
        }
    }
}
