/// For how long each kind of thing is kept, in seconds; nil: for ever. Nothing of a citizen under a hold goes.
package struct RetentionRules: Equatable, Sendable {
    package enum Artefact: String, CaseIterable, Sendable {
        /// Sound of conversations, messages and comments.
        case recordings
        /// How callers walked through the dialplans.
        case walks
        /// Keys that callers pressed and sentences that they heard.
        case trails
        /// E-mail that was sent, or given up.
        case letters
        /// Text messages that were sent, or given up.
        case texts
        /// Who was told in recalls what is right, and is done.
        case recalls
        /// Who opened whose file; the ledger keeps its entries.
        case openings
    }

    package var kept: [Artefact: Double]

    package init(_ kept: [Artefact: Double] = [:]) { self.kept = kept }
}

/// How many of each went.
package struct RetentionSweep: Equatable, Sendable {
    package var gone: [RetentionRules.Artefact: Int]

    package init(_ gone: [RetentionRules.Artefact: Int] = [:]) { self.gone = gone.filter { $0.value > 0 } }

    package var isEmpty: Bool { gone.isEmpty }

    /// For the log and the ledger.
    package var details: [String: String] {
        Dictionary(uniqueKeysWithValues: gone.map { ($0.key.rawValue, String($0.value)) })
    }
}
