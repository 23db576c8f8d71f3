import CivicCore
package import CivicSIP

/// What is kept of the messages on the wire.
package struct TraceSettings: Sendable, Equatable {
    package enum Keeping: String, Sendable, CaseIterable {
        /// Whoever asks sees messages without people.
        case redacted
        /// Whoever asks sees them as they were.
        case whole
        /// Nothing is kept.
        case off
    }

    package var keeping: Keeping
    package var limits: MessageTrace.Limits

    package init(keeping: Keeping = .off, limits: MessageTrace.Limits = MessageTrace.Limits()) {
        self.keeping = keeping
        self.limits = limits
    }
}

/// Takes down what the endpoint receives and sends. Only its event loop touches it.
package struct SIPTap: Sendable {
    package let keeping: TraceSettings.Keeping
    package internal(set) var trace: MessageTrace
    private let local: [SIPTransport: SocketEndpoint]

    /// `nil` where nothing is to be kept.
    init?(_ settings: TraceSettings, addresses: UserAgentConfiguration) {
        guard settings.keeping != .off else { return nil }
        var local: [SIPTransport: SocketEndpoint] = [:]
        for transport in SIPTransport.allCases {
            local[transport] = addresses.streamAddresses[transport] ?? addresses.address
        }
        keeping = settings.keeping
        trace = MessageTrace(settings.limits)
        self.local = local
    }

    mutating func note(_ bytes: [UInt8], isSent: Bool, _ hop: SIPHop, at now: MonotonicInstant) {
        guard let local = local[hop.transport] else { return }
        trace.note(
            TracedMessage(
                at: now, isSent: isSent, transport: hop.transport, local: local, remote: hop.endpoint, bytes: bytes))
    }
}
