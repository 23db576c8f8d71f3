import CivicCore
import CivicSIP
import CivicTestKit
import Testing

@Suite("flows over a poor network")
struct PoorNetworkTests {
    @Test("calls come up and end on both sides under loss, duplication and reordering", arguments: 1...60)
    func calls(seed: UInt64) {
        var pair = UserAgentPair(conditions: .poor, seed: seed)
        let alice = pair.placeCall()
        let isCallerFirst = seed.isMultiple(of: 2)
        pair.run(for: .seconds(30)) { pair, side, event in
            if case .incoming(let call, _) = event {
                pair.act(side) { $0.ring(call, at: $1) }
                pair.act(side) { $0.answer(call, body: answer, at: $1) }
            }
        }
        #expect(pair.names(.alice).filter { $0 == "answered" }.count == 1)
        #expect(pair.names(.bob).filter { $0 == "incoming" }.count == 1)
        #expect(pair.names(.bob).filter { $0 == "acknowledged" }.count == 1)
        let bob = pair.call(.bob)
        pair.act(isCallerFirst ? .alice : .bob) { $0.hangUp(isCallerFirst ? alice : bob, at: $1) }
        pair.run(for: .seconds(120))
        #expect(pair.names(isCallerFirst ? .bob : .alice).last == "ended byPeer")
        #expect(pair.isQuiet)
    }

    @Test("a cancelled call is over on both sides whatever is lost", arguments: 1...60)
    func cancels(seed: UInt64) {
        var pair = UserAgentPair(conditions: .poor, seed: seed)
        let alice = pair.placeCall()
        pair.run(for: .milliseconds(Int64(seed) * 37)) { pair, side, event in
            guard case .incoming(let call, _) = event else { return }
            pair.act(side) { $0.ring(call, at: $1) }
        }
        pair.act(.alice) { $0.hangUp(alice, at: $1) }
        pair.run(for: .seconds(200))
        #expect(pair.names(.alice).last == "failed 487")
        #expect(pair.names(.bob) == ["incoming", "cancelled"] || pair.names(.bob).isEmpty)
        #expect(pair.isQuiet)
    }

    @Test("re-INVITEs of both sides come to one end each", arguments: 1...40)
    func reoffers(seed: UInt64) {
        var (pair, alice, bob) = UserAgentPair.established(seed: seed)
        pair.act(.alice) { $0.reoffer(alice, body: offer, at: $1) }
        pair.act(.bob) { $0.reoffer(bob, body: offer, at: $1) }
        pair.run(for: .seconds(60)) { pair, side, event in
            guard case .reoffered(let call, _) = event else { return }
            pair.act(side) { $0.answerReoffer(call, body: answer, at: $1) }
        }
        for side in UserAgentPair.Side.allCases {
            #expect(pair.names(side).filter { $0 == "reofferAnswered" }.count == 1)
        }
        pair.act(.alice) { $0.hangUp(alice, at: $1) }
        pair.run(for: .seconds(120))
        #expect(pair.isQuiet)
    }

    @Test("the same seed gives the same wire, byte for byte")
    func repeatable() {
        func wire() -> [[UInt8]] {
            var pair = UserAgentPair(conditions: .poor, seed: 7)
            _ = pair.placeCall()
            pair.run(for: .seconds(10)) { pair, side, event in
                guard case .incoming(let call, _) = event else { return }
                pair.act(side) { $0.answer(call, body: answer, at: $1) }
            }
            return pair.trace.map(\.bytes)
        }
        #expect(wire() == wire())
    }
}
