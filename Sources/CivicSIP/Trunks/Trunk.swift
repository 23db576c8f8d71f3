package import CivicCore

/// A carrier's line as SIP sees it: how a call is known to come from it, and how calls of ours reach it.
package struct Trunk: Sendable, Equatable {
    /// Our account at the carrier's registrar (RFC 3261 §10.2).
    package struct Registration: Sendable, Equatable {
        package var user: String
        package var password: Redacted<String>
        /// Without a user part.
        package var registrar: SIPURI
        /// What is asked for; the registrar may give less.
        package var expiry: Duration

        package init(user: String, password: Redacted<String>, registrar: SIPURI, expiry: Duration = .seconds(300)) {
            self.user = user
            self.password = password
            self.registrar = registrar
            self.expiry = expiry
        }
    }

    /// How a number that we dial is written.
    package enum NumberForm: String, Sendable, CaseIterable {
        /// `+8659112345678`
        case e164
        /// `8659112345678`
        case e164WithoutPlus = "e164-without-plus"
        /// `059112345678` within the country, `0014155550100` beyond it.
        case national
        /// As it was dialled to us.
        case asDialled = "as-dialled"
    }

    /// How a citizen who came over the trunk is passed on to a number outside.
    package enum Transfers: String, Sendable, CaseIterable {
        /// We make the second call and stay in between.
        case bridged
        /// The trunk is asked to (REFER, RFC 3515); where it does not, we do.
        case referred
    }

    package var name: String
    /// A call from one of these is the trunk's.
    package var addresses: [AddressRange]
    /// A call to the contact that we registered, from the registrar's address, is the trunk's.
    package var registration: Registration?
    /// A call by TLS from whoever shows a certificate with this DNS name is the trunk's (RFC 5922 §7.1).
    package var tlsName: String?
    /// Calls from it answer a digest challenge as well.
    package var needsDigest: Bool
    /// Where it says who is calling.
    package var callerIdentity: CallerIdentity.Source
    /// How numbers are written on it.
    package var numbering: NumberingRule?
    /// Calls at once, both ways; `nil` for as many as the hotline takes.
    package var channels: Int?
    /// How often its servers are asked whether they are there (RFC 3261 §11); `nil` for never.
    package var probe: Duration?
    /// Its servers for our calls, the first to be tried at the front.
    package var servers: [SIPURI]
    /// How numbers that we dial are written.
    package var dialled: NumberForm
    /// The number that our calls show; the registered user where it is `nil`.
    package var shows: String?
    /// What it calls itself when it asks for the password, where that is not the registrar's own word.
    package var realm: String?
    package var transfers: Transfers

    package init(
        name: String, addresses: [AddressRange] = [], registration: Registration? = nil, tlsName: String? = nil,
        needsDigest: Bool = false, callerIdentity: CallerIdentity.Source = .asserted, numbering: NumberingRule? = nil,
        channels: Int? = nil, probe: Duration? = nil, servers: [SIPURI] = [], dialled: NumberForm = .e164,
        shows: String? = nil, realm: String? = nil, transfers: Transfers = .bridged
    ) {
        self.name = name
        self.addresses = addresses
        self.registration = registration
        self.tlsName = tlsName
        self.needsDigest = needsDigest
        self.callerIdentity = callerIdentity
        self.numbering = numbering
        self.channels = channels
        self.probe = probe
        self.servers = servers
        self.dialled = dialled
        self.shows = shows
        self.realm = realm
        self.transfers = transfers
    }

    /// Where our calls go: `servers`, or the registrar where it names none.
    package var callServers: [SIPURI] { servers.isEmpty ? registration.map { [$0.registrar] } ?? [] : servers }

    /// The user part under which the trunk wants `number`.
    ///
    /// - Parameter rule: of the hotline, where the trunk has none of its own.
    package func dials(_ number: PhoneNumber, rule: NumberingRule) -> String {
        let rule = numbering ?? rule
        guard number.isE164, dialled != .asDialled else {
            return dialled == .asDialled ? number.raw.filter { !" -.()".contains($0) } : number.key
        }
        let digits = String(number.key.dropFirst())
        switch dialled {
        case .e164, .asDialled: return number.key
        case .e164WithoutPlus: return digits
        case .national:
            guard digits.hasPrefix(rule.countryCode) else { return rule.internationalPrefix + digits }
            return rule.trunkPrefix + digits.dropFirst(rule.countryCode.count)
        }
    }
}
