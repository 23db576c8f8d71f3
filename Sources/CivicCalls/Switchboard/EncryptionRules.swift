package import CivicCore
import CivicSDP
package import CivicSIP

/// Whose audio is encrypted.
package struct EncryptionRules: Sendable, Equatable {
    /// By account, where it says something else than `phone`.
    package var phones: [String: SRTPPolicy]
    /// The other accounts' phones.
    package var phone: SRTPPolicy
    /// By trunk, where it says something else than `trunk`.
    package var trunks: [String: SRTPPolicy]
    /// Other trunks, and strangers, who come as trunks do.
    package var trunk: SRTPPolicy

    package init(
        phones: [String: SRTPPolicy] = [:], phone: SRTPPolicy = .off,
        trunks: [String: SRTPPolicy] = [:], trunk: SRTPPolicy = .off
    ) {
        self.phones = phones
        self.phone = phone
        self.trunks = trunks
        self.trunk = trunk
    }

    /// For a call to an account's phone.
    func policy(forPhone user: String) -> SRTPPolicy { phones[user] ?? phone }

    /// For a call over a trunk; strangers have none.
    func policy(forTrunk name: String?) -> SRTPPolicy { name.flatMap { trunks[$0] } ?? trunk }

    /// For a call that comes in: by its account, else by where it comes from.
    package func policy(for incoming: IncomingCall) -> SRTPPolicy {
        incoming.authenticatedUser.map { policy(forPhone: $0) } ?? policy(forTrunk: incoming.trunk)
    }
}

extension SRTPPolicy {
    /// What a new leg of a party with this policy begins with: fresh keys.
    var security: LocalSecurity? { self == .off ? nil : LocalSecurity(policy: self) }
}
