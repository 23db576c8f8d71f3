package import CivicCore

package struct UserAgent: Sendable {
    package init(_ configuration: UserAgentConfiguration, seed: UInt64) {}
    package mutating func receive(_ datagram: [UInt8], from source: SocketEndpoint, at now: MonotonicInstant) {}
    package mutating func advance(to now: MonotonicInstant) {}
    package var nextDeadline: MonotonicInstant? { nil }
    package mutating func drainEffects() -> [UserAgentEffect] { [] }
    package mutating func replaceAccounts(_ accounts: [String: SIPAccount]) {}
    package mutating func setAdmission(_ admission: Admission) {}
    package func bindings(of user: String, at now: MonotonicInstant) -> [Binding] { [] }
    package var counters: UserAgentCounters { UserAgentCounters() }
    package mutating func ring(_ call: CallHandle, body: SIPBody? = nil, at now: MonotonicInstant) {}
    package mutating func answer(_ call: CallHandle, body: SIPBody, at now: MonotonicInstant) {}
    package mutating func reject(
        _ call: CallHandle, status: Int, reason: String? = nil, retryAfter: Duration? = nil, at now: MonotonicInstant
    ) {}
    package mutating func challenge(_ call: CallHandle, at now: MonotonicInstant) {}
    package mutating func place(_ call: OutgoingCall, at now: MonotonicInstant) -> CallHandle { CallHandle(value: 0) }
    package mutating func acknowledge(_ call: CallHandle, body: SIPBody?, at now: MonotonicInstant) {}
    package mutating func hangUp(_ call: CallHandle, cause: Q850Cause? = nil, at now: MonotonicInstant) {}
    package mutating func reoffer(_ call: CallHandle, body: SIPBody?, at now: MonotonicInstant) {}
    package mutating func answerReoffer(_ call: CallHandle, body: SIPBody, at now: MonotonicInstant) {}
    package mutating func rejectReoffer(_ call: CallHandle, status: Int, at now: MonotonicInstant) {}
}
