import CivicCore

// Questions to data sources: who may be calling, how a case stands.
extension Walk {
    /// Puts the question of an `identify` or `look-up` step, unless it is under way already.
    mutating func inquire(for target: StepID) -> Inquiry? {
        if let inquiry = inquiries[target] { return inquiry }
        let inquiry: Inquiry
        switch plan[target].action {
        case .identify:
            guard let number = context.callerNumber else {
                inquiry = Inquiry(token: newToken(), source: IdentifyStep.source, outcome: .notFound)
                break
            }
            inquiry = put(IdentifyStep.source, ["number": .text(number)])
        case .lookUp(let lookUp):
            inquiry = put(lookUp.source, lookUp.arguments.mapValues { $0.value(variable) })
        case .announceSurge:
            inquiry = put(
                AnnounceSurgeStep.source, ["plan": .text(plan.name), "language": .text(language.tag)])
        default: return nil
        }
        inquiries[target] = inquiry
        return inquiry
    }

    private mutating func put(_ source: String, _ arguments: [String: DialplanValue]) -> Inquiry {
        let token = newToken()
        effects.append(.lookUp(token, source: source, arguments: arguments))
        return Inquiry(token: token, source: source)
    }

    mutating func enterInquiry(of target: StepID) {
        guard let inquiry = inquire(for: target) else { return }
        let deadline: Duration
        var prompt: [SpokenItem] = []
        switch plan[target].action {
        case .identify(let identify): deadline = identify.deadline
        case .lookUp(let lookUp):
            deadline = lookUp.deadline
            if inquiry.outcome == nil { prompt = lookUp.prompt }
        case .announceSurge: deadline = AnnounceSurgeStep.deadline
        default: return
        }
        wait(for: inquiry, deadline, saying: prompt)
    }

    private mutating func wait(for inquiry: Inquiry, _ deadline: Duration, saying prompt: [SpokenItem]) {
        let inquiring = Inquiring(inquiry: inquiry, until: now + deadline)
        stay = .inquiring(inquiring)
        if !speak(prompt, isInterruptible: false), inquiry.outcome != nil { conclude(inquiring) }
    }

    mutating func lookedUp(_ token: WalkToken, _ outcome: LookUpOutcome) {
        for (target, inquiry) in inquiries where inquiry.token == token {
            inquiries[target]?.outcome = outcome
        }
        guard case .inquiring(var inquiring) = stay, inquiring.inquiry.token == token else { return }
        inquiring.inquiry.outcome = outcome
        stay = .inquiring(inquiring)
        if speech == nil { conclude(inquiring) }
    }

    /// Goes on with the answer, or without it when it is late; what comes later finds nobody waiting.
    mutating func conclude(_ inquiring: Inquiring) {
        inquiries[step] = nil
        let inquiry = inquiring.inquiry
        let result: LookUpNote =
            switch inquiry.outcome {
            case .found: .found
            case .notFound: .notFound
            case .locked: .locked
            case .failed: .failed
            case nil: .late
            }
        // An ordinary day is no news.
        if inquiry.source != AnnounceSurgeStep.source || result != .notFound {
            note(.lookedUp(source: inquiry.source, outcome: result))
        }
        var fields: [String: DialplanValue] = [:]
        if case .found(let found) = inquiry.outcome { fields = found }
        switch plan[step].action {
        case .lookUp(let lookUp): conclude(lookUp, result, fields)
        case .announceSurge(let announce): conclude(announce, fields)
        case .identify(let identify):
            if inquiry.source == IdentifyStep.householdSource {
                concludeHousehold(identify, result, fields)
            } else {
                conclude(identify, result, fields)
            }
        default: break
        }
    }

    private mutating func conclude(_ lookUp: LookUpStep, _ result: LookUpNote, _ fields: [String: DialplanValue]) {
        for name in lookUp.fields.keys {
            variables["\(lookUp.into).\(name)"] = fields[name] ?? .absent
        }
        if result == .found, lookUp.verifies { set(.proven) }
        if result != .notFound { misses[step] = nil }
        switch result {
        case .found: go(lookUp.found, by: .outcome("found"))
        case .locked:
            guard let locked = lookUp.locked else { return foundNothing(lookUp) }
            go(locked, by: .outcome("locked"))
        case .notFound: foundNothing(lookUp)
        case .late: go(lookUp.late, by: .outcome("late"))
        case .failed: go(lookUp.failed, by: .outcome("failed"))
        }
    }

    /// Counted where the step bounds it, so that nobody goes round with a proof that never fits.
    private mutating func foundNothing(_ lookUp: LookUpStep) {
        guard let bound = lookUp.bound else { return go(lookUp.notFound, by: .outcome("not-found")) }
        let count = misses[step, default: 0] + 1
        guard count < bound.attempts else {
            misses[step] = nil
            return go(bound.exhausted, by: .exhausted)
        }
        misses[step] = count
        go(lookUp.notFound, by: .outcome("not-found"))
    }

    private mutating func conclude(_ identify: IdentifyStep, _ result: LookUpNote, _ fields: [String: DialplanValue]) {
        let own = LookUpSignature.hotline[IdentifyStep.source]?.ownFields ?? [:]
        for (name, value) in fields where name != "confidence" && own[name] == nil {
            variables["caller.\(name)"] = value
        }
        if case .text(let name)? = fields["township"] { township = name }
        if result == .found { set(confidence(of: fields)) }
        switch result {
        case .found:
            if fields["known"] == .flag(true) {
                goOnKnown(identify, fields)
            } else if case .number(let candidates)? = fields["candidates"], candidates > 1,
                let household = identify.household
            {
                ask(household)
            } else {
                go(identify.unknown, by: .outcome("unknown"))
            }
        case .notFound, .locked: go(identify.unknown, by: .outcome("unknown"))
        case .late, .failed: go(identify.late, by: .outcome("late"))
        }
    }

    /// Human first: to the place that 0 leads to and no other, so that nobody gets into another line by it.
    private mutating func goOnKnown(_ identify: IdentifyStep, _ fields: [String: DialplanValue]) {
        let isMeant = identify.humanFirst.contains { fields[$0.rawValue] == .flag(true) }
        if isMeant, let person = plan.person {
            go(person, by: .outcome(IdentifyStep.humanFirstWord))
        } else {
            go(identify.known, by: .outcome("known"))
        }
    }

    // MARK: A phone that several people share

    mutating func askWhoWasBorn(in year: String, _ identify: IdentifyStep) {
        note(.collected(name: "birth-year", digits: year))
        let inquiry = put(
            IdentifyStep.householdSource,
            ["number": context.callerNumber.map { .text($0) } ?? .absent, "birth-year": .text(year)])
        wait(for: inquiry, identify.deadline, saying: [])
    }

    private mutating func concludeHousehold(
        _ identify: IdentifyStep, _ result: LookUpNote, _ fields: [String: DialplanValue]
    ) {
        switch result {
        case .found:
            misses[step] = nil
            variables["caller.known"] = .flag(true)
            set(.likely)
            variables["caller.citizen"] = fields["citizen"] ?? .absent
            variables["caller.likely"] = fields["likely"] ?? .absent
            goOnKnown(identify, fields)
        case .notFound, .locked: householdMissed(identify)
        case .late, .failed:
            misses[step] = nil
            go(identify.late, by: .outcome("late"))
        }
    }
}
