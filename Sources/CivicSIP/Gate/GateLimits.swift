/// What one source may ask of us; every limit has a counter in `GateCounters`.
package struct GateLimits: Equatable, Sendable {
    /// Datagrams or stream messages a second that are looked at; what is beyond is dropped unread.
    package var messagesPerSecond = 1000
    /// Requests for new work a second (INVITE, REGISTER, OPTIONS and the like outside of a dialog), with a burst of ten
    /// seconds' worth; what is beyond gets 503 with Retry-After.
    package var requestsPerSecond = 20
    /// The same for a trusted trunk.
    package var requestsPerSecondOfTrunk = 500
    /// Wrong passwords from one source, or for one account, before either has to wait.
    package var freeFailures = 5
    /// The first wait after a wrong password; it doubles with each further one.
    package var firstWait = Duration.seconds(4)
    package var longestWait = Duration.seconds(900)
    /// Refused requests of a source that never did anything right, after which it is not answered any more.
    package var scannerPatience = 20
    /// How long such a source hears nothing.
    package var silence = Duration.seconds(3600)
    /// Sources and accounts that are remembered; the oldest are forgotten for new ones.
    package var capacity = 65_536

    package init() {}
}

/// What the gate has kept out since the start.
package struct GateCounters: Equatable, Sendable {
    /// Messages dropped unread because their source sent too many.
    package var flooded = 0
    /// Requests for new work answered with 503 because their source asked for too much.
    package var shed = 0
    /// Messages of silenced sources, dropped unread.
    package var silenced = 0
    /// Sources silenced.
    package var scanners = 0
    /// Credentials not looked at because their source or account has to wait.
    package var lockedOut = 0

    package init() {}
}
