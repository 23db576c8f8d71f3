package import CivicCore
package import Foundation

/// What somebody agreed to.
package enum ConsentPurpose: String, Codable, CaseIterable, Sendable {
    /// That somebody else hears how cases stand.
    case hearCases = "hear-cases"
    /// That somebody else brings matters and says whether they are solved.
    case bringMatters = "bring-matters"
    /// That enterprises which handle cases get name and address.
    case shareWithPartners = "share-with-partners"
    /// To be called and asked about the service, besides whether a case is solved.
    case surveys

    /// Whether it names the person who may do it.
    package var isForProxy: Bool { self == .hearCases || self == .bringMatters }
}

/// What the one who speaks for a citizen is to them.
package enum ProxyRelation: String, Codable, CaseIterable, Sendable {
    case kin, neighbour
    /// Of the village's committee.
    case cadre
    case carer
}

/// Something that a citizen agreed to, with what shows it. Table `consent`.
package struct Consent: Equatable, Identifiable, Sendable {
    package var id: Int64
    package var citizen: Int64
    package var purpose: ConsentPurpose
    /// Who may speak for the citizen; only where the purpose names somebody.
    package var proxy: Int64?
    package var relation: ProxyRelation?
    /// The talk in which the citizen said it, whose recording bears it out.
    package var conversation: ConversationReference?
    /// What shows it where it was not said in a talk: a signed paper.
    package var evidence: String
    package var at: Date
    package var by: String
    /// nil for as long as it is not withdrawn.
    package var until: Date?
    package var withdrawnAt: Date?
    package var withdrawnBy: String?

    package init(
        id: Int64, citizen: Int64, purpose: ConsentPurpose, proxy: Int64?, relation: ProxyRelation?,
        conversation: ConversationReference?, evidence: String, at: Date, by: String, until: Date?,
        withdrawnAt: Date? = nil, withdrawnBy: String? = nil
    ) {
        self.id = id
        self.citizen = citizen
        self.purpose = purpose
        self.proxy = proxy
        self.relation = relation
        self.conversation = conversation
        self.evidence = evidence
        self.at = at
        self.by = by
        self.until = until
        self.withdrawnAt = withdrawnAt
        self.withdrawnBy = withdrawnBy
    }

    package func holds(at now: Date) -> Bool {
        withdrawnAt == nil && at <= now && (until.map { now < $0 } ?? true)
    }
}

/// What is needed to write down that a citizen agreed to something.
package struct ConsentDraft: Equatable, Sendable {
    package var citizen: Int64
    package var purpose: ConsentPurpose
    package var proxy: Int64?
    package var relation: ProxyRelation?
    package var conversation: ConversationReference?
    package var evidence: String
    package var until: Date?

    package init(
        citizen: Int64, purpose: ConsentPurpose, proxy: Int64? = nil, relation: ProxyRelation? = nil,
        conversation: ConversationReference? = nil, evidence: String = "", until: Date? = nil
    ) {
        self.citizen = citizen
        self.purpose = purpose
        self.proxy = proxy
        self.relation = relation
        self.conversation = conversation
        self.evidence = evidence
        self.until = until
    }

    /// Consent that nothing shows is none.
    package func check(at now: Date) throws(ConsentRefusal) {
        if purpose.isForProxy {
            guard let proxy else { throw .proxyMissing }
            guard proxy != citizen else { throw .ownProxy }
            guard relation != nil else { throw .relationMissing }
        } else if proxy != nil || relation != nil {
            throw .noProxy
        }
        guard conversation != nil || evidence.contains(where: { !$0.isWhitespace }) else { throw .nothingShowsIt }
        if let until, until <= now { throw .overAlready }
    }
}

/// Why a consent was not written down, or not withdrawn.
package enum ConsentRefusal: String, Error, Equatable, CaseIterable, Sendable {
    case proxyMissing = "proxy-missing"
    case ownProxy = "own-proxy"
    case relationMissing = "relation-missing"
    /// The purpose names nobody.
    case noProxy = "no-proxy"
    /// Neither a talk nor a paper.
    case nothingShowsIt = "nothing-shows-it"
    case overAlready = "over-already"
    case withdrawnAlready = "withdrawn-already"
    case unknown
}
