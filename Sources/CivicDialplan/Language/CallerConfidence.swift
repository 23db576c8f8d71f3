/// How sure it is who calls; the words of `caller.confidence`.
///
/// The figures are those of the citizens' record, which never reach 1: a number alone proves nobody.
package enum CallerConfidence: String, Hashable, Sendable, CaseIterable {
    /// Nobody is known by the number, or it was not asked.
    case none
    /// Several people share the number, or the record itself is in doubt.
    case possible
    /// One person goes with the number, or the answer of a household fits exactly one.
    case likely
    /// The caller has keyed a proof that fits.
    case proven

    /// From here on, of 1, somebody is `likely`.
    package static let likelyFrom = 0.5

    /// Of the likeliest candidate for a number.
    package init(ofBest confidence: Double) {
        self = confidence >= Self.likelyFrom ? .likely : confidence > 0 ? .possible : .none
    }

    package static let type = DialplanType.oneOf(Set(allCases.map(\.rawValue)))
}

extension Walk {
    /// The word that the source gave, else what follows from the candidates.
    func confidence(of fields: [String: DialplanValue]) -> CallerConfidence {
        if case .text(let word)? = fields["confidence"], let given = CallerConfidence(rawValue: word) { return given }
        if fields["known"] == .flag(true) { return .likely }
        if case .number(let candidates)? = fields["candidates"], candidates > 0 { return .possible }
        return .none
    }

    /// A proof holds for the rest of the call.
    mutating func set(_ confidence: CallerConfidence) {
        guard variables["caller.confidence"] != .text(CallerConfidence.proven.rawValue) else { return }
        variables["caller.confidence"] = .text(confidence.rawValue)
    }
}
