import CivicCore
import CivicQueue
import Foundation
import Testing

@Suite("Whatever happens in whatever order")
struct DispatcherModelTests {
    /// 20 × 10,000 events; 20 × 50,000 where a million is asked for; a tenth in unoptimised builds.
    static let events: Int = {
        let whole = ProcessInfo.processInfo.environment["CIVICLINE_MILLION"] == nil ? 10_000 : 50_000
        #if DEBUG
            return whole / 10
        #else
            return whole
        #endif
    }()

    /// The smallest list of moves that still breaks a rule is in each failure.
    @Test("no rule of the line is broken", arguments: UInt64(1)...20)
    func invariants(seed: UInt64) {
        let moves = RandomShift.moves(seed: seed, count: Self.events)
        var shift = RandomShift()
        for (number, move) in moves.enumerated() {
            shift.step(move)
            guard shift.complaints.isEmpty else {
                let few = shrunk(Array(moves.prefix(number + 1))) { Self.complaints(of: $0).isEmpty == false }
                Issue.record("event \(number): \(Self.story(of: few))")
                return
            }
        }
        #expect(shift.talks > Self.events / 100, "the events must reach the talks to prove anything")
        #expect(shift.returns > Self.events / 500)
        let counted = shift.dispatcher.statistics
        #expect(counted.dialled > Self.events / 500 && counted.taken > Self.events / 1_000)
        #expect(counted.unreachable > 0 && counted.resumed > 0)
    }

    @Test("nor is one on a quiet day, on which colleagues ask each other", arguments: UInt64(1)...4)
    func quietDay(seed: UInt64) {
        var shift = RandomShift()
        shift.mostCallers = 4
        for (number, move) in RandomShift.moves(seed: seed, count: Self.events).enumerated() {
            shift.step(move)
            guard shift.complaints.isEmpty else {
                Issue.record("event \(number), \(shift.lastEvent): \(shift.complaints.joined(separator: "; "))")
                return
            }
        }
        #expect(shift.handOvers > Self.events / 500)
    }

    @Test("a fault in the line is found, and told by a few moves")
    func seededFault() throws {
        // A late second answer wins as well.
        let distort: @Sendable ([QueueEffect]) -> [QueueEffect] = { effects in
            effects.map { if case .refused(let lease) = $0 { .won(lease) } else { $0 } }
        }
        let moves = RandomShift.moves(seed: 7, count: 2_000)
        let whole = Self.complaints(of: moves, distort)
        #expect(!whole.isEmpty)
        let few = shrunk(moves) { !Self.complaints(of: $0, distort).isEmpty }
        #expect(few.count <= 8, "\(Self.story(of: few, distort))")
        #expect(Self.story(of: few, distort).contains("was won and not out"))
    }

    private static func complaints(
        of moves: [Move], _ distort: @escaping @Sendable ([QueueEffect]) -> [QueueEffect] = { $0 }
    ) -> [String] {
        var shift = RandomShift()
        shift.distort = distort
        for move in moves {
            shift.step(move)
            if !shift.complaints.isEmpty { return shift.complaints }
        }
        return []
    }

    private static func story(
        of moves: [Move], _ distort: @escaping @Sendable ([QueueEffect]) -> [QueueEffect] = { $0 }
    ) -> String {
        var shift = RandomShift()
        shift.distort = distort
        var lines: [String] = []
        for move in moves {
            shift.step(move)
            lines.append("at \(shift.now.nanoseconds / 1_000_000) ms \(shift.lastEvent)")
        }
        return lines.suffix(40).joined(separator: "\n") + "\n→ " + shift.complaints.joined(separator: "; ")
    }

    /// The wrap-up ends 5 s after the talk. A sign-in that brings another queue before then opens it to the first match;
    /// one that comes later finds the match already due, and that one is made by the old profile.
    @Test("a match that fell due before a sign-in is made by the profile of then", arguments: [(4_900, 2), (5_100, 3)])
    func overdueMatch(signIn: Int, expected: Int64) {
        var shift = RandomShift()
        let floor = Floor()
        func profile(_ queues: Set<String>) -> AgentProfile {
            AgentProfile(id: "agent-0", queues: queues, languages: [.english])
        }
        func join(_ id: Int64, _ queue: String) {
            shift.happen(.joined(floor.place(id, queue: queue, language: .english, joined: shift.wallClock)))
            shift.now += .seconds(1)
        }
        shift.happen(.signedIn(profile(["night"]), deviceReady: true))
        shift.happen(.chose(agent: "agent-0", .ready))
        join(1, "night")
        for lease in shift.openLeases { shift.happen(.accepted(lease)) }
        join(2, "road")
        shift.now += .seconds(100)
        join(3, "night")
        shift.happen(.talkEnded(placeId: 1, .agentHungUp))
        let hungUp = shift.now
        shift.now = hungUp + .milliseconds(signIn)
        shift.happen(.signedIn(profile(["road", "night"]), deviceReady: true))
        shift.now = hungUp + .milliseconds(5_200)
        shift.happen(nil)
        #expect(shift.openLeases.map(\.placeId) == [expected])
        #expect(shift.complaints == [])
    }
}
