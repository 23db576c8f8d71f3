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
}
