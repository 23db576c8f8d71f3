import CivicCore
import CivicSIP
import CivicTestKit

let offer = SIPBody.sdp(Array("v=0 offer".utf8))
let answer = SIPBody.sdp(Array("v=0 answer".utf8))

extension UserAgentPair {
    /// Alice calls Bob.
    mutating func placeCall(
        body: SIPBody? = offer, headers: [(String, String)] = [], credentials: SIPAccountCredentials? = nil
    ) -> CallHandle {
        act(.alice) { agent, now in
            agent.place(
                OutgoingCall(
                    target: SIPURI(user: "12345", host: Side.bob.endpoint.host, port: 5060), fromUser: "1001",
                    fromDisplayName: "Li \"Fourth\"", body: body, headers: headers, credentials: credentials), at: now)
        }
    }

    func names(_ side: Side) -> [String] { (events[side] ?? []).map(\.name) }

    /// The call of the last event of that name.
    func call(_ side: Side, _ name: String = "incoming") -> CallHandle {
        events[side]?.last { $0.name == name }?.call ?? CallHandle(value: 0)
    }

    /// A call that is up on both sides, with its two handles.
    static func established(
        conditions: NetworkEmulator.Conditions = .clean, seed: UInt64 = 1
    ) -> (pair: UserAgentPair, alice: CallHandle, bob: CallHandle) {
        var pair = UserAgentPair(conditions: conditions, seed: seed)
        let alice = pair.placeCall()
        pair.run(for: .seconds(1))
        let bob = pair.call(.bob)
        pair.act(.bob) { $0.answer(bob, body: answer, at: $1) }
        pair.run(for: .seconds(1))
        pair.events = [:]
        return (pair, alice, bob)
    }

    /// Nothing is left of any call or transaction once every timer has run out.
    var isQuiet: Bool {
        alice.counters.activeCalls == 0 && bob.counters.activeCalls == 0 && alice.counters.activeTransactions == 0
            && bob.counters.activeTransactions == 0 && alice.nextDeadline == nil && bob.nextDeadline == nil
    }
}
