import CivicYAML

// `dispute-case: status.case`: the citizen says that a case which the unit calls answered or closed is not solved.
//
// Only a case whose proof was given in this call can be disputed; the host holds that, whatever the plan says. The
// dispute is durable before the citizen hears of it and before a comment is asked for, so hanging up loses neither.
extension StepBlock {
    static func disputeCase(_ entry: YAMLValue.Entry) -> StepBlock {
        var block = StepBlock(
            .disputeCase, disputeSteps, of: entry, own: ["case", "dispute"],
            ends: [End(name: "disputed"), End(name: "not-possible"), End(name: "failed")])
        block.takeOwnWord(as: "case", .text)
        block.take("prompt", in: "file")
        block.take("deadline", in: "file")
        block.take("filed", as: "say", in: "filed")
        block.take("comment", in: "comment", ["prompt", "longest"])
        if entry.value["comment"]?.mapping == nil {
            block.drop("comment")
            block.lead("then", of: "filed", to: "end disputed")
        }
        return block
    }

    private static let disputeSteps = steps(
        """
        file:
          look-up: dispute-case
          with: { case: case }
          into: dispute
          prompt: one-moment
          deadline: 5s
          found: filed
          not-found: refused
          late: failed
          failed: failed
        filed: { say: dispute-filed, then: comment }
        comment:
          record: comment
          prompt: dispute-comment
          longest: 1m
          attempts: 1
          then: end disputed
          empty: end disputed
        refused: { say: dispute-not-possible, then: end not-possible }
        failed: { say: dispute-failed, then: end failed }
        """)
}
