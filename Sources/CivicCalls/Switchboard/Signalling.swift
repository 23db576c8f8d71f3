package import CivicCore
package import CivicSIP

/// The switchboard's way to the user agent, which lives on the transport's event loop.
///
/// Work is carried out in the order of submission; what the user agent has to report comes back through the
/// switchboard's inbox in the order in which it happened.
package protocol Signalling: Sendable {
    func submit(_ work: @escaping @Sendable (inout UserAgent, MonotonicInstant) -> Void)
    func perform<Result: Sendable>(_ work: @escaping @Sendable (inout UserAgent, MonotonicInstant) -> Result) async
        -> Result
    /// Says whose leg of a conversation the call with this Call-ID is, for whoever looks at its messages later.
    func tie(_ callID: String, to conversation: ConversationReference, as party: String)
}

extension Signalling {
    package func tie(_ callID: String, to conversation: ConversationReference, as party: String) {}
}
