import CivicCore
import CivicDSP
import CivicRTP
import Synchronization

/// One recording between its two threads: the media thread puts samples in, the writer takes them to the file.
///
///     tick ─160 samples─▶ ring (4 s) ─▶ writer ─▶ file
///       └── end: reason, length, speech ──▶ writer: rest, header, news
///
/// `@unchecked Sendable`: the plain members belong to the media thread until it releases `outcome`, and to the writer
/// from when it has acquired it.
final class Recorder: @unchecked Sendable {
    let leg: LegID
    let token: PlaybackToken
    let file: String
    let longest: Int  // samples
    let silence: Int?  // samples without speech that end it
    let stopsOnKey: Bool
    let ring = SPSCRing<Int16>(capacity: 32768)

    private let hasEnded = Atomic<Bool>(false)
    private let hasFailed = Atomic<Bool>(false)
    private var reason = EndCode.stopped
    private var activity = SpeechActivity()
    private var samples = 0
    private var quiet = 0
    private let dropped = Atomic<Int>(0)

    /// How it ended, without the memory of a `Character`.
    enum EndCode: Equatable, Sendable {
        case key(UInt8)
        case silence
        case longest
        case stopped
        case failed
    }

    init(
        leg: LegID, token: PlaybackToken, file: String, longest: Duration, silence: Duration?, stopsOnKey: Bool
    ) {
        self.leg = leg
        self.token = token
        self.file = file
        self.longest = Int(max(0, min(86_400_000, longest.milliseconds))) * 8
        self.silence = silence.map { Int(max(100, min(86_400_000, $0.milliseconds))) * 8 }
        self.stopsOnKey = stopsOnKey
    }

    // Media thread.

    /// Takes one frame; gives the reason when this was its last.
    ///
    /// A frame that the ring has no room for is lost to the file and counted.
    func append(_ frame: Span<Int16>, energy: UInt64, isKey: Bool, counters: ThreadCounters) -> EndCode? {
        if hasFailed.load(ordering: .relaxed) { return .failed }
        if !ring.push(all: frame) {
            counters.recorderFramesDropped.increment()
            dropped.store(dropped.load(ordering: .relaxed) + frame.count, ordering: .relaxed)
        }
        samples += frame.count
        let isSpeech = !isKey && activity.process(energy: energy, count: frame.count)
        quiet = isSpeech ? 0 : quiet + frame.count
        if samples >= longest { return .longest }
        if let silence, quiet >= silence { return .silence }
        return nil
    }

    /// Hands the recording over to the writer; the media thread does not touch it again.
    func end(_ code: EndCode) {
        reason = code
        hasEnded.store(true, ordering: .releasing)
    }

    // Writer.

    /// The end, once the media thread has given it.
    var outcome: (reason: RecordingEnd, heardSpeech: Bool)? {
        guard hasEnded.load(ordering: .acquiring) else { return nil }
        let end: RecordingEnd =
            switch reason {
            case .key(let code): .key(DTMFCode(code)?.character ?? "#")
            case .silence: .silence
            case .longest: .longest
            case .stopped: .stopped
            case .failed: .failed
            }
        return (end, activity.heardSpeech)
    }

    /// Tells the media thread that the file cannot be written.
    func fail() { hasFailed.store(true, ordering: .relaxed) }
    var failed: Bool { hasFailed.load(ordering: .relaxed) }
}
