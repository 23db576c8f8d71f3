package import CivicCore

/// Our side of an encrypted stream: how much we insist on it, and our keys.
///
/// The keys stay for as long as the stream does, whatever is offered again, so that what is sent goes on counting
/// (RFC 4568 §6.4, RFC 3711 §9.1).
package struct LocalSecurity: Equatable, Sendable {
    package var policy: SRTPPolicy
    /// One for each suite, so that the other side's choice never makes us use a key under two.
    package var masters: [SRTPSuite: Redacted<[UInt8]>]
    /// Whether the other side has been met as RTP/SAVP: our own offers are then of that profile.
    package var usesSecureProfile: Bool
    /// The tag under which we last answered. A refresh repeats that answer as our offer, and its answer the tag.
    package var answeredTag: Int?

    package init(
        policy: SRTPPolicy, masters: [SRTPSuite: Redacted<[UInt8]>], usesSecureProfile: Bool = false
    ) {
        self.policy = policy
        self.masters = masters
        self.usesSecureProfile = usesSecureProfile
    }

    /// With fresh keys.
    package init(policy: SRTPPolicy) {
        self.init(
            policy: policy, masters: Dictionary(uniqueKeysWithValues: SRTPSuite.allCases.map { ($0, $0.makeMaster()) }))
    }

    /// Other keys, for another leg.
    package mutating func renew() {
        for suite in masters.keys { masters[suite] = suite.makeMaster() }
    }

    /// The lines of our offer: a tag for each suite, from 1.
    var offered: [CryptoAttribute] {
        SRTPSuite.allCases.filter { masters[$0] != nil }.enumerated().compactMap { index, suite in
            masters[suite].map { CryptoAttribute(tag: index + 1, suite: suite, master: $0) }
        }
    }

    /// Our line that an answer's line takes.
    func line(taken line: CryptoAttribute) -> CryptoAttribute? {
        if let ours = offered.first(where: { $0.tag == line.tag && $0.suite == line.suite }) { return ours }
        guard line.tag == answeredTag, let master = masters[line.suite] else { return nil }
        return CryptoAttribute(tag: line.tag, suite: line.suite, master: master)
    }

    var offersSecureProfile: Bool { policy == .required || usesSecureProfile }
}
