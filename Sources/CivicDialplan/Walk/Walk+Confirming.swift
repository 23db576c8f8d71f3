import CivicCore
import CivicSpeech

// What was keyed becomes a value: checked, and read back where the plan asks for it.
extension Walk {
    struct Confirming: Sendable {
        var value: DialplanValue
        /// For the agent's screen.
        var text: String
        /// `nil` while it is still read back.
        var until: MonotonicInstant?
    }

    /// - Returns: whether it is a value of the kind.
    mutating func collected(_ keys: String, _ collect: CollectStep) -> Bool {
        guard let found = value(of: keys, collect) else {
            missed(.checkFailed)
            return false
        }
        if collect.confirm == nil { accept(found, collect) } else { readBack(found) }
        return true
    }

    private func value(of keys: String, _ collect: CollectStep) -> Confirming? {
        // Of a call that is walked again: what was keyed is not known, only whether it passed.
        if keys.contains(where: KeyTaken.isMask) {
            guard !keys.contains(KeyTaken.failingMask) else { return nil }
            return Confirming(value: collect.kind.word.type == .text ? .text(keys) : .absent, text: keys)
        }
        let local = LocalTime(timeZone: plan.timeZone)
        return collect.kind.value(of: keys, today: local.reading(at: wallClock).date, in: local)
            .map { Confirming(value: $0.value, text: $0.text) }
    }

    private mutating func accept(_ confirming: Confirming, _ collect: CollectStep) {
        misses[step] = nil
        variables[collect.variable] = confirming.value
        if collect.isSecret { secrets.insert(collect.variable) } else { secrets.remove(collect.variable) }
        note(.collected(name: collect.variable, digits: collect.isSecret ? "••••" : confirming.text))
        go(collect.then, by: .digits)
    }

    private mutating func readBack(_ confirming: Confirming) {
        guard case .collect(let collect) = plan[step].action, let confirm = collect.confirm else { return }
        // What was typed before the value was heard confirms nothing.
        typedAhead = []
        stay = .confirming(Confirming(value: confirming.value, text: confirming.text))
        let value = spokenValue(confirming.value, collect.kind.speaking).map { [Utterance.value($0)] } ?? []
        let (before, after) = (utterances(confirm.prompt), utterances(confirm.ask))
        let isSpoken = speak(
            before + value + after, shown: collect.isSecret ? before + after : nil, isInterruptible: true)
        if !isSpoken { spoke() }
    }

    mutating func keyToConfirm(_ key: Character, _ confirming: Confirming) {
        guard case .collect(let collect) = plan[step].action, let confirm = collect.confirm else { return }
        switch key {
        case confirm.yes:
            note(.pressed(key))
            accept(confirming, collect)
        case confirm.no:
            note(.pressed(key))
            // Keyed once more from the start, with the words for a second attempt.
            if countMiss() { go(step) }
        case "0" where leaveForPerson(): break
        default: notConfirmed(confirming)
        }
    }

    /// Neither yes nor no: the question is put again, the value is not keyed again.
    mutating func notConfirmed(_ confirming: Confirming) {
        if countMiss() { readBack(confirming) }
    }
}
