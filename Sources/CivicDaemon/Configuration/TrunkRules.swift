package import CivicCore

/// Who may call what, from `trunks.yaml`.
///
/// A source is *trusted* when its address lies in `trusted`; an *account* when it answers the digest challenge;
/// everybody else is a *stranger*, who reaches the public numbers and nothing more.
package struct TrunkRules: Sendable, Equatable {
    /// Where a trusted trunk says who is calling.
    package enum CallerIdentity: String, Sendable, CaseIterable {
        /// P-Asserted-Identity (RFC 3325 §9.1), and `From` where it is missing.
        case asserted
        /// Remote-Party-ID, and `From` where it is missing.
        case remoteParty = "remote-party"
        case from
    }

    package var trusted: [AddressRange]
    /// Whether trusted sources must answer a digest challenge too.
    package var trustedNeedsDigest: Bool
    /// The called numbers that strangers may reach.
    package var strangersReach: [String]
    package var callerIdentity: CallerIdentity

    package init(
        trusted: [AddressRange], trustedNeedsDigest: Bool, strangersReach: [String], callerIdentity: CallerIdentity
    ) {
        self.trusted = trusted
        self.trustedNeedsDigest = trustedNeedsDigest
        self.strangersReach = strangersReach
        self.callerIdentity = callerIdentity
    }

    /// Whether `host`, a numeric address, belongs to a trusted trunk.
    package func trusts(_ host: String) -> Bool { trusted.contains { $0.contains(host) } }
}
