import CivicCore
import CivicDSP
import CivicMedia
import Foundation
import Synchronization
import Testing

/// An engine with its news collected, and far ends to talk to it.
final class EngineHarness: Sendable {
    let engine: MediaEngine
    private let collected = Guarded<[MediaNews]>([])
    private let reader = Guarded<Task<Void, Never>?>(nil)
    private let farEnds = Guarded<[FarEnd]>([])
    private let ports = Guarded<[LegID: UInt16]>([:])

    /// Below the ports that the system hands out by itself, and another thousand for the next process.
    private static let nextRange = Guarded<UInt16>(
        20_000 + UInt16(ProcessInfo.processInfo.processIdentifier % 10) * 1_000)

    /// - Parameter configure: changes to the defaults; the port range is one that no other test has.
    init(
        clips: [String: [Int16]] = [:], pairs: UInt16 = 8, _ configure: (inout MediaConfiguration) -> Void = { _ in }
    ) throws {
        let first = Self.nextRange.withLock { next in
            defer { next += 2 * pairs }
            return next
        }
        var configuration = MediaConfiguration(ports: first...first + 2 * pairs - 1, threads: 1)
        configure(&configuration)
        engine = try MediaEngine(
            configuration,
            clips: ClipLibrary(
                clips: clips.mapValues { samples in
                    var codes = [UInt8](repeating: 0, count: samples.count)
                    var output = codes.mutableSpan
                    G711.encodeALaw(samples.span, into: &output)
                    return codes
                }))
        try engine.start()
        let stream = engine.news
        reader.withLock { reader in
            reader = Task { for await item in stream { self.collected.withLock { $0.append(item) } } }
        }
    }

    func port(of leg: LegID) -> UInt16? { ports.withLock { $0[leg] } }
    var news: [MediaNews] { collected.withLock { $0.map { $0 } } }

    var digits: String {
        String(news.compactMap { if case .digit(_, let digit, _) = $0 { digit } else { nil } })
    }

    /// Opens a leg that talks to a new far end, both directions on.
    func call(
        in bridge: BridgeID, events: Bool = true, for party: LegParty = .citizen, keys: SRTPKeys? = nil,
        mux: Bool = false,
        _ speech: @escaping @Sendable (Int) -> FarEnd.Frame = { _ in .nothing }
    ) throws -> (LegID, FarEnd) {
        let far = try FarEnd(speech)
        farEnds.withLock { $0.append(far) }
        let leg = try engine.openLeg(in: bridge, for: party)
        ports.withLock { $0[leg.id] = leg.port }
        var plan = plan(for: far, events: events)
        plan.keys = keys
        plan.multiplexes = mux
        // Before the leg sends anything: what had left it in plain would be unreadable.
        if let keys { try far.secure(keys) }
        engine.connect(leg.id, plan)
        far.call(leg.port)
        return (leg.id, far)
    }

    func plan(for far: FarEnd, events: Bool = true) -> LegPlan {
        LegPlan(
            remote: far.endpoint, codec: .pcma, payloadType: FarEnd.codec,
            telephoneEventPayloadType: events ? FarEnd.events : nil)
    }

    /// Looks until the condition holds; `false` after ten seconds.
    func wait(until condition: () -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + .seconds(10)
        while !condition() {
            guard ContinuousClock.now < deadline else { return false }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return true
    }

    func end() async {
        engine.stop()
        await reader.withLock { $0 }?.value
        for far in farEnds.withLock({ $0 }) { far.close() }
    }
}

/// Runs a test with a harness and ends it, whatever comes.
func withEngine<Result: Sendable>(
    clips: [String: [Int16]] = [:], pairs: UInt16 = 8, configure: (inout MediaConfiguration) -> Void = { _ in },
    _ body: (EngineHarness) async throws -> Result
) async throws -> Result {
    let harness = try EngineHarness(clips: clips, pairs: pairs, configure)
    do {
        let result = try await body(harness)
        await harness.end()
        return result
    } catch {
        await harness.end()
        throw error
    }
}
