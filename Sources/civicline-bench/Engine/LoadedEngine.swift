import CivicCore
import CivicDSP
import CivicMedia
import Foundation

/// An engine with many legs that each hear a prompt and are listened to for keys, as the callers of a menu.
final class LoadedEngine {
    let engine: MediaEngine
    let far: FarSide
    private(set) var legs: [(bridge: BridgeID, leg: LegID)] = []
    private var reader: Task<Void, Never>?
    /// How leg n is encrypted; the other side's packets are, too, for those that are given a key there.
    private let security: (Int) -> SRTPKeys?

    /// - Parameter room: legs for which there are ports.
    init(
        legs wanted: Int, firstPort: UInt16 = 20_000, room: Int? = nil, script: FarSide.Script? = nil,
        isEcho: Bool = false, security: @escaping (Int) -> SRTPKeys? = { _ in nil }
    ) throws {
        self.security = security
        let pairs = (room ?? wanted) + 200
        var configuration = MediaConfiguration(
            ports: firstPort...UInt16(clamping: Int(firstPort) + 2 * pairs + 1), threads: 1)
        configuration.highestLoad = 2  // the bench wants to see what happens
        configuration.highestLateness = .seconds(3600)
        if isEcho { configuration.echoCancellers = wanted }
        let prompt = isEcho ? Self.speech : Self.prompt
        engine = try MediaEngine(configuration, clips: ClipLibrary(clips: ["prompt": prompt]))
        far = try FarSide(script: script, isEcho: isEcho)
        try engine.start()
        let news = engine.news
        reader = Task { for await _ in news {} }
        for _ in 0..<wanted { try open() }
        far.start()
    }

    /// Half a minute of two tones, as A-law.
    private static var prompt: [UInt8] {
        var tone = ToneGenerator(frequencies: [620, 1330], level: -20, ramp: 0)
        var samples = [Int16](repeating: 0, count: 8000 * 30)
        var output = samples.mutableSpan
        tone.generate(into: &output)
        return encode(samples)
    }

    /// Half a minute of something like speech, which an echo can be found by.
    private static var speech: [UInt8] { encode(Signal.speechLike(count: 8000 * 30, seed: 5)) }

    private static func encode(_ samples: [Int16]) -> [UInt8] {
        var codes = [UInt8](repeating: 0, count: samples.count)
        var room = codes.mutableSpan
        G711.encodeALaw(samples.span, into: &room)
        return codes
    }

    func open() throws {
        let index = legs.count
        let (opened, bridge) = try connectLeg(index)
        legs.append((bridge, opened.id))
        far.add(port: opened.port)
    }

    /// Ends a call and begins another in its place.
    func replace(_ index: Int) throws {
        engine.closeBridge(legs[index].bridge)
        let (opened, bridge) = try connectLeg(index)
        legs[index] = (bridge, opened.id)
        far.replace(index, port: opened.port)
        if let keys = security(index) { try far.secure(index, keys.suite, master: keys.receiving) }
    }

    private func connectLeg(_ index: Int) throws -> (OpenedLeg, BridgeID) {
        let bridge = try engine.openBridge()
        let opened = try engine.openLeg(in: bridge)
        var plan = LegPlan(
            remote: far.endpoint(of: index), codec: .pcma, payloadType: FarSide.audio,
            telephoneEventPayloadType: FarSide.events)
        plan.keys = security(index)
        plan.multiplexes = plan.keys != nil
        engine.connect(opened.id, plan)
        engine.play(
            [.clip("prompt")], to: opened.id, token: PlaybackToken(value: 1), loop: true, interruptible: false)
        return (opened, bridge)
    }

    func stop() {
        engine.stop()
        far.stop()
        reader?.cancel()
    }

    /// Resident memory of this process in KB, from the kernel's own page.
    static var residentKilobytes: Int {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") })
        else { return 0 }
        return Int(line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first ?? "") ?? 0
    }
}
