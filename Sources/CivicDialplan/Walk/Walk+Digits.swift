import CivicCore

// Digits into a variable, for `collect` and for the question to a household.
extension Walk {
    /// A terminator that comes so soon after the last digit belongs to it.
    static let terminatorFollows = Duration.seconds(2)

    mutating func enter(_ collect: CollectStep) {
        let prompt = misses[step] == nil ? collect.prompt : collect.again ?? collect.prompt
        collectDigits(
            CollectRules(
                length: collect.length, takesStar: collect.takesStar, terminator: collect.terminator,
                wait: collect.attempts.wait, between: collect.between, isInterruptible: collect.isInterruptible,
                loneZeroIsPerson: collect.kind == .money, isSecret: collect.isSecret),
            prompt)
    }

    mutating func ask(_ household: IdentifyStep.Household) {
        collectDigits(
            CollectRules(
                length: 4...4, takesStar: false, terminator: "#", wait: household.wait, between: .seconds(4),
                isInterruptible: true, zeroIsPerson: true, isSecret: true),
            misses[step] == nil ? household.prompt : household.again ?? household.prompt)
    }

    private mutating func collectDigits(_ rules: CollectRules, _ prompt: [SpokenItem]) {
        stay = .collecting(Collecting(rules: rules))
        let isSkipped = rules.isInterruptible && !typedAhead.isEmpty
        if isSkipped || !speak(prompt, isInterruptible: rules.isInterruptible) { spoke() }
    }

    /// - Returns: whether the digits are complete, or not to be had.
    mutating func digit(_ typed: KeyTyped, _ collecting: Collecting) -> Bool {
        let key = typed.key
        var collecting = collecting
        let rules = collecting.rules
        if key == rules.terminator {
            takes(typed.number, as: .open)
            digitsAreTerminated(collecting)
            return true
        }
        guard key.isNumber || KeyTaken.isMask(key) || (key == "*" && rules.takesStar) else {
            takes(typed.number, as: .open)
            digitsMissed(.wrongKey)
            return true
        }
        if key == "0", rules.zeroIsPerson, collecting.digits.isEmpty, leaveForPerson() {
            takes(typed.number, as: .open)
            return true
        }
        takes(typed.number, as: rules.isSecret ? .secret : .open)
        collecting.digits.append(key)
        collecting.keys.append(typed.number)
        collecting.until = now + rules.between
        stay = .collecting(collecting)
        guard collecting.digits.count == rules.length.upperBound else { return false }
        if let terminator = rules.terminator {
            // It may follow in what was typed ahead, or be on its way.
            if let next = typedAhead.first, next.key == terminator {
                typedAhead.removeFirst()
                takes(next.number, as: .open)
            } else {
                swallowed = (terminator, now + Self.terminatorFollows)
            }
        }
        collected(collecting)
        return true
    }

    private mutating func digitsAreTerminated(_ collecting: Collecting) {
        if collecting.digits.isEmpty {
            switch plan[step].action {
            case .collect(let collect):
                guard let empty = collect.empty else { return digitsMissed(.wrongKey) }
                misses[step] = nil
                go(empty, by: .empty)
            case .identify(let identify):
                misses[step] = nil
                go(identify.unknown, by: .outcome("unknown"))
            default: break
            }
        } else {
            complete(collecting)
        }
    }

    /// No further digit came.
    mutating func digitsAreOver(_ collecting: Collecting) {
        if collecting.digits.isEmpty { digitsMissed(.silence) } else { complete(collecting) }
    }

    private mutating func complete(_ collecting: Collecting) {
        let isAnswer = collecting.rules.length.contains(collecting.digits.count)
        let isZeros = collecting.digits.allSatisfy { $0 == "0" }
        if isZeros, !isAnswer || collecting.rules.loneZeroIsPerson, leaveForPerson() {
            for key in collecting.keys { takes(key, as: .open) }
            return
        }
        if isAnswer { collected(collecting) } else { digitsMissed(.wrongKey) }
    }

    /// 0 instead of an answer, once or in haste several times.
    mutating func leaveForPerson() -> Bool {
        guard let person = plan.person else { return false }
        misses[step] = nil
        note(.pressed("0"))
        go(person)
        return true
    }

    private mutating func collected(_ collecting: Collecting) {
        switch plan[step].action {
        case .collect(let collect):
            if !collected(collecting.digits, collect), collect.isSecret {
                for key in collecting.keys { takes(key, as: .failing) }
            }
        case .identify(let identify): askWhoWasBorn(in: collecting.digits, identify)
        default: break
        }
    }

    private mutating func digitsMissed(_ miss: Miss) {
        if case .identify(let identify) = plan[step].action { householdMissed(identify) } else { missed(miss) }
    }

    /// The year was not keyed, or it fits nobody; nobody learns which.
    mutating func householdMissed(_ identify: IdentifyStep) {
        typedAhead = []
        let count = misses[step, default: 0] + 1
        guard let household = identify.household, count < household.attempts else {
            misses[step] = nil
            return go(identify.unknown, by: .outcome("unknown"))
        }
        misses[step] = count
        ask(household)
    }
}
