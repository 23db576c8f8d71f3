import CivicCore
import CivicDSP
import CivicMedia
import CivicRTP
import Foundation
import Testing

/// Bugs that others had with packets that are not of the call.
@Suite("Bugs that others had: media", .serialized)
struct StolenMediaBugTests {
    private func address(_ text: String) throws -> MediaAddress {
        try #require(SocketEndpoint(text).flatMap { MediaAddress($0) })
    }

    @Test(
        "RTP stolen before the caller's first packet — the caller takes it back, by the SDP's address or its own host")
    func stolenBefore() throws {
        let thief = try address("198.51.100.66:4000")
        for caller in ["192.0.2.1:4000", "192.0.2.1:61234", "203.0.113.7:1024"] {
            var latch = SourceLatch()
            _ = latch.negotiated(try address("192.0.2.1:4000"), signalling: try address("203.0.113.7:1"))
            for _ in 0..<1000 { _ = latch.judge(thief) }  // twenty seconds of it
            #expect(latch.judge(try address(caller)) == .latch, "\(caller)")
            #expect(latch.judge(thief) == .foreign)
            #expect(latch.source == (try address(caller)))
        }
    }

    @Test("RTP stolen after seconds of silence — the choice stays, however long the caller says nothing")
    func stolenAfterSilence() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge, FarEnd.tone(600))
            #expect(await test.wait { test.news.contains { if case .latched(leg, _) = $0 { true } else { false } } })
            test.engine.loopBack(leg, true)
            far.say { _ in .nothing }
            let thief = try FarEnd(FarEnd.tone(1500))
            defer { thief.close() }
            thief.call(try #require(test.port(of: leg)))
            #expect(await test.wait { test.engine.counters().droppedForeignSource > 150 })  // three seconds
            #expect(thief.sofar.packets.isEmpty)
            far.say(FarEnd.tone(600))
            far.forget()
            #expect(await test.wait { share(of: 600, in: far.sofar.audio.suffix(1600)) > 0.98 })
            #expect(test.news.count { if case .latched = $0 { true } else { false } } == 1)
        }
    }

    /// A DTLS 1.2 ClientHello's record header and the beginning of the handshake (RFC 6347 §4.1, RFC 7983 §7).
    private static let hello: [UInt8] =
        [22, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 60, 1, 0, 0, 48, 0, 0, 0, 0, 0, 0, 0, 48, 0xFE, 0xFD]
        + [UInt8](repeating: 7, count: 60)

    @Test("one DTLS hello from a stranger — before and during a call it is malformed, and takes nothing over")
    func strangersHello() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge)  // silent yet
            let stranger = try FarEnd { $0 < 5 ? .raw(Self.hello) : .control(Self.hello, with: .raw(Self.hello)) }
            defer { stranger.close() }
            stranger.call(try #require(test.port(of: leg)))
            #expect(await test.wait { test.engine.counters().droppedMalformed >= 5 })
            #expect(!test.news.contains { if case .latched = $0 { true } else { false } })
            test.engine.loopBack(leg, true)
            far.say(FarEnd.tone(600))
            #expect(await test.wait { share(of: 600, in: far.sofar.audio.suffix(1600)) > 0.98 })
            #expect(stranger.sofar.packets.isEmpty)
        }
    }

    @Test("RTCP BYE from a stranger, with every source's number — the call goes on and the leg stays")
    func strangersBye() async throws {
        try await withEngine { test in
            let bridge = try test.engine.openBridge()
            let (leg, far) = try test.call(in: bridge, FarEnd.tone(600))
            test.engine.loopBack(leg, true)
            #expect(await test.wait { !far.sofar.packets.isEmpty })
            let ours = far.sofar.packets.last?.ssrc ?? 0
            // BYE of our source, of any, of none, and one that says it holds more than it does (RFC 3550 §6.6).
            let empty: [UInt8] = [0x80, 201, 0, 1, 0, 0, 0, 1]
            let byes: [[UInt8]] = [
                empty + [0x81, 203, 0, 1] + bytes(ours), empty + [0x80, 203, 0, 0],
                empty + [0x9F, 203, 0, 1] + bytes(ours), [0x81, 203, 0, 1] + bytes(ours),
            ]
            let stranger = try FarEnd { .control(byes[$0 % byes.count], with: .nothing) }
            defer { stranger.close() }
            stranger.call(try #require(test.port(of: leg)))
            far.forget()
            #expect(await test.wait { far.sofar.audio.count > 3 * 8000 })
            #expect(share(of: 600, in: far.sofar.audio.suffix(1600)) > 0.98)
            #expect(!test.news.contains { if case .closed = $0 { true } else { false } })
            #expect(!test.news.contains { if case .mediaLost = $0 { true } else { false } })
        }
    }

    private func bytes(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * $0)) }
    }
}
