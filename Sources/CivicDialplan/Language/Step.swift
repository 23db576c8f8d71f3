/// A step of one plan, by its place in `Plan.steps`.
package struct StepID: Hashable, Sendable {
    package var index: Int

    package init(index: Int) {
        self.index = index
    }
}

/// One step of a dialplan.
package struct Step: Sendable {
    package let id: StepID
    package let name: String
    package internal(set) var action: StepAction
    /// Of its name in the file, from 1.
    package let line: Int
    /// Of its name in the file, from 1.
    package let column: Int
}

/// What a step does. The list is closed: a new kind shows the compiler every place that has to know it.
package enum StepAction: Sendable {
    case say(SayStep)
    case menu(MenuStep)
    case chooseLanguage(ChooseLanguageStep)
    case collect(CollectStep)
    case identify(IdentifyStep)
    case branch(BranchStep)
    case hours(HoursStep)
    case lookUp(LookUpStep)
    case set(SetStep)
    case openCase(OpenCaseStep)
    case queue(QueueStep)
    case record(RecordStep)
    case goodbye(GoodbyeStep)
    case anyKey(AnyKeyStep)
    case ring(RingStep)
    case tone(ToneStep)
    case loopBack(LoopBackStep)
    case quiet(QuietStep)
    case goto(GotoStep)
    case transfer(TransferStep)
    case survey(SurveyStep)
    case answer(AnswerStep)
    case announceSurge(AnnounceSurgeStep)
}

/// A way out of a step.
package struct Exit: Hashable, Sendable {
    package enum Cause: Hashable, Sendable {
        case then
        case key(Character)
        case anyKey
        /// Enough digits.
        case digits
        case silence
        case wrongKey
        /// Keyed in full, but no such number, day or sum.
        case checkFailed
        case exhausted
        /// Pound without digits.
        case empty
        /// Of a look-up, of the hours, of the queue: the word of the language.
        case outcome(String)
        case condition(line: Int)
        case otherwise
    }

    package var cause: Cause
    package var target: StepID
    /// Variables that have a value on this way.
    package var assigns: Set<String> = []

    /// Whether the caller does something to take it.
    var isByKey: Bool {
        switch cause {
        case .key, .anyKey, .digits, .empty: true
        default: false
        }
    }

    /// Whether it can be taken only as often as there are attempts.
    var isBounded: Bool {
        switch cause {
        case .silence, .wrongKey, .checkFailed: true
        default: false
        }
    }

    /// For a path in a message: `key 1`, `silence`, `not-found`.
    package var label: String {
        switch cause {
        case .then: "then"
        case .key(let key): "key \(key)"
        case .anyKey: "any key"
        case .digits: "digits"
        case .silence: "silence"
        case .wrongKey: "wrong-key"
        case .checkFailed: "check-failed"
        case .exhausted: "exhausted"
        case .empty: "empty"
        case .outcome(let word): word
        case .condition(let line): "when (line \(line))"
        case .otherwise: "otherwise"
        }
    }
}

extension Step {
    /// Every way out, without the 0 that leads to a person from anywhere.
    package var exits: [Exit] {
        switch action {
        case .say(let step): step.exits
        case .menu(let step): step.exits
        case .chooseLanguage(let step): step.exits
        case .collect(let step): step.exits
        case .identify(let step): step.exits
        case .branch(let step): step.exits
        case .hours(let step): step.exits
        case .lookUp(let step): step.exits
        case .set(let step): step.exits
        case .openCase(let step): step.exits
        case .queue(let step): step.exits
        case .record(let step): step.exits
        case .goodbye(let step): step.exits
        case .anyKey(let step): step.exits
        case .ring(let step): step.exits
        case .tone(let step): step.exits
        case .loopBack(let step): step.exits
        case .quiet(let step): step.exits
        case .goto(let step): step.exits
        case .transfer(let step): step.exits
        case .survey(let step): step.exits
        case .answer(let step): step.exits
        case .announceSurge(let step): step.exits
        }
    }
}
