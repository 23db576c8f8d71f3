import CivicCore

// Keys, wherever they come.
extension Walk {
    enum Miss {
        case silence
        case wrongKey
        /// The keys were enough, but are no such number, day or sum.
        case checkFailed
    }

    /// Pressed in vain so often, a caller is no caller: a stuck key, or a machine that answers ours.
    var mostKeys: Int { plan.limits.keys * 4 }

    mutating func press(_ key: Character) {
        // A to D are on no citizen's phone, but the host has stopped speaking at them.
        guard StepReader.pad.contains(key) || KeyTaken.isMask(key) else { return skipSpeech() }
        guard !isIgnored(key), !isSwallowed(key) else { return }
        keyCount += 1
        guard keyCount <= mostKeys else {
            stopSpeaking()
            abandonStay()
            if case .waiting(let waiting) = stay { effects.append(.leaveQueue(waiting.token, .hungUp)) }
            return end(.tooManyKeys)
        }
        switch stay {
        case .listening, .collecting, .confirming:
            if keyCount % (plan.limits.keys + 1) == 0, let person = plan.person {
                return go(person)  // This caller is lost.
            }
            keyForInput(KeyTyped(key: key, number: keyCount))
        case .saying:
            typeAhead(KeyTyped(key: key, number: keyCount))
            skipSpeech()
        case .inquiring, .openingCase: typeAhead(KeyTyped(key: key, number: keyCount))
        case .arriving, .ended: break
        default:
            takes(keyCount, as: .open)
            keyAside(key)
        }
    }

    /// A key in a step that is about something else.
    private mutating func keyAside(_ key: Character) {
        switch stay {
        case .recording(let recording): keyWhileRecording(key, recording)
        case .waiting(let waiting): keyInLine(key, waiting)
        case .transferring: keyWhileTransferring(key)
        case .surveying(let surveying): keyInSurvey(key, surveying)
        case .reading(let reading): keyWhileReading(key, reading)
        case .passing: keyWhilePassing(key)
        case .leaving(let reason):
            if key == "0", reason == .goodbye, let person = plan.person { go(person) }
        default: break
        }
    }

    private func isIgnored(_ key: Character) -> Bool {
        if isWithAgent { return true }
        if case .menu(let menu) = plan[step].action { return menu.ignored.contains(key) }
        return false
    }

    /// The pound after digits that were complete without it, or after a recording that it has ended already.
    private mutating func isSwallowed(_ key: Character) -> Bool {
        defer { swallowed = nil }
        guard let swallowed else { return false }
        return swallowed.key == key && now <= swallowed.until
    }

    /// Ends speech that may be interrupted, as if it had been heard.
    mutating func skipSpeech() {
        guard speech?.isInterruptible == true else { return }
        stopSpeaking()
        spoke()
    }

    private mutating func typeAhead(_ key: KeyTyped) {
        if typedAhead.count < Self.mostTypedAhead { typedAhead.append(key) }
    }

    private mutating func keyForInput(_ key: KeyTyped) {
        if let speech, !speech.isInterruptible { return typeAhead(key) }
        if speech != nil {
            stopSpeaking()
            // The wait runs from here, and what was typed ahead comes first.
            spoke()
        }
        take(key)
    }

    /// Lets the present step have what was typed ahead, as far as it takes it.
    mutating func takeTypedAhead() {
        let place = step
        while step == place, let key = typedAhead.first {
            switch stay {
            case .listening(until: .some), .collecting: break
            default: return
            }
            typedAhead.removeFirst()
            if take(key) { return }
        }
    }

    /// - Returns: whether the step is done with.
    @discardableResult
    private mutating func take(_ typed: KeyTyped) -> Bool {
        let key = typed.key
        switch stay {
        case .listening:
            takes(typed.number, as: .open)
            choose(key)
            return true
        case .collecting(let collecting): return digit(typed, collecting)
        case .confirming(let confirming):
            takes(typed.number, as: .open)
            keyToConfirm(key, confirming)
            return true
        default: return true
        }
    }

    private mutating func choose(_ key: Character) {
        note(.pressed(key))
        if pressed.count < 40 { pressed.append(key) }
        variables["pressed"] = .text(String(key))
        switch plan[step].action {
        case .menu(let menu):
            guard let target = menu.keys[key] else { return wrong(key) }
            accept(target, by: .key(key))
        case .chooseLanguage(let choice):
            guard let chosen = choice.keys[key] else { return wrong(key) }
            language = chosen
            effects.append(.setLanguage(chosen))
            effects.append(.rememberLanguage(chosen))
            accept(choice.then, by: .key(key))
        case .anyKey(let anyKey):
            if key == "0", let person = plan.person { go(person) } else { accept(anyKey.then, by: .anyKey) }
        default: break
        }
    }

    private mutating func accept(_ target: StepID, by cause: Exit.Cause) {
        misses[step] = nil
        go(target, by: cause)
    }

    private mutating func wrong(_ key: Character) {
        if key == "0", let person = plan.person { go(person) } else { missed(.wrongKey) }
    }

    /// The caller pressed nothing, or nothing of use.
    mutating func missed(_ miss: Miss) {
        guard countMiss(), let attempts else { return }
        switch miss {
        case .silence: go(attempts.silence, by: .silence)
        case .wrongKey: go(attempts.wrongKey, by: .wrongKey)
        case .checkFailed:
            if let failed = attempts.checkFailed {
                go(failed, by: .checkFailed)
            } else {
                go(attempts.wrongKey, by: .wrongKey)
            }
        }
    }

    /// Counts a miss of the present step.
    ///
    /// - Returns: whether it is borne; the last one goes on at `exhausted`.
    mutating func countMiss() -> Bool {
        typedAhead = []
        guard let attempts else { return false }
        let count = misses[step, default: 0] + 1
        guard count < attempts.count else {
            misses[step] = nil
            go(attempts.exhausted, by: .exhausted)
            return false
        }
        misses[step] = count
        return true
    }

    private mutating func keyWhilePassing(_ key: Character) {
        skipSpeech()
        if case .tone(let tone) = plan[step].action {
            note(.pressed(key))
            abandonStay()
            go(tone.anyKey, by: .anyKey)
        } else if key == "0", isAnswered, let person = plan.person {
            abandonStay()
            go(person)
        }
    }
}
