package import CivicReports

/// How guesses of one rule fared in one month. Table `guess_month`.
package struct GuessSum: Equatable, Sendable {
    package var rule: LikelyReason.Rule
    package var tried: Int
    /// The service of the case was the guess.
    package var right: Int
    /// It was the most frequent service.
    package var naive: Int

    package init(rule: LikelyReason.Rule, tried: Int, right: Int, naive: Int) {
        self.rule = rule
        self.tried = tried
        self.right = right
        self.naive = naive
    }
}

/// How often the likely reason (``LikelyReason``) was right, beside always guessing the most frequent service.
///
/// Every case that a known citizen opened in a call was guessed by what was known before it. The rules have no weights that were
/// learnt, so nothing is measured on what made it. Calls whose matter the record does not know (nothing was opened) cannot
/// be judged.
package struct GuessReport: Equatable, Sendable {
    package struct Line: Equatable, Sendable {
        package var rule: LikelyReason.Rule
        package var right: Proportion
        package var naive: Proportion
    }

    /// In the order of the rules; those with fewer than ``SmallCells/least`` guesses are not there.
    package let lines: [Line]
    /// Of citizens of whom a case was known before, where the rules can help; of the lines that are there.
    package let known: Line?
    package let hidden: Int

    package init(_ sums: [GuessSum]) {
        let groups = Dictionary(grouping: sums, by: \.rule)
        let all = LikelyReason.Rule.allCases.compactMap { rule in groups[rule].map { Self.line(rule, $0) } }
        lines = all.filter { $0.right.of >= SmallCells.least }
        hidden = all.count - lines.count
        let shown = Set(lines.map(\.rule)).subtracting([.frequent])
        let line = Self.line(.last, sums.filter { shown.contains($0.rule) })
        known = shown.isEmpty ? nil : line
    }

    private static func line(_ rule: LikelyReason.Rule, _ sums: [GuessSum]) -> Line {
        let tried = sums.reduce(0) { $0 + $1.tried }
        return Line(
            rule: rule, right: Proportion(sums.reduce(0) { $0 + $1.right }, of: tried),
            naive: Proportion(sums.reduce(0) { $0 + $1.naive }, of: tried))
    }
}
