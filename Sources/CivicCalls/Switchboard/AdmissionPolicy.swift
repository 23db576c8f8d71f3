package import CivicSIP

/// Who may call what.
package struct AdmissionPolicy: Sendable {
    /// Called numbers that anyone may reach; the hotline's own.
    package var strangersMayReach: Set<String>
    /// Trunks whose callers must show a digest as well.
    package var trunksNeedingDigest: Set<String>
    /// Calls at a time; beyond them 503.
    package var mostCalls: Int
    /// New calls a minute from one address that is not trusted; beyond them 503. 0 takes any number.
    package var strangerRate: Int

    package init(
        strangersMayReach: Set<String>, trunksNeedingDigest: Set<String>, mostCalls: Int, strangerRate: Int
    ) {
        self.strangersMayReach = strangersMayReach
        self.trunksNeedingDigest = trunksNeedingDigest
        self.mostCalls = mostCalls
        self.strangerRate = strangerRate
    }

    package enum Verdict: Equatable, Sendable {
        case admitted
        /// A digest is wanted first.
        case challenged
        case refused(status: Int, reason: String)
    }

    /// What becomes of a call to a number that exists (`isKnown`) or not.
    package func verdict(on call: IncomingCall, isKnown: Bool) -> Verdict {
        let trusted = call.trunk.map { !trunksNeedingDigest.contains($0) } ?? false
        guard trusted || call.authenticatedUser != nil || strangersMayReach.contains(call.calledUser) else {
            return .challenged
        }
        return isKnown ? .admitted : .refused(status: 404, reason: "No such number here")
    }
}
