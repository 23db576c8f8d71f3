/// What a user agent has counted since its start.
package struct UserAgentCounters: Sendable, Equatable {
    /// Datagrams, keep-alives included, and messages of streams.
    package var received = 0
    /// Datagrams that held no message we could read.
    package var malformed = 0
    /// Requests by method, retransmissions not counted.
    package var requests: [String: Int] = [:]
    /// Final responses of 300 and above that we sent, by status.
    package var refusals: [Int: Int] = [:]
    /// Messages that we sent again because no answer came.
    package var retransmissionsSent = 0
    /// How often each timer has fired.
    package var timers: [SIPTimer.Name: Int] = [:]
    /// Requests that came again.
    package var retransmissionsReceived = 0
    /// Responses that belong to no transaction of ours.
    package var strayResponses = 0
    /// Requests that could not be sent, or whose connection ended before any response.
    package var transportFailures = 0
    package var connections = ConnectionCounters()
    /// What the gate kept out.
    package var gate = GateCounters()
    package var incomingCalls = 0
    package var outgoingCalls = 0
    /// Calls alive now.
    package var activeCalls = 0
    /// Transactions alive now.
    package var activeTransactions = 0

    package init() {}
}
