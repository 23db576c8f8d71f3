import CivicCalls
import CivicCore

/// The browsers' part: what was asked is kept, answers are made up.
extension FakeDesk: BrowserPhoneService, BrowserCallService {
    func keepPhone(window: String, claims: Bool, agent: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        asked.append("keep \(agent) \(window) \(claims)")
    }

    func dropPhone(window: String, agent: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        asked.append("drop \(agent) \(window)")
    }

    func connectPhone(window: String, offer: [UInt8], agent: String) throws(DeskRefusal) -> [UInt8] {
        if let refusal { throw refusal }
        asked.append("connect \(agent) \(window) \(offer.count)")
        return Array("v=0\r\n".utf8)
    }

    func acceptCall(agent: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        asked.append("accept \(agent)")
    }

    func declineCall(agent: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        asked.append("decline \(agent)")
    }

    func place(_ order: BrowserCallOrder) throws(BrowserCallRefusal) -> OpenedBrowserCall {
        if let leave = order.leave {
            asked.append("relay \(leave.permit) of \(leave.account) to \(order.called)")
        }
        guard order.called == "12345" || order.leave != nil else { throw .noSuchNumber }
        guard !order.offer.isEmpty else { throw .offer("No audio") }
        guard order.offer.count < 1000 else { throw .busy }
        asked.append("call \(order.called) from \(order.caller ?? "nobody") at \(order.host)")
        var random = SplitMix64(seed: 1)
        return OpenedBrowserCall(
            id: "a-call", conversation: ConversationReference(using: &random), answer: Array("v=0\r\n".utf8))
    }

    func endCall(_ id: String) -> Bool { id == "a-call" }
}

extension FakeDesk: SupervisionService {
    func floor() -> FloorState {
        let membership = FloorState.Membership(queues: ["general"], levels: ["farming": 2])
        return FloorState(
            at: SampleCounty.now, today: SampleCounty.now,
            agents: [
                FloorState.Agent(
                    id: "lin", name: "Lin", state: "talking", reason: nil, since: SampleCounty.now, device: "browser",
                    holds: membership, configured: membership, conversation: nil, supervision: nil, supervisor: nil)
            ], queues: [], calls: 3)
    }

    func changeMembership(of agent: String, queues: [String: Bool], skills: [String: Int], by supervisor: String) throws
    {
        if let refusal { throw refusal }
        asked.append("\(supervisor) \(agent) \(queues.sorted { $0.key < $1.key }) \(skills)")
    }

    func supervise(
        _ conversation: ConversationReference, as mode: SupervisionMode, offer: [UInt8], by supervisor: String
    ) throws(DeskRefusal) -> [UInt8] {
        if let refusal { throw refusal }
        asked.append("\(supervisor) \(mode) \(conversation)")
        return Array("v=0\r\n".utf8)
    }

    func changeSupervision(to mode: SupervisionMode, by supervisor: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        asked.append("\(supervisor) now \(mode)")
    }

    func takeOver(by supervisor: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        asked.append("\(supervisor) takes over")
    }

    func endSupervision(by supervisor: String) { asked.append("\(supervisor) leaves") }
}
