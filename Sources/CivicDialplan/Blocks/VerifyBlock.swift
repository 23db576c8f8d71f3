import CivicYAML

// `verify: caller`: the PIN or the last four of the ID number proves that it is the one whom `identify` found.
//
// Nobody who was not found is asked. Wrong proofs are bounded here by `attempts` and by the records across calls, for
// the citizen and for the calling number; what is keyed is secret throughout.
extension StepBlock {
    static func verify(_ entry: YAMLValue.Entry) -> StepBlock {
        var block = StepBlock(
            .verify, verifySteps, of: entry, own: ["secret", "check"],
            ends: [
                End(name: "verified"), End(name: "refused"), End(name: "locked"), End(name: "late"),
                End(name: "unknown", fallback: "refused"),
            ])
        block.onlyWord = "caller"
        block.take("prompt", in: "secret")
        block.take("again", in: "secret")
        block.take("wait", in: "secret")
        block.take("between", in: "secret")
        block.take("attempts", in: "secret", "check")
        block.take("asking", as: "prompt", in: "check")
        block.take("deadline", in: "check")
        block.take("wrong", as: "say", in: "wrong", "refused")
        block.take("unavailable", as: "say", in: "late")
        return block
    }

    private static let verifySteps = steps(
        """
        known:
          branch: [{ when: has caller.citizen, then: secret }]
          otherwise: end unknown
        secret:
          collect: secret
          prompt: enter-own-proof
          again: enter-proof-again
          digits: { least: 4, most: 8 }
          star: true
          secret: true
          wait: 10s
          then: check
          silence: secret
          wrong-key: secret
          exhausted: end refused
        check:
          look-up: citizen-proof
          with: { citizen: caller.citizen, proof: secret }
          into: check
          prompt: looking-up
          deadline: 3s
          attempts: 3
          found: end verified
          not-found: wrong
          exhausted: refused
          locked: locked
          late: late
          failed: late
        wrong: { say: proof-wrong, then: secret }
        refused: { say: proof-wrong, then: end refused }
        locked: { say: proof-locked, then: end locked }
        late: { say: lookup-late, then: end late }
        """)
}
