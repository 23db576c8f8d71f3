import CivicCore
import CivicDSP
import Foundation
import Glibc
import Synchronization

/// The one thread that waits for disks: it takes samples from the recorders' rings to their files.
///
/// A file has its header from the first write on, and its lengths are put right every `syncInterval`, so it plays up to
/// there after a crash. The news of an end goes out when the file is closed.
final class RecordingWriter: Sendable {
    private struct Open {
        var recorder: Recorder
        var descriptor: CInt  // -1 when it could not be opened
        var bytes = 0
        var nextSync: MonotonicInstant
    }

    private let arrivals = Mutex<[Recorder]>([])
    private let isStopping = Atomic<Bool>(false)
    private let syncInterval: Duration
    private let report: @Sendable (MediaNews) -> Void
    private let header = WAVHeader(format: .pcm16)

    init(syncInterval: Duration, report: @escaping @Sendable (MediaNews) -> Void) {
        self.syncInterval = syncInterval
        self.report = report
    }

    /// Takes a recorder over; from any thread of the control side.
    func add(_ recorder: Recorder) { arrivals.withLock { $0.append(recorder) } }

    func stop() { isStopping.store(true, ordering: .releasing) }

    /// The thread's life: until it is stopped and every recording has ended.
    func run() {
        var open: [Open] = []
        var block = [Int16](repeating: 0, count: 8192)
        while true {
            let stopping = isStopping.load(ordering: .acquiring)
            let new = arrivals.withLock { list in
                defer { list.removeAll() }
                return list
            }
            open += new.map(begin)
            for index in open.indices.reversed() {
                // Asked before the ring is emptied: all samples came before the end.
                let outcome = open[index].recorder.outcome
                drain(&open[index], &block)
                guard let outcome else { continue }
                finish(open.remove(at: index), outcome.reason, outcome.heardSpeech)
            }
            if stopping && open.isEmpty { return }
            usleep(20_000)
        }
    }

    private func begin(_ recorder: Recorder) -> Open {
        let folder = URL(filePath: recorder.file).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let descriptor = Glibc.open(recorder.file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        var open = Open(recorder: recorder, descriptor: descriptor, nextSync: MonotonicClock.now + syncInterval)
        if descriptor < 0 || !write(header.bytes(dataLength: 0), at: 0, to: descriptor) { fail(&open) }
        return open
    }

    private func drain(_ open: inout Open, _ block: inout [Int16]) {
        while true {
            var span = block.mutableSpan
            let count = open.recorder.ring.pop(into: &span)
            if count == 0 { break }
            guard open.descriptor >= 0 else { continue }
            var bytes = [UInt8]()
            bytes.reserveCapacity(2 * count)
            for sample in block[..<count] {
                bytes.append(UInt8(truncatingIfNeeded: sample))
                bytes.append(UInt8(truncatingIfNeeded: sample >> 8))
            }
            if write(bytes, at: header.length + open.bytes, to: open.descriptor) {
                open.bytes += bytes.count
            } else {
                fail(&open)
            }
        }
        let now = MonotonicClock.now
        if open.descriptor >= 0, now >= open.nextSync {
            open.nextSync = now + syncInterval
            if !patch(open) { fail(&open) }
        }
    }

    private func finish(_ closing: Open, _ reason: RecordingEnd, _ heardSpeech: Bool) {
        var open = closing
        if open.descriptor >= 0 {
            if !patch(open) || fdatasync(open.descriptor) != 0 { open.recorder.fail() }
            if open.descriptor >= 0 { _ = close(open.descriptor) }
            open.descriptor = -1
        }
        let duration = Duration.microseconds(open.bytes / 2 * 125)
        report(
            .recordingEnded(
                open.recorder.leg, open.recorder.token, open.recorder.failed ? .failed : reason, duration: duration,
                heardSpeech: heardSpeech))
    }

    private func patch(_ open: Open) -> Bool {
        header.patches(dataLength: open.bytes).allSatisfy { write($0.bytes, at: $0.offset, to: open.descriptor) }
    }

    private func fail(_ open: inout Open) {
        if open.descriptor >= 0 { _ = close(open.descriptor) }
        open.descriptor = -1
        open.recorder.fail()
    }

    private func write(_ bytes: [UInt8], at offset: Int, to descriptor: CInt) -> Bool {
        var written = 0
        while written < bytes.count {
            // The array outlives the call; the kernel reads at most what is left of it.
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written, offset + written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }
}
