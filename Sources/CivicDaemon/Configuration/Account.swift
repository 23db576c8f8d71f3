package import CivicCore

/// One account of `accounts.yaml`: a person at a desk, a phone, or both.
package struct Account: Sendable, Equatable {
    package enum Role: String, Sendable, CaseIterable {
        /// Takes calls at a desk.
        case agent
        case supervisor, administrator
        /// A phone without a desk.
        case phone
        /// Works on the cases of a handling unit.
        case unit
    }

    /// What the account's phone registers with.
    package struct Phone: Sendable, Equatable {
        /// What the file knows of the password.
        package enum Secret: Sendable, Equatable {
            case password(Redacted<String>)
            /// H(user:realm:password) by both algorithms, in lower-case hexadecimal (RFC 7616 §3.4.2).
            case hashes(md5: Redacted<String>, sha256: Redacted<String>)
        }

        package var user: String
        package var secret: Secret
        /// Encryption of its audio; `nil` for what all phones have.
        package var srtp: SRTPPolicy?

        package init(user: String, password: Redacted<String>, srtp: SRTPPolicy? = nil) {
            self.init(user: user, secret: .password(password), srtp: srtp)
        }

        package init(user: String, secret: Secret, srtp: SRTPPolicy? = nil) {
            self.user = user
            self.secret = secret
            self.srtp = srtp
        }

        /// `nil` where the file has its hashes alone.
        package var password: Redacted<String>? {
            if case .password(let password) = secret { password } else { nil }
        }
    }

    /// The sign-in name; for a phone without a desk its SIP user.
    package var name: String
    package var displayName: String
    package var role: Role
    /// nil for a phone without a desk.
    package var deskPassword: Redacted<String>?
    package var phone: Phone?
    /// Ids of `queues.yaml`.
    package var queues: [String]
    package var languages: [Language]
    /// Level from 1 to 5 by name: a subject, a dialect, a language that is not spoken very well.
    package var skills: [String: Int] = [:]
    /// Id of `units.yaml`, for the role `unit` alone.
    package var unit: String?
    /// A made-up account of the sample, whose passwords everybody may read; `make run` prints them.
    package var isSample: Bool

    package init(
        name: String, displayName: String, role: Role, deskPassword: Redacted<String>?, phone: Phone?,
        queues: [String], languages: [Language], isSample: Bool
    ) {
        self.name = name
        self.displayName = displayName
        self.role = role
        self.deskPassword = deskPassword
        self.phone = phone
        self.queues = queues
        self.languages = languages
        self.isSample = isSample
    }
}
