import CivicCore
import CivicDSP
import CivicPlayout
import CivicRTP

/// One party's audio on its media thread: everything it has between its sockets and its bridge.
///
///     socket ─▶ latch ─▶ AudioReceiver (order, delay, gaps) ─▶ echo taken out ─▶ digits, level, recorder ─▶ heard
///                                                                                                     │ bridge
///     socket ◀─ header ◀─ digits out, or prompt, or loop, or mix ◀─────────────────────────────────────┘
///
/// The way in and the way out are two visits of the thread, 6 ms apart, so that what is heard can still change what is
/// said in the same tick. All memory is taken in `init`, on the control side.
struct MediaLeg: ~Copyable, Sendable {
    /// Samples of a frame of 20 ms.
    static let frame = 160
    /// Ticks between two RTCP reports: 5 s.
    static let ticksPerReport = 250

    let id: LegID
    let port: UInt16
    let rtp: MediaSocket
    let rtcp: MediaSocket
    /// Its place in its bridge, 0..<16.
    let slot: Int
    /// Its place in the thread's table, set there.
    var tableIndex = -1
    var bridge: Lent<MediaBridge>?

    var plan: WirePlan?
    var coding: Lent<LegCoding>?
    var security: Lent<LegSecurity>?
    /// The one before, for what is still on its way under it, until a tick.
    var formerSecurity: Lent<LegSecurity>?
    var formerUntil: Int64 = 0
    var latch = SourceLatch()
    /// A browser's leg: where its checks and handshakes go.
    var doorway: Unmanaged<Doorway>?
    var isHeld = false
    var isLooped = false

    // Towards us.
    var pace = ReadingPace()
    var alignment = PhaseAlignment()
    /// Phases by which this leg would like to be visited sooner.
    var wantedShift = 0
    var audio: AudioReceiver
    var events = TelephoneEventReceiver()
    var merger = DigitMerger()
    var detector = DTMFDetector(sampleRate: 8000)
    var lastEvent: MonotonicInstant?
    /// Energy of the last 10 ms of the newest packet, in squared sample units: what is to come out of the buffer.
    var newestEnergy: UInt64 = 0
    /// Whether the newest packet was a silence descriptor (RFC 3389): nothing more is owed until speech comes.
    var isInPause = false
    /// The key that is down and not told yet.
    var pressed: PressedKey?
    /// Longer than `DigitMerger.window`, so that what is left of a key in the audio is never a second one.
    static var eventsOutlast: Duration { .seconds(2) }
    /// What the party said in this tick.
    var heard = [Int16](repeating: 0, count: MediaLeg.frame)
    /// Whether `heard` holds anything but silence made up by us.
    var isHeard = false
    /// Whether all of `heard` came from the peer.
    var isWhole = false
    var recorder: Unmanaged<Recorder>?
    var conditioner: SpeechConditioner?
    var progress: Lent<CallProgressDetector>?
    var echo: Lent<EchoLeg>?
    /// The tick from which on this leg may be looked at for an echo.
    var nextEchoLook: Int64 = 0
    var peer: PeerWatch
    var sound = AudioWatch()
    var packetCame = false

    // From us.
    var playback: Lent<Playback>?
    var dialling: Lent<Playback>?
    var eventSender = TelephoneEventSender()
    /// How loud this party hears the others, by their slots.
    var gains = InlineArray<16, GainRamp>(repeating: GainRamp(1))
    var limiter = MixLimiter()
    var declicker = Declicker()
    /// What the party was sent last, in linear samples.
    var sent = [Int16](repeating: 0, count: MediaLeg.frame)
    var isSentSilent = true
    /// The last code of the audio that went out.
    var lastCode: UInt8 = 0xD5
    var sequence: UInt16
    let ssrc: UInt32
    var timestampBase: UInt32
    /// Timestamp units of 20 ms.
    var frameDuration = UInt32(MediaLeg.frame)
    var octetsSent: UInt32 = 0
    var isFirstPacket = true
    var control: RTCPWriter
    var ticksToReport: Int
    var packetsAtReport = 0
    var lastSenderReport: (middle: UInt32, at: MonotonicInstant)?

    // Figures.
    var report = LegReport()
    var levelSum = 0.0
    var levelFrames = 0
    var delaySum = 0.0
    var delayLooks = 0
    var straysCounted = 0

    init(
        id: LegID, port: UInt16, rtp: MediaSocket, rtcp: MediaSocket, slot: Int, jitterFrames: Int,
        limits: PeerWatch.Limits, conditioning: LegConditioning, random: inout some RandomNumberGenerator
    ) {
        self.id = id
        self.port = port
        self.rtp = rtp
        self.rtcp = rtcp
        self.slot = slot
        peer = PeerWatch(limits)
        conditioner = conditioning.conditioner(sampleRate: 8000)
        var settings = AudioReceiver.Settings()
        settings.initialDelay = jitterFrames * 20
        audio = AudioReceiver(AudioDecoder(.alaw), settings: settings)
        // Random starts, RFC 3550 §5.1.
        sequence = .random(in: 0...0x7FFF, using: &random)
        ssrc = .random(in: 1...UInt32.max, using: &random)
        timestampBase = .random(in: 0...UInt32.max, using: &random)
        control = RTCPWriter(ssrc: ssrc, canonicalName: .random(in: 0...UInt64.max, using: &random))
        ticksToReport = .random(in: 1...Self.ticksPerReport, using: &random)
    }

    // MARK: Orders

    mutating func connect(
        _ new: WirePlan, _ change: CodingChange, _ encryption: SecurityChange, _ context: inout TickContext
    ) {
        plan = new
        peer.restart()
        sound.rest()
        use(change, &context)
        use(encryption, &context)
        if coding == nil { audio.use(new.codec.law) }
        if latch.negotiated(new.remote, signalling: new.signalling) {
            audio.forgetSource()
            peer.forgetHabits()
            isFirstPacket = true
        }
    }

    mutating func play(_ new: Lent<Playback>, _ context: inout TickContext) {
        endPlayback(.stopped, &context)
        playback = new
    }

    mutating func endPlayback(_ end: PlaybackEnd, _ context: inout TickContext) {
        guard let playback else { return }
        self.playback = nil
        context.tell(.playbackEnded(leg: id.value, playback, end))
    }

    mutating func dial(_ new: Lent<Playback>, _ context: inout TickContext) {
        if let dialling { context.tell(.dialled(dialling)) }
        dialling = new
    }

    mutating func record(_ new: Unmanaged<Recorder>) {
        endRecording(.stopped)
        recorder = new
    }

    mutating func endRecording(_ code: Recorder.EndCode) {
        // Alive until the writer sees the end: the control side keeps it for the writer.
        recorder?._withUnsafeGuaranteedRef { $0.end(code) }
        recorder = nil
    }

    mutating func setHeld(_ held: Bool) {
        isHeld = held
        peer.restart()
        sound.rest()
        declicker.mixChanged()
    }

    /// Ends all that was going on; the leg goes back to the control side after it.
    mutating func retire(_ context: inout TickContext) {
        tellPressed(&context)
        giveBackObserver(&context)
        endRecording(.stopped)
        endPlayback(.stopped, &context)
        endProgress(&context)
        if let dialling { context.tell(.dialled(dialling)) }
        dialling = nil
        sendReport(goodbye: true, context)
        fillReport()
        giveBackCoding(&context)
        giveBackSecurity(&context)
    }

    /// Keeps in the report what the present receiver has counted, before it is put away.
    mutating func noteReceived() {
        report.packetsReceived += audio.rtp.packets
        report.packetsLost += audio.rtp.lost
        if audio.rtp.packets > 0 { report.jitterMilliseconds = audio.jitter }
        report.latePackets += audio.rtp.late
        report.playedFrames += audio.figures.frames
        report.duplicatePackets += audio.rtp.duplicates
    }

    private mutating func fillReport() {
        if coding == nil { noteReceived() }  // with a coding, when it is given back
        report.digitsMerged = merger.merged
        report.digitsSuppressed = detector.echoes
        report.digitsSuspected = detector.suspects
        if delayLooks > 0 { report.playoutDelay = delaySum / Double(delayLooks) }
        report.level = levelFrames > 0 ? Level.dBFS(meanSquare: levelSum / Double(levelFrames)) : nil
    }
}
