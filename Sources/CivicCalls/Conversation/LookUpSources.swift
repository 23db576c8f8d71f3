package import CivicDialplan

/// Data sources outside of the citizens' record.
package protocol LookUpSources: Sendable {
    /// `nil` where no source has the name.
    func ask(_ source: String, _ arguments: [String: DialplanValue]) async -> LookUpOutcome?

    /// Figures since the start, for whoever watches.
    func figures() async -> [LookUpFigures]
}

/// What became of the questions to one source.
package struct LookUpFigures: Sendable, Equatable {
    package var source: String
    /// Sent to it.
    package var asked: Int
    /// Questions by what became of them: `found`, `late`, `spared` …
    package var outcomes: [String: Int]
    /// It failed too often and is left alone for a while.
    package var isResting: Bool

    package init(source: String, asked: Int, outcomes: [String: Int], isResting: Bool) {
        self.source = source
        self.asked = asked
        self.outcomes = outcomes
        self.isResting = isResting
    }
}
