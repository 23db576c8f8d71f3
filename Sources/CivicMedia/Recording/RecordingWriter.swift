import CivicCore
import Foundation
import Glibc
import Synchronization

/// The one thread that waits for disks: it takes frames from the recorders' rings, encodes them and writes the files.
///
/// Whatever a disk does to it, the media threads only find a ring full. Files are synced one at a time, so that a hundred
/// recordings do not wait for each other's turn at the disk.
final class RecordingWriter: Sendable {
    private struct Open {
        let recorder: Recorder
        var file: RecordingFile?  // nil when it could not be written
        var length = 0  // samples of one track
        var dropped = 0  // of these, silence for what never came
        var masked: [MaskedStretch] = []
        var nextFlush: MonotonicInstant
        var nextSync: MonotonicInstant
    }

    /// What a killed process may lose.
    private static let flushInterval = Duration.milliseconds(500)

    private let arrivals = Guarded<[Recorder]>([])
    private let isStopping = Atomic<Bool>(false)
    private let flushInterval: Duration
    private let syncInterval: Duration
    private let disk: RecordingDisk
    private let report: @Sendable (MediaNews) -> Void

    init(syncInterval: Duration, disk: RecordingDisk, report: @escaping @Sendable (MediaNews) -> Void) {
        self.syncInterval = syncInterval
        self.disk = disk
        self.report = report
        flushInterval = min(Self.flushInterval, syncInterval)
    }

    /// Takes a recorder over; from any thread of the control side.
    func add(_ recorder: Recorder) { arrivals.withLock { $0.append(recorder) } }

    func stop() { isStopping.store(true, ordering: .releasing) }

    /// The thread's life: until it is stopped and every recording has ended.
    func run() {
        var open: [Open] = []
        while true {
            let stopping = isStopping.load(ordering: .acquiring)
            let new = arrivals.withLock { list in
                defer { list.removeAll() }
                return list
            }
            open += new.map(begin)
            for index in open.indices.reversed() {
                // Asked before the ring is emptied: all frames came before the end.
                let outcome = open[index].recorder.outcome
                drain(&open[index])
                guard let outcome else { continue }
                finish(open.remove(at: index), outcome)
            }
            syncOne(of: &open)
            if stopping && open.isEmpty { return }
            usleep(20_000)
        }
    }

    private func begin(_ recorder: Recorder) -> Open {
        let now = MonotonicClock.now
        let file = RecordingFile(
            path: recorder.file, format: recorder.format, tracks: recorder.tracks, disk: disk)
        if file == nil { recorder.fail() }
        return Open(recorder: recorder, file: file, nextFlush: now + flushInterval, nextSync: now + syncInterval)
    }

    private func drain(_ open: inout Open) {
        while let block = open.recorder.ring.pop() {
            pad(&open, to: block.position)
            if block.isMasked { mask(&open) }
            append(block, to: &open)
        }
        let now = MonotonicClock.now
        guard now >= open.nextFlush else { return }
        open.nextFlush = now + flushInterval
        if open.file?.flush() == false { fail(&open) }
    }

    private func append(_ block: RecordingBlock, to open: inout Open) {
        let length = open.recorder.blockLength
        open.file?.append(block.samples.span.extracting(0..<length))
        open.length += RecordingBlock.frame
    }

    /// Silence up to a place: what was to stand there never came.
    private func pad(_ open: inout Open, to position: Int) {
        while open.length + RecordingBlock.frame <= position {
            append(RecordingBlock(), to: &open)
            open.dropped += RecordingBlock.frame
        }
    }

    private func mask(_ open: inout Open) {
        if let last = open.masked.last, last.start + last.length == open.length {
            open.masked[open.masked.count - 1].length += RecordingBlock.frame
        } else {
            open.masked.append(MaskedStretch(start: open.length, length: RecordingBlock.frame))
        }
    }

    private func finish(_ closing: Open, _ outcome: Recorder.Outcome) {
        var open = closing
        pad(&open, to: outcome.length)
        if open.file?.finish(masked: open.masked) == false { open.recorder.fail() }
        let recorder = open.recorder
        let end = recorder.failed ? .failed : outcome.reason
        let duration = Duration.microseconds(open.length * 125)
        switch recorder.subject {
        case .message(let leg):
            report(
                .recordingEnded(leg, recorder.token, end, duration: duration, heardSpeech: outcome.heardSpeech))
        case .conversation(let bridge):
            report(
                .conversationRecorded(
                    bridge, recorder.token,
                    RecordingReport(
                        file: recorder.file, end: end, duration: duration, masked: open.masked,
                        dropped: .microseconds(open.dropped * 125))))
        }
    }

    private func syncOne(of open: inout [Open]) {
        let now = MonotonicClock.now
        guard
            let index = open.indices.filter({ open[$0].nextSync <= now && open[$0].file != nil })
                .min(by: { open[$0].nextSync < open[$1].nextSync })
        else { return }
        open[index].nextSync = now + syncInterval
        if open[index].file?.sync() == false { fail(&open[index]) }
    }

    private func fail(_ open: inout Open) {
        open.file?.abandon()
        open.file = nil
        open.recorder.fail()
    }
}
