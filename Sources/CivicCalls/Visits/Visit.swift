import CivicCRM

/// A call that asks a citizen whether what a unit calls done is solved, until it is over.
struct Visit {
    let call: VisitCall
    /// Why the question was not answered, as far as that is known.
    var ending: VisitEnding?
    var satisfaction: Satisfaction?
    /// File of a spoken comment.
    var comment: String?
    /// For whoever ordered the call.
    let finish: CheckedContinuation<VisitReport, Never>
}
