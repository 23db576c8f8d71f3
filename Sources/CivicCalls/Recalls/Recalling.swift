import CivicCRM

/// A call that tells a citizen what is right, until it is over.
struct Recalling {
    /// What its plan looks up.
    static let sources: Set = ["recall", "recall-wish"]

    let call: RecallCall
    /// Why the article was not heard, as far as that is known.
    var ending: VisitEnding?
    /// For whoever ordered the call.
    let finish: CheckedContinuation<VisitReport, Never>
}
