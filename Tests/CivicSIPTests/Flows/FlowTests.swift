import CivicCore
import CivicSIP
import CivicTestKit
import Testing

@Suite("Flows of RFC 3665 and RFC 5359")
struct FlowTests {
    private static let all = Flow.registrations + Flow.sessions + Flow.services

    @Test("over a good network each comes to its end, and nothing is left", arguments: all)
    func clean(flow: Flow) {
        let pair = flow.play(rough: false, seed: 1)
        #expect(pair.isQuiet)
    }

    @Test("under loss, duplication and reordering too, forty times", arguments: all)
    func rough(flow: Flow) {
        for seed in UInt64(1)...40 {
            let pair = flow.play(rough: true, seed: seed)
            #expect(pair.isQuiet, "seed \(seed)")
        }
    }

    @Test("and every timer of RFC 3261, RFC 3262 and RFC 6026 has fired somewhere among them")
    func timers() {
        var fired: [SIPTimer.Name: Int] = [:]
        for flow in Self.all {
            for seed in UInt64(1)...5 {
                let pair = flow.play(rough: true, seed: seed)
                for agent in [pair.alice, pair.bob] { fired.merge(agent.counters.timers) { $0 + $1 } }
            }
        }
        // N is for a transferee that says nothing, as ours never does (`TransferFlowTests`).
        for timer in SIPTimer.Name.allCases where timer != .n { #expect(fired[timer] ?? 0 > 0, "\(timer)") }
    }
}
