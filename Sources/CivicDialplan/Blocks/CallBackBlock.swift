import CivicYAML

// `call-back: caller`: number and time are settled, and the promise is given once it is durable.
//
// The number that the call came from is read back, and so is one that is keyed instead; a withheld number has to be keyed.
// The place is kept from the moment at which the caller has chosen this: whoever hangs up half-way is called at the number
// that the call came from.
extension StepBlock {
    static func callBack(_ entry: YAMLValue.Entry) -> StepBlock {
        var block = StepBlock(
            .callBack, callBackSteps, of: entry, own: ["number", "ways", "promise"],
            ends: [End(name: "arranged"), End(name: "failed"), End(name: "exhausted")])
        block.onlyWord = "caller"
        block.take("number", in: "number", ["prompt", "again", "between"])
        block.take("attempts", in: "right", "number", "when")
        block.take("wait", in: "right", "number", "when")
        block.take("promised", as: "say", in: "promised")
        block.take("prompt", in: "write", "write-first", "write-second")
        block.take("deadline", in: "ways", "write", "write-first", "write-second")
        if entry.value["when"]?.string != "chosen" {
            block.drop("when", "first", "second", "write-first", "write-second")
            block.lead("then", of: "number", to: "write")
            block.leadKey("1", of: "right", to: "write")
        }
        block.choices["when"] = ["now", "chosen"]
        return block
    }

    private static let callBackSteps = steps(
        """
        ways:
          look-up: call-back-ways
          with: { times: 2 }
          into: ways
          prompt: one-moment
          deadline: 2s
          found: shown
          not-found: failed
          late: failed
          failed: failed
        shown:
          branch: [{ when: has ways.number, then: own }]
          otherwise: number
        own: { set: { number: ways.number }, then: right }
        right:
          menu: [call-back-number, { value: number, as: digits }, call-back-number-keys]
          keys: { 1: when, 2: number }
          attempts: 2
          wait: 6s
          silence: right
          wrong-key: right
          exhausted: end exhausted
        number:
          collect: number
          prompt: call-back-enter
          again: call-back-enter-again
          digits: { least: 3, most: 15 }
          terminator: "#"
          wait: 10s
          confirm: { prompt: call-back-number, ask: call-back-number-keys }
          then: when
          silence: number
          wrong-key: number
          exhausted: end exhausted
        when:
          menu:
            - call-back-when
            - { prompt: call-back-when-later, when: has ways.first }
            - { value: ways.first, as: weekday-date }
            - { value: ways.first, as: time }
            - { prompt: call-back-press-2, when: has ways.first }
            - { prompt: call-back-when-later, when: has ways.second }
            - { value: ways.second, as: weekday-date }
            - { value: ways.second, as: time }
            - { prompt: call-back-press-3, when: has ways.second }
          keys: { 1: write, 2: first, 3: second }
          attempts: 2
          wait: 6s
          silence: when
          wrong-key: when
          exhausted: write
        first: { branch: [{ when: has ways.first, then: write-first }], otherwise: write }
        second: { branch: [{ when: has ways.second, then: write-second }], otherwise: write }
        write:
          look-up: call-back
          with: { number: number }
          into: promise
          prompt: one-moment
          deadline: 5s
          attempts: 2
          found: promised
          not-found: wrong
          exhausted: failed
          late: failed
          failed: failed
        write-first:
          look-up: call-back-at
          with: { number: number, at: ways.first }
          into: promise
          prompt: one-moment
          deadline: 5s
          attempts: 2
          found: promised
          not-found: wrong
          exhausted: failed
          late: failed
          failed: failed
        write-second:
          look-up: call-back-at
          with: { number: number, at: ways.second }
          into: promise
          prompt: one-moment
          deadline: 5s
          attempts: 2
          found: promised
          not-found: wrong
          exhausted: failed
          late: failed
          failed: failed
        promised: { say: call-back-promised, then: end arranged }
        wrong: { say: call-back-wrong-number, then: number }
        failed: { say: call-back-failed, then: end failed }
        """)
}
