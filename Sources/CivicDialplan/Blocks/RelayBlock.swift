import CivicYAML

// `relay: caller`: somebody of a handling unit keys the code of a case, and the house calls the citizen for them.
//
// A call that the case's page has made comes with leave and is asked for no code. The host holds everything else: whether the
// code is good, whether the citizen may be called now, and the number, which is in no variable.
extension StepBlock {
    static func relay(_ entry: YAMLValue.Entry) -> StepBlock {
        var block = StepBlock(
            .relay, relaySteps, of: entry, own: ["code", "relay"],
            ends: [
                End(name: "over"), End(name: "refused"), End(name: "locked", fallback: "refused"),
                End(name: "not-now", fallback: "refused"), End(name: "unanswered", fallback: "refused"),
                End(name: "failed", fallback: "refused"), End(name: "late", fallback: "refused"),
            ])
        block.onlyWord = "caller"
        block.take("prompt", in: "code")
        block.take("again", in: "code")
        block.take("attempts", in: "code", "check")
        block.take("deadline", in: "leave", "check")
        block.take("ringing", as: "prompt", in: "ring")
        block.take("ring-for", in: "ring")
        return block
    }

    private static let relaySteps = steps(
        """
        leave:
          look-up: relay-call
          with: {}
          into: relay
          deadline: 3s
          found: answered
          not-found: code
          late: late
          failed: late
        code:
          collect: code
          prompt: relay-code
          again: relay-code-again
          digits: 8
          secret: true
          wait: 10s
          between: 6s
          then: check
          silence: code
          wrong-key: code
          exhausted: refused
        check:
          look-up: relay
          with: { code: code }
          into: relay
          prompt: looking-up
          deadline: 3s
          attempts: 3
          found: answered
          not-found: wrong
          exhausted: refused
          locked: locked
          late: late
          failed: late
        answered:
          branch:
            - { when: 'relay.answer == "now"', then: ring }
            - { when: 'relay.answer == "later"', then: later }
          otherwise: other-way
        later:
          say: [relay-later, { value: relay.from, as: weekday-date }, { value: relay.from, as: time }]
          then: end not-now
        other-way: { say: relay-other-way, then: end not-now }
        ring:
          transfer: { relay: citizen }
          prompt: relay-ringing
          ring-for: 40s
          failed: failed
          no-answer: unanswered
          over: end over
        wrong: { say: relay-code-wrong, then: code }
        refused: { say: relay-code-wrong, then: end refused }
        locked: { say: relay-locked, then: end locked }
        late: { say: lookup-late, then: end late }
        unanswered: { say: relay-unanswered, then: end unanswered }
        failed: { say: relay-failed, then: end failed }
        """)
}
