import CivicYAML

// `agree-case: visit.case`: the citizen says that a case which the unit calls answered is solved; it is closed.
//
// Only a case whose proof was given in this call, or about which the hotline made the call; the host holds that.
extension StepBlock {
    static func agreeCase(_ entry: YAMLValue.Entry) -> StepBlock {
        var block = StepBlock(
            .agreeCase, agreeSteps, of: entry, own: ["case", "agreement"],
            ends: [End(name: "agreed"), End(name: "not-possible"), End(name: "failed")])
        block.takeOwnWord(as: "case", .text)
        block.take("prompt", in: "file")
        block.take("deadline", in: "file")
        block.take("filed", as: "say", in: "filed")
        return block
    }

    private static let agreeSteps = steps(
        """
        file:
          look-up: agree-case
          with: { case: case }
          into: agreement
          prompt: one-moment
          deadline: 5s
          found: filed
          not-found: refused
          late: failed
          failed: failed
        filed: { say: agree-filed, then: end agreed }
        refused: { say: agree-not-possible, then: end not-possible }
        failed: { say: dispute-failed, then: end failed }
        """)
}
