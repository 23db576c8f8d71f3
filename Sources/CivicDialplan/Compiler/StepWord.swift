import CivicYAML

/// The word that says what a step does.
package enum StepWord: String, CaseIterable, Sendable {
    case say, menu, collect, identify, branch, hours, set, call, queue, record, goodbye, ring, tone, quiet, goto,
        transfer, survey, verify, answer, relay
    case chooseLanguage = "choose-language"
    case lookUp = "look-up"
    case openCase = "open-case"
    case callBack = "call-back"
    case caseStatus = "case-status"
    case disputeCase = "dispute-case"
    case agreeCase = "agree-case"
    case anyKey = "any-key"
    case announceSurge = "announce-surge"
    case loopBack = "loop-back"

    /// Of a step as it is written; `any-key` names a step of its own and a branch of `tone`, `call-back` one and a word of
    /// `queue`.
    static func of(_ step: YAMLValue) -> StepWord? {
        let words = (step.mapping ?? []).compactMap { $0.key.string.flatMap(StepWord.init(rawValue:)) }
        return words.first { $0 != .anyKey && $0 != .callBack } ?? words.first
    }

    func read(_ reader: inout StepReader) -> StepAction? {
        switch self {
        case .say: SayStep(reading: &reader).map { .say($0) }
        case .menu: MenuStep(reading: &reader).map { .menu($0) }
        case .chooseLanguage: ChooseLanguageStep(reading: &reader).map { .chooseLanguage($0) }
        case .collect: CollectStep(reading: &reader).map { .collect($0) }
        case .identify: IdentifyStep(reading: &reader).map { .identify($0) }
        case .branch: BranchStep(reading: &reader).map { .branch($0) }
        case .hours: HoursStep(reading: &reader).map { .hours($0) }
        case .lookUp: LookUpStep(reading: &reader).map { .lookUp($0) }
        case .set: SetStep(reading: &reader).map { .set($0) }
        case .call: SetStep(readingCall: &reader).map { .set($0) }
        case .openCase: OpenCaseStep(reading: &reader).map { .openCase($0) }
        case .queue: QueueStep(reading: &reader).map { .queue($0) }
        case .record: RecordStep(reading: &reader).map { .record($0) }
        case .goodbye: GoodbyeStep(reading: &reader).map { .goodbye($0) }
        case .anyKey: AnyKeyStep(reading: &reader).map { .anyKey($0) }
        case .ring: RingStep(reading: &reader).map { .ring($0) }
        case .tone: ToneStep(reading: &reader).map { .tone($0) }
        case .loopBack: LoopBackStep(reading: &reader).map { .loopBack($0) }
        case .quiet: QuietStep(reading: &reader).map { .quiet($0) }
        case .goto: GotoStep(reading: &reader).map { .goto($0) }
        case .transfer: TransferStep(reading: &reader).map { .transfer($0) }
        case .survey: SurveyStep(reading: &reader).map { .survey($0) }
        case .answer: AnswerStep(reading: &reader).map { .answer($0) }
        case .announceSurge: AnnounceSurgeStep(reading: &reader).map { .announceSurge($0) }
        case .caseStatus, .verify, .disputeCase, .agreeCase, .callBack, .relay:
            SetStep(readingBlock: &reader).map { .set($0) }
        }
    }
}
