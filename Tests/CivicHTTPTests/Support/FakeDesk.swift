import CivicCRM
import CivicCalls
import CivicCore
import CivicHTTP
import Foundation

/// A contact centre of one desk per agent that the test moves by hand.
actor FakeDesk: DeskService {
    static let epoch = "2027-01-15T08:00:00Z"

    private let now: @Sendable () -> Date
    private var states: [String: DeskState] = [:]
    private var kept: [String: [DeskEvent]] = [:]
    private var readers: [String: [AsyncStream<DeskEvent>.Continuation]] = [:]
    private(set) var wrapUps: [WrapUp] = []
    private(set) var choices: [AgentChoice] = []
    private(set) var askedAfter: [Int?] = []
    /// What pages have asked of their phones.
    var asked: [String] = []
    var refusal: DeskRefusal?

    init(now: @escaping @Sendable () -> Date) {
        self.now = now
    }

    func refuse(_ refusal: DeskRefusal?) { self.refusal = refusal }

    /// Puts the agent into a state and tells the readers.
    func put(_ state: DeskState, kind: String = "state", for agent: String) {
        states[agent] = state
        let sequence = (kept[agent]?.last?.sequence ?? 0) + 1
        let event = DeskEvent(sequence: sequence, epoch: Self.epoch, kind: kind, state: state)
        kept[agent, default: []].append(event)
        for reader in readers[agent] ?? [] { reader.yield(event) }
    }

    func state(of agent: String) throws(DeskRefusal) -> DeskState {
        if let refusal { throw refusal }
        return states[agent] ?? SampleCounty.state("not-ready", at: now())
    }

    func choose(_ choice: AgentChoice, agent: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        choices.append(choice)
        var state = SampleCounty.state("ready", at: now())
        switch choice {
        case .ready: break
        case .notReady(let reason):
            state.state = "not-ready"
            state.reason = reason
        case .signedOut: state.state = "signed-out"
        }
        state.since = now()
        put(state, for: agent)
    }

    func events(of agent: String, after sequence: Int?, epoch: String?) throws(DeskRefusal) -> AsyncStream<DeskEvent> {
        if let refusal { throw refusal }
        askedAfter.append(sequence)
        let (stream, reader) = AsyncStream.makeStream(of: DeskEvent.self, bufferingPolicy: .bufferingOldest(64))
        if kept[agent] == nil { put(try state(of: agent), for: agent) }
        let events = kept[agent] ?? []
        let isKnown = sequence != nil && (epoch == nil || epoch == Self.epoch)
        for event in isKnown ? events.filter({ $0.sequence > sequence ?? 0 }) : events.suffix(1) { reader.yield(event) }
        readers[agent, default: []].append(reader)
        return stream
    }

    func hangUp(agent: String) throws(DeskRefusal) {
        guard states[agent]?.call != nil else { throw .notInCall }
        put(SampleCounty.state("wrap-up", at: now()), kind: "ended", for: agent)
    }

    func transferToQueue(_ queue: String, agent: String) throws(DeskRefusal) {
        guard states[agent]?.call != nil else { throw .notInCall }
        put(SampleCounty.state("wrap-up", at: now()), kind: "ended", for: agent)
    }

    func maskRecording(_ isOn: Bool, agent: String) throws(DeskRefusal) {
        guard var state = states[agent], state.call != nil else { throw .notInCall }
        guard state.call?.isRecorded == true else { throw .notRecorded }
        state.call?.maskedUntil = isOn ? now().addingTimeInterval(60) : nil
        put(state, for: agent)
    }

    func hold(_ isOn: Bool, agent: String) throws(DeskRefusal) {
        guard var state = states[agent], state.call != nil else { throw .notInCall }
        state.call?.heldSince = isOn ? now() : nil
        put(state, for: agent)
    }

    func confirmCitizen(_ citizen: Int64, agent: String) throws(DeskRefusal) {
        guard var state = states[agent], state.call != nil else { throw .notInCall }
        state.call?.known = KnownCitizen(id: citizen, level: .confirmed)
        put(state, kind: "card", for: agent)
    }

    func wrapUp(_ form: WrapUp, agent: String) throws(DeskRefusal) {
        if let refusal { throw refusal }
        wrapUps.append(form)
        put(SampleCounty.state("not-ready", at: now()), for: agent)
    }

    func trunks() -> [TrunkView] {
        var telecom = TrunkView(
            name: "telecom", isRegistered: true,
            servers: [
                .init(address: "192.0.2.7:5060", state: .up), .init(address: "tls 192.0.2.8:5061", state: .down),
            ],
            channels: 60)
        (telecom.inUse, telecom.full, telecom.tried, telecom.failed) = (41, 3, 220, 2)
        return [telecom, TrunkView(name: "<script>", servers: [.init(address: "192.0.2.9:5060", state: .unknown)])]
    }
    func metrics() -> String { "# TYPE civicline_calls_total counter\ncivicline_calls_total 7\n" }
    func isOpen() -> Bool { refusal == nil }
}
