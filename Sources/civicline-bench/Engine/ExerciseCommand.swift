import ArgumentParser
import CivicCore
import CivicDSP
import CivicMedia
import CivicRTP
import Foundation

/// `civicline-bench exercise`: everything that a media thread can be asked to do, for RealtimeSanitizer to watch.
struct ExerciseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exercise",
        abstract: "Every order and every kind of packet, for RealtimeSanitizer to watch the tick.",
        discussion: """
            Start it with the sanitizer's library loaded first: LD_PRELOAD=librtsan.so civicline-bench exercise. What \
            takes memory, locks or waits inside a tick ends the program with a report.
            """)

    @Option(help: "Seconds to run.") var seconds = 3
    @Flag(help: "Take memory within a bracket, to see that the sanitizer is awake.") var offend = false

    func run() async throws {
        let mark = RealtimeMark()
        guard mark.isWatched else {
            throw ValidationError("RealtimeSanitizer is not loaded: start with LD_PRELOAD=librtsan.so")
        }
        if offend {
            mark.enter()
            let taken = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 8)
            taken.storeBytes(of: UInt8(seconds), as: UInt8.self)
            mark.exit()
            taken.deallocate()
            return
        }
        let loaded = try LoadedEngine(legs: 24, firstPort: 50_000, room: 200, script: Self.script, security: Self.keys)
        for index in loaded.legs.indices where index % 8 == 3 {
            guard let keys = Self.keys(index) else { continue }
            try loaded.far.secure(index, keys.suite, master: keys.receiving)
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "civicline-exercise-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (bridge, conference) = try confer(loaded)
        let browser = try BrowserAtTheDoor(loaded.engine, bridge)
        defer { browser.leave() }
        for step in 0..<(seconds * 50) {
            try await Task.sleep(for: .milliseconds(20))
            try order(step, loaded, conference, folder)
            record(step, loaded.engine, bridge, conference, folder)
            browser.knock(step)
        }
        let counters = loaded.engine.counters()
        loaded.stop()
        print(
            "watched \(counters.phases) phases: \(counters.packetsReceived) packets in, \(counters.packetsSent) out, ",
            "\(counters.digitsByEvent) keys as events, \(counters.digitsInBand) in the audio, ",
            "\(counters.droppedMalformed + counters.droppedWrongPayloadType) packets refused, ",
            "\(counters.droppedUnauthenticated) of a wrong key", separator: "")
    }

    /// Every fourth leg is encrypted; every eighth hears packets that are not.
    private static func keys(_ index: Int) -> SRTPKeys? {
        guard index % 4 == 3 else { return nil }
        let suite = SRTPSuite.allCases[index / 4 % 3]
        let master = Redacted([UInt8](repeating: UInt8(index), count: suite.masterLength))
        return SRTPKeys(suite: suite, sending: master, receiving: master)
    }

    /// Three parties in one bridge, of which the far side knows nothing but where they send to.
    private func confer(_ loaded: LoadedEngine) throws -> (BridgeID, [LegID]) {
        let bridge = try loaded.engine.openBridge()
        let legs = try (0..<3).map { index in
            let opened = try loaded.engine.openLeg(in: bridge, for: .agent)
            loaded.engine.connect(opened.id, plan(loaded, index, index == 1 ? .g722 : .opus, 0))
            loaded.far.add(port: opened.port)
            return opened.id
        }
        return (bridge, legs)
    }

    /// A recording of the whole conversation, masked for a while, and another in its place.
    private func record(_ step: Int, _ engine: MediaEngine, _ bridge: BridgeID, _ legs: [LegID], _ folder: URL) {
        switch step % 40 {
        case 0:
            engine.recordBridge(
                bridge, to: folder.appending(path: "both-\(step)").path, format: step % 80 == 0 ? .wav : .opus,
                left: .voice(of: legs[0]), right: .heard(by: legs[0]), token: PlaybackToken(value: 5))
        case 10: engine.maskRecording(of: bridge, for: .milliseconds(200))
        case 35: if step % 80 > 40 { engine.stopRecordingBridge(bridge) }
        default: break
        }
    }

    private static let codecs: [WirePayload] = [.g722, .pcma, .opus, .l16Wideband, .pcmu]

    private func plan(_ loaded: LoadedEngine, _ index: Int, _ codec: WirePayload, _ step: Int) -> LegPlan {
        LegPlan(
            remote: loaded.far.endpoint(of: index), codec: codec, payloadType: FarSide.audio,
            telephoneEventPayloadType: index == 0 ? FarSide.events : nil, comfortNoisePayloadType: 13,
            packetTime: [20, 10, 60, 30][step % 4])
    }

    private func order(_ step: Int, _ loaded: LoadedEngine, _ conference: [LegID], _ folder: URL) throws {
        let engine = loaded.engine
        let leg = loaded.legs[step % loaded.legs.count].leg
        let party = conference[step % conference.count]
        switch step % 15 {
        case 0:
            engine.play([.clip("prompt")], to: leg, token: PlaybackToken(value: 2), loop: false, interruptible: true)
        case 1: engine.stopPlaying(leg)
        case 2:
            engine.record(
                leg, to: folder.appending(path: "\(step).wav").path, token: PlaybackToken(value: 3),
                longest: .seconds(1), silence: .seconds(1), stopOnKey: true)
        case 3: engine.stopRecording(loaded.legs[(step + 23) % loaded.legs.count].leg)
        case 4: engine.loopBack(leg, step % 2 == 0)
        case 5: engine.hear(conference[0], conference[1], gain: step % 2 == 0 ? 0.5 : 1)
        case 6: engine.send(digits: "12", to: party)
        case 7: engine.injectDigit("7", from: leg)
        case 8: engine.setHeld(party, step % 2 == 0)
        case 9:
            let tone = PlaybackPart.tone(frequencies: [450], levelDBFS: -20, duration: .milliseconds(350))
            engine.play(
                [tone, .pause(milliseconds: 50)], to: party, token: PlaybackToken(value: 4), loop: true,
                interruptible: true)
        case 10: engine.connect(party, plan(loaded, step % conference.count, Self.codecs[step / 15 % 5], step))
        case 11:
            var plan = plan(loaded, conference.count, Self.codecs[step / 15 % 5], step)
            plan.keys = Self.keys(step % loaded.legs.count)
            plan.multiplexes = plan.keys != nil
            // Another key of ours each time.
            if let suite = plan.keys?.suite { plan.keys?.sending = suite.makeMaster() }
            engine.connect(leg, plan)
        case 12: engine.watchProgress(leg)
        case 13: step % 2 == 0 ? engine.progressAnswered(leg) : engine.endProgress(leg)
        default: try loaded.replace(step % loaded.legs.count)
        }
    }

    private static let tones: [UInt8] = {
        guard var generator = DTMFGenerator(digits: "159D", on: 100, off: 100) else { return [] }
        var samples = [Int16](repeating: 0, count: generator.totalLength)
        var output = samples.mutableSpan
        generator.generate(into: &output)
        var codes = [UInt8](repeating: 0, count: samples.count)
        var room = codes.mutableSpan
        G711.encodeALaw(samples.span, into: &room)
        return codes
    }()

    /// Noise, keys as tones, keys as events, gaps, odd lengths, and what no telephone sends.
    @Sendable private static func script(_ leg: Int, _ tick: Int) -> FarSide.Frame? {
        switch leg % 6 {
        case 1:
            let start = tick * 160 % max(160, tones.count - 160)
            return FarSide.Frame(payloadType: FarSide.audio, payload: Array(tones[start..<start + 160]))
        case 2:
            let step = tick % 20
            guard step < 10 else { return audio(length: 160) }
            var payload = [UInt8](repeating: 0, count: 4)
            var output = payload.mutableSpan
            TelephoneEvent(code: UInt8(tick / 20 % 16), isEnd: step > 6, duration: UInt16(step + 1) * 160)
                .write(to: &output)
            return FarSide.Frame(
                payloadType: FarSide.events, marker: step == 0, timestampOffset: -160 * step, payload: payload)
        case 3: return tick % 7 == 0 ? nil : audio(length: 160)
        case 4: return audio(length: tick % 161)
        case 5:
            return FarSide.Frame(payloadType: UInt8(tick % 128), payload: [UInt8](repeating: 0x55, count: tick % 100))
        default: return audio(length: 160)
        }
    }

    private static func audio(length: Int) -> FarSide.Frame {
        FarSide.Frame(payloadType: FarSide.audio, payload: (0..<length).map { UInt8(truncatingIfNeeded: $0 * 37) })
    }
}
