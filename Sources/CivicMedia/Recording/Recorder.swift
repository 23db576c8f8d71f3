import CivicCore
import CivicDSP
import CivicRTP
import Synchronization

/// One recording between its two threads: the media thread puts frames in, the writer takes them to the file.
///
///     tick ─frame, place─▶ ring (2.5 s) ─▶ writer ─▶ NAME.part ─▶ NAME
///       └── end: reason, length, speech ──▶ writer: rest, header, news
///
/// `@unchecked Sendable`: the plain variables belong to the media thread until it releases `hasEnded`, and to the writer
/// from when it has acquired it.
final class Recorder: @unchecked Sendable {
    enum Subject: Sendable {
        /// What one party says, mono.
        case message(LegID)
        /// A whole conversation on two tracks.
        case conversation(BridgeID)
    }

    /// What ends a recording by itself.
    struct Rules: Sendable {
        var longest: Int  // samples
        var silence: Int?  // samples without speech
        var stopsOnKey: Bool

        init(longest: Duration, silence: Duration? = nil, stopsOnKey: Bool = false) {
            self.longest = Int(max(0, min(86_400_000, longest.milliseconds))) * 8
            self.silence = silence.map { Int(max(100, min(86_400_000, $0.milliseconds))) * 8 }
            self.stopsOnKey = stopsOnKey
        }
    }

    let subject: Subject
    let token: PlaybackToken
    let file: String
    let format: RecordingFormat
    let rules: Rules
    let ring: SPSCRing<RecordingBlock>

    private let hasEnded = Atomic<Bool>(false)
    private let hasFailed = Atomic<Bool>(false)
    private var reason = EndCode.stopped
    private var activity = SpeechActivity()
    private var samples = 0
    private var quiet = 0
    private var firstTick: Int64?
    private var maskedUntil: Int64 = .min  // tick

    /// How it ended, without the memory of a `Character`.
    enum EndCode: Equatable, Sendable {
        case key(UInt8)
        case silence
        case longest
        case stopped
        case failed
    }

    /// - Parameter buffer: what the ring holds for a disk that is busy.
    init(
        _ subject: Subject, token: PlaybackToken, file: String, format: RecordingFormat = .wav, rules: Rules,
        buffer: Duration
    ) {
        self.subject = subject
        self.token = token
        self.file = file
        self.format = format
        self.rules = rules
        ring = SPSCRing(capacity: Int(max(4, min(3000, buffer.milliseconds / 20))))
    }

    var tracks: Int { if case .conversation = subject { 2 } else { 1 } }
    /// Samples of a block that are used.
    var blockLength: Int { tracks * RecordingBlock.frame }

    // MARK: Media thread

    var stopsOnKey: Bool { rules.stopsOnKey }

    /// Takes one frame of a message; gives the reason when this was its last.
    func append(_ frame: Span<Int16>, energy: UInt64, isKey: Bool, counters: ThreadCounters) -> EndCode? {
        if hasFailed.load(ordering: .relaxed) { return .failed }
        var block = RecordingBlock()
        block.position = samples
        block.set(frame)
        push(block, counters)
        let isSpeech = !isKey && activity.process(energy: energy, count: frame.count)
        quiet = isSpeech ? 0 : quiet + frame.count
        if samples >= rules.longest { return .longest }
        if let silence = rules.silence, quiet >= silence { return .silence }
        return nil
    }

    /// Takes one frame of a conversation, both tracks of which belong to `tick`.
    func append(_ frame: borrowing RecordingBlock, tick: Int64, counters: ThreadCounters) -> EndCode? {
        if hasFailed.load(ordering: .relaxed) { return .failed }
        let first = firstTick ?? tick
        firstTick = first
        var block = tick < maskedUntil ? RecordingBlock() : copy frame
        block.isMasked = tick < maskedUntil
        block.position = Int(tick - first) * RecordingBlock.frame
        push(block, counters)
        return samples >= rules.longest ? .longest : nil
    }

    /// A block that the ring has no room for is silence in the file, and counted.
    private func push(_ block: RecordingBlock, _ counters: ThreadCounters) {
        if !ring.push(block) { counters.recorderFramesDropped.increment() }
        samples = block.position + RecordingBlock.frame
    }

    /// From now until `tick`, silence is written; a tick that has passed takes the mask away.
    func mask(until tick: Int64) { maskedUntil = tick }

    /// Hands the recording over to the writer; the media thread does not touch it again.
    func end(_ code: EndCode) {
        reason = code
        hasEnded.store(true, ordering: .releasing)
    }

    // MARK: Writer

    struct Outcome {
        var reason: RecordingEnd
        var heardSpeech: Bool
        /// Of one track, in samples.
        var length: Int
    }

    /// The end, once the media thread has given it.
    var outcome: Outcome? {
        guard hasEnded.load(ordering: .acquiring) else { return nil }
        let end: RecordingEnd =
            switch reason {
            case .key(let code): .key(DTMFCode(code)?.character ?? "#")
            case .silence: .silence
            case .longest: .longest
            case .stopped: .stopped
            case .failed: .failed
            }
        return Outcome(reason: end, heardSpeech: activity.heardSpeech, length: samples)
    }

    /// Tells the media thread that the file cannot be written.
    func fail() { hasFailed.store(true, ordering: .relaxed) }
    var failed: Bool { hasFailed.load(ordering: .relaxed) }
}
