import CivicYAML

// `case-status: status`: number and proof are asked for, the state is told with its deadline.
//
// A pair that does not fit is said to be so and asked for once more; what is late or out of order is said too, so no
// caller is left in silence. The proof makes `caller.confidence` proven, as the look-up does.
extension StepBlock {
    static func caseStatus(_ entry: YAMLValue.Entry) -> StepBlock {
        var block = StepBlock(
            .caseStatus, caseStatusSteps, of: entry, own: ["number", "proof"],
            ends: [
                End(name: "told"), End(name: "unknown"), End(name: "late"), End(name: "exhausted"),
                End(name: "locked", fallback: "unknown"),
            ])
        block.take("case-status", as: "into", in: "look-up")
        block.take("prompt", in: "look-up")
        block.take("deadline", in: "look-up")
        block.take("attempts", in: "look-up", "number", "proof")
        block.take("wait", in: "number", "proof")
        block.take("wrong", as: "say", in: "wrong", "gave-up")
        block.take("unavailable", as: "say", in: "late")
        block.take("number", in: "number", ["prompt", "again", "between"])
        block.take("proof", in: "proof", ["prompt", "again", "between"])
        if entry.value["tell"] == nil, let name = entry.value["case-status"]?.string {
            block.tell(of: name)
        }
        block.take("tell", as: "say", in: "told")
        let hasNumber = block.takeArgument("number", .text)
        let hasProof = block.takeArgument("proof", .text)
        if hasNumber { block.drop("number") }
        if hasProof {
            block.drop("proof")
            if !hasNumber { block.lead("then", of: "number", to: "look-up") }
        }
        block.start = !hasNumber ? "number" : !hasProof ? "proof" : "look-up"
        if hasNumber && hasProof {
            // There is nothing to ask for once more.
            block.lead("not-found", of: "look-up", to: "gave-up")
            block.remove("attempts", of: "look-up")
            block.remove("exhausted", of: "look-up")
            block.drop("wrong")
        } else {
            block.lead("then", of: "wrong", to: block.start)
        }
        return block
    }

    private static let caseStatusSteps = steps(
        """
        number:
          collect: number
          prompt: enter-case-number
          again: enter-case-number-again
          digits: 8
          wait: 10s
          between: 6s
          then: proof
          silence: number
          wrong-key: number
          exhausted: end exhausted
        proof:
          collect: proof
          prompt: enter-proof
          again: enter-proof-again
          digits: { least: 4, most: 8 }
          star: true
          secret: true
          wait: 10s
          then: look-up
          silence: proof
          wrong-key: proof
          exhausted: end exhausted
        look-up:
          look-up: case-status
          with: { number: number, proof: proof }
          prompt: looking-up
          deadline: 3s
          attempts: 2
          found: told
          not-found: wrong
          exhausted: gave-up
          locked: locked
          late: late
          failed: late
        told: { then: end told }
        wrong: { say: case-not-found, then: number }
        gave-up: { say: case-not-found, then: end unknown }
        locked: { say: proof-locked, then: end locked }
        late: { say: lookup-late, then: end late }
        """)

    /// What is said of the state: for an open case with its deadline, and that it has passed where it has.
    private mutating func tell(of name: String) {
        let isOpen = "not \(name).state in [\"answered\", \"closed\"]"
        let text = """
            told:
              say:
                - case-is
                - { value: \(name).case, as: case-number }
                - "case-state.{\(name).state}"
                - { prompt: case-updated, when: has \(name).updated }
                - { value: \(name).updated, as: date, when: has \(name).updated }
                - { prompt: case-due, when: '\(name).due >= now and \(isOpen)' }
                - { value: \(name).due, as: date, when: '\(name).due >= now and \(isOpen)' }
                - { prompt: case-overdue, when: '\(name).due < now and \(isOpen)' }
            """
        guard Scope.isName(name), let place = steps.first?.key, let told = Self.steps(text)["told"]?["say"] else {
            return
        }
        set("say", of: "told", to: Self.moved(told, to: place))
    }
}
