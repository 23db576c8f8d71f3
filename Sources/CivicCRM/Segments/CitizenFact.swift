package import CivicCore
package import Foundation

/// Something that is written down of a citizen for the rules of segments: what they live on, whether a field is insured. Table
/// `citizen_fact`, where the newest line of a fact is the one that holds.
package struct CitizenFact: Codable, Equatable, Sendable {
    /// Of the facts of `segments.yaml`.
    package var name: String
    /// A word of its list; `yes` or `no` where it has none.
    package var value: String
    /// The last day on which it holds; nil for as long as nobody says otherwise.
    package var until: LocalDate?
    /// Where it comes from: `call C-7K2M9XQ4TB`, `social security, 2026-11`.
    package var source: String
    package var at: Date
    package var by: String

    package init(name: String, value: String, until: LocalDate?, source: String, at: Date, by: String) {
        self.name = name
        self.value = value
        self.until = until
        self.source = source
        self.at = at
        self.by = by
    }

    package func holds(on day: LocalDate) -> Bool { until.map { day <= $0 } ?? true }
}

/// What is needed to write down a fact.
package struct FactDraft: Equatable, Sendable {
    package var name: String
    /// nil: it is not known any more.
    package var value: String?
    package var until: LocalDate?
    package var source: String

    package init(name: String, value: String?, until: LocalDate? = nil, source: String) {
        self.name = name
        self.value = value
        self.until = until
        self.source = source
    }

    /// - Throws: ``FactRefusal`` where the file of segments has no such fact or word, or nothing shows it.
    package func check(_ catalogue: SegmentCatalogue, on day: LocalDate) throws(FactRefusal) {
        guard let fact = catalogue.fact(name) else { throw .unknownFact }
        if let value, !fact.words.contains(value) { throw .unknownValue }
        guard source.contains(where: { !$0.isWhitespace }) else { throw .nothingShowsIt }
        if let until, until < day { throw .overAlready }
    }
}

/// Why a fact was not written down.
package enum FactRefusal: String, Error, Equatable, CaseIterable, Sendable {
    case unknownFact = "unknown-fact"
    case unknownValue = "unknown-value"
    case nothingShowsIt = "nothing-shows-it"
    case overAlready = "over-already"
}
