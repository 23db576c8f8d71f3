import CivicCore
import CivicSpeech
import Foundation

/// A call of the proof: the real walking machine, a caller who presses nothing, and a world that answers by choice.
///
/// It is a value: at a choice the proof copies it and lets every copy hear another answer. So there is no second account
/// of what a dialplan does that could differ from what callers meet.
struct ProofCall {
    /// Where a silent call comes to.
    enum End: Equatable {
        /// In line, or speaking a message that becomes a case.
        case helped
        case sentAway
        /// The machine has brought the caller to the person, because the call had lasted too long.
        case tooLong
    }

    /// Something outside that may answer in several ways.
    enum Choice: Equatable {
        case lookUp(WalkToken, source: String)
        case openCase(WalkToken)
        case transfer(WalkToken)
    }

    /// One way in which a choice may turn out.
    enum Answer: Equatable {
        case late
        case lookedUp(LookUpOutcome)
        case caseOpened
        case caseFailed
        case transferred(TransferNews)
    }

    /// One line of what happened, with the time since the call began.
    struct Line {
        var at: Duration
        var text: String
        /// Of a line that enters a step: the branch that led there, where the world outside chose it.
        var cause: String?
    }

    private(set) var walk: Walk
    private(set) var now = MonotonicInstant.zero
    private(set) var lines: [Line] = []
    private(set) var end: End?
    private(set) var choice: Choice?
    /// `human-first` has brought this caller to the person.
    private(set) var isHumanFirst = false
    /// Steps that have asked such a caller for keys since, in order, each once.
    private(set) var questions: [StepID] = []
    /// How many lines there were at the last of them.
    private var linesAtQuestion = 0
    private let begin: Date
    private let voice: ProofVoice
    private var speech: (token: WalkToken, until: MonotonicInstant)?
    private var pending: [Choice] = []
    /// The branch that the last answer from outside took.
    private var lastOutcome: String?

    init(_ plan: Plan, from start: StepID, called: String, at begin: Date, voice: ProofVoice) {
        let context = CallerContext(
            callerNumber: "10000000000", calledNumber: called, language: plan.languages.first ?? .mandarin)
        walk = Walk(plan: plan, context: context)
        walk.step = start
        self.begin = begin
        self.voice = voice
    }

    var elapsed: Duration { now - .zero }
    private var wallClock: Date { begin.addingTimeInterval(elapsed.inSeconds) }

    mutating func start() {
        take(walk.handle(.started, at: now, wallClock: wallClock))
        goOn()
    }

    mutating func hear(_ answer: Answer) {
        guard let choice else { return }
        pending.removeAll { $0 == choice }
        self.choice = nil
        lastOutcome = Self.branch(of: answer)
        switch (choice, answer) {
        case (.lookUp(_, let source), .late): note("? \(source) does not answer")
        case (.lookUp(let token, let source), .lookedUp(let outcome)):
            note("? \(source): \(Self.text(of: outcome))")
            feed(.lookedUp(token, outcome))
        case (.openCase(let token), .caseOpened):
            note("+ the case is written")
            feed(.caseOpened(token, number: "10000017"))
        case (.openCase(let token), _):
            note("+ the case cannot be written")
            feed(.caseOpened(token, number: nil))
        case (.transfer, .transferred(.answered)):
            note("☎ somebody takes the call")
            end = .helped
        case (.transfer(let token), .transferred(let news)):
            note("☎ put through: \(news)")
            feed(.transfer(token, news))
        default: break
        }
        goOn()
    }

    /// Lets time pass until something may turn out in several ways, or the call has come to something.
    private mutating func goOn() {
        var rounds = 0
        while end == nil, choice == nil, !walk.isOver {
            rounds += 1
            if let next = pending.first {
                choice = next
                return
            }
            let deadlines = [speech?.until, walk.nextDeadline].compactMap { $0 }
            guard let next = deadlines.min(), rounds < 20_000 else { return end = .sentAway }
            now = max(now, next)
            if let ending = speech, ending.until <= now {
                speech = nil
                feed(.spoken(ending.token))
            } else {
                let isWaiting = walk.isWaitingForKey
                if isWaiting { noteQuestion() }
                let effects = walk.advance(to: now, wallClock: wallClock)
                if isWaiting { note("… no key is pressed") }
                take(effects)
            }
        }
    }

    private mutating func noteQuestion() {
        guard isHumanFirst, !questions.contains(walk.step) else { return }
        questions.append(walk.step)
        linesAtQuestion = lines.count
    }

    /// The call up to the last question of those.
    var cut: ProofCall {
        var cut = self
        cut.lines.removeSubrange(linesAtQuestion...)
        return cut
    }

    private mutating func feed(_ event: WalkEvent) {
        take(walk.handle(event, at: now, wallClock: wallClock))
    }

    private mutating func note(_ text: String) { lines.append(Line(at: elapsed, text: text)) }

    private mutating func take(_ effects: [WalkEffect]) {
        if walk.isPastLongestCall, end == nil { end = .tooLong }
        if walk.ways.contains(where: { $0.cause == .outcome(IdentifyStep.humanFirstWord) }) { isHumanFirst = true }
        for effect in effects where end == nil {
            switch effect {
            case .say(let token, let utterances, let language, _):
                note("▶ \(voice.text(of: utterances, in: language))")
                speech = (token, now + voice.length(of: utterances, in: language))
            case .stopSpeaking: speech = nil
            case .tone(let token, _, _, let duration), .countryTone(let token, _, let duration):
                speech = (token, now + duration)
            case .lookUp(let token, let source, _): pending.append(.lookUp(token, source: source))
            case .openCase(let token, _, _, _): pending.append(.openCase(token))
            case .transfer(let token, _, _, _): pending.append(.transfer(token))
            case .enqueue(_, let queue, _):
                note("≡ in line for \(queue)")
                end = .helped
            case .record(_, _, let purpose):
                note("● may speak a message")
                if purpose == .message { end = .helped }
            case .trail(let step, .entered):
                lines.append(Line(at: elapsed, text: "· \(step)", cause: lastOutcome))
                lastOutcome = nil
                // The other plan is proven by itself, and so is its door.
                if case .goto = walk.plan.step(named: step)?.action { end = .helped }
            case .hangUp(let reason):
                note("☏ hung up: \(reason)")
                end = .sentAway
            default: break
            }
        }
    }

    private static func branch(of answer: Answer) -> String? {
        switch answer {
        case .late: "late"
        case .lookedUp(.found): "found"
        case .lookedUp(.notFound): "not-found"
        case .lookedUp(.locked): "locked"
        case .lookedUp(.failed), .caseFailed, .transferred(.failed): "failed"
        case .caseOpened: "opened"
        case .transferred(.unanswered): "no-answer"
        case .transferred: nil
        }
    }

    private static func text(of outcome: LookUpOutcome) -> String {
        switch outcome {
        case .notFound: "not found"
        case .locked: "locked"
        case .failed: "failed"
        case .found(let fields):
            "found "
                + fields.sorted { $0.key < $1.key }.map { name, value in
                    switch value {
                    case .text(let text): "\(name)=\(text)"
                    case .number(let number): "\(name)=\(number)"
                    case .flag(let flag): "\(name)=\(flag)"
                    case .absent: "\(name)=-"
                    default: "\(name)=…"
                    }
                }.joined(separator: " ")
        }
    }
}

extension Walk {
    /// Nothing is being said and a key would be taken.
    var isWaitingForKey: Bool {
        guard speech == nil else { return false }
        switch stay {
        case .listening, .collecting, .confirming: return true
        default: return false
        }
    }
}
