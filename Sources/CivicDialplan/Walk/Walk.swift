package import CivicCore
package import Foundation

/// One caller's way through a plan: events and time in, effects out.
///
///     started ─▶ step ─then, key, outcome, time-out─▶ step ─▶ … ─▶ last words ─▶ hangUp
///
/// It is the same machine in the live call, in the simulator and in the proof's random walks. Every state that waits
/// has a deadline, so a walk ends by itself whatever its host leaves unanswered; only an agent has no time limit.
package struct Walk: Sendable {
    /// The plan that the call is in now.
    package internal(set) var plan: Plan
    package let context: CallerContext

    var step: StepID
    var stay = Stay.arriving
    var speech: Speech?
    var language: Language
    /// Of the plan; built-in ones are worked out when asked for.
    var variables: [String: DialplanValue] = [:]
    /// Variables whose value the agent's screen does not show.
    var secrets: Set<String> = []
    /// Keys that came before a step could take them.
    var typedAhead: [KeyTyped] = []
    /// A terminator that follows what was complete without it.
    var swallowed: (key: Character, until: MonotonicInstant)?
    /// By step; see `Attempts`.
    var misses: [StepID: Int] = [:]
    /// Questions that have been put before their step is reached.
    var inquiries: [StepID: Inquiry] = [:]
    /// A message has been recorded that is no case yet; its length in seconds.
    var unfiledMessage: Int?
    /// Keys pressed in menus, for the summary of a case.
    var pressed: [Character] = []
    /// What the caller did, for whom the caller is put through to.
    var story: [String] = []
    /// Those that a step could have taken.
    var keyCount = 0
    var music: String?
    var isAnswered = false
    var isLoopedBack = false
    var isPastLongestCall = false
    var jumps = 0
    /// Where the caller lives, once `identify` has found it; for closures of calendars, and in no condition.
    var township: String?
    var isLostBetweenPlans = false
    /// The citizen has answered our call and has not taken it yet.
    var greetsFirst = false
    var startedAt = MonotonicInstant.zero

    var now = MonotonicInstant.zero
    var wallClock = Date.distantPast
    var effects: [WalkEffect] = []
    /// Ways taken by the last event, in order.
    package private(set) var ways: [WayTaken] = []
    /// Keys that steps have taken in the last event, in order.
    package internal(set) var keysTaken: [KeyTaken] = []
    private var next: (target: StepID, cause: Exit.Cause?)?
    var lastToken: UInt32 = 0
    /// Steps that the walk may not leave; it is over where it would.
    var confinement: Set<StepID>?

    /// Silence of the host for so long counts as the end of the speech.
    static let longestSpeech = Duration.seconds(180)
    static let mostTypedAhead = 32
    private static let longestStory = 20

    package init(plan: Plan, context: CallerContext) {
        self.plan = plan
        self.context = context
        step = plan.entry(for: context.calledNumber)
        language = plan.languages.contains(context.language) ? context.language : plan.languages.first ?? .mandarin
    }

    /// What this number chose by key last time; known only before the call begins, and ignored where the plan does not
    /// speak it.
    package mutating func begin(in remembered: Language) {
        guard case .arriving = stay, plan.languages.contains(remembered) else { return }
        language = remembered
    }

    package var currentStep: String { plan[step].name }

    /// Somebody talks with the caller now: an agent, or whom the caller was put through to.
    package var isWithAgent: Bool {
        switch stay {
        case .waiting(let waiting): waiting.phase == .withAgent
        case .transferring(let transferring):
            if case .talking = transferring.phase { true } else { false }
        default: false
        }
    }

    /// The call is over, or was never begun.
    package var isOver: Bool {
        if case .ended = stay { true } else { false }
    }

    /// The language that the caller is served in now.
    package var currentLanguage: Language { language }

    package mutating func handle(_ event: WalkEvent, at now: MonotonicInstant, wallClock: Date) -> [WalkEffect] {
        run(at: now, wallClock) { walk in
            switch event {
            case .started: walk.begin()
            case .key(let key): walk.press(key)
            case .spoken(let token): walk.spoken(token)
            case .lookedUp(let token, let outcome): walk.lookedUp(token, outcome)
            case .caseOpened(let token, let number): walk.caseOpened(token, number)
            case .recorded(let token, let seconds, let heard): walk.recorded(token, seconds: seconds, heard: heard)
            case .queue(let token, let news): walk.hear(news, of: token)
            case .transfer(let token, let news): walk.hear(news, of: token)
            case .hungUp: walk.hungUp()
            case .shuttingDown: walk.shutDown()
            }
        }
    }

    /// When `advance(to:wallClock:)` next has work; `nil` while no timer runs.
    package var nextDeadline: MonotonicInstant? {
        [speech?.watchdog, stayDeadline, longestCallDeadline].compactMap { $0 }.min()
    }

    package mutating func advance(to now: MonotonicInstant, wallClock: Date) -> [WalkEffect] {
        run(at: now, wallClock) { walk in
            // Each round ends one wait; a later one begins at `now` and is not due yet, but for waits of zero.
            for _ in 0..<64 {
                guard let deadline = walk.nextDeadline, deadline <= now else { return }
                walk.fire()
                walk.settle()
            }
        }
    }

    // MARK: Going on

    private mutating func run(at now: MonotonicInstant, _ wallClock: Date, _ work: (inout Walk) -> Void)
        -> [WalkEffect]
    {
        ways.removeAll(keepingCapacity: true)
        keysTaken.removeAll(keepingCapacity: true)
        guard !isOver else { return [] }
        self.now = now
        self.wallClock = wallClock
        work(&self)
        settle()
        defer { effects = [] }
        return effects
    }

    /// - Parameter cause: the way out that is taken; `nil` where none is: 0 from anywhere, a lost caller, a step again.
    mutating func go(_ target: StepID, by cause: Exit.Cause? = nil) {
        next = (target, cause)
    }

    /// Enters steps until one waits.
    private mutating func settle() {
        var entered = 0
        var jumpsBefore = jumps
        while let (target, cause) = next {
            next = nil
            if let confinement, !confinement.contains(target) { return leaveProof() }
            let comesIn = jumps != jumpsBefore
            if case .arriving = stay, !comesIn {
            } else {
                ways.append(WayTaken(plan: plan.name, from: comesIn ? target : step, cause: cause, to: target))
            }
            entered = jumps == jumpsBefore ? entered + 1 : 1
            jumpsBefore = jumps
            // The compiler has proven that this cannot be; a caller is not to hang in the line if it is wrong.
            guard entered <= plan.steps.count + 8 else { return end(.failed) }
            enter(target)
        }
    }

    /// The citizen has answered a call of ours that goes by this plan from its start; before the walk begins.
    package mutating func beginAnswered() {
        guard case .arriving = stay else { return }
        isAnswered = true
    }

    private mutating func begin() {
        guard case .arriving = stay else { return }
        startedAt = now
        go(step)
    }

    mutating func newToken() -> WalkToken {
        lastToken += 1
        return WalkToken(value: lastToken)
    }

    mutating func answer() {
        guard !isAnswered else { return }
        isAnswered = true
        effects.append(.answer)
    }

    mutating func note(_ note: TrailNote) {
        effects.append(.trail(step: currentStep, note))
        tell(note)
    }

    /// Adds a line to the story, as long as it is one that somebody can take in.
    private mutating func tell(_ note: TrailNote) {
        guard story.count < Self.longestStory else { return }
        switch note {
        case .pressed(let key): story.append("\(currentStep) \(key)")
        case .collected(let name, let digits) where !digits.contains("•"): story.append("\(name) \(digits)")
        case .recorded(let seconds): story.append("recording of \(seconds) s")
        case .collected, .entered, .said, .lookedUp, .queued: break
        }
    }

    mutating func setMusic(_ clip: String?) {
        guard clip != music else { return }
        music = clip
        effects.append(.music(clip))
    }

    mutating func finish() {
        stay = .ended
        speech = nil
        next = nil
    }

    mutating func end(_ reason: HangUpReason) {
        finish()
        guard confinement == nil else { return }
        effects.append(.hangUp(reason))
    }

    // MARK: Variables

    func variable(_ name: String) -> DialplanValue {
        switch name {
        case "language": .text(language.tag)
        case "now": .date(wallClock)
        case "time": localTime.time
        case "weekday": localTime.weekday
        case "caller.confidence": variables[name] ?? .text(CallerConfidence.none.rawValue)
        case "called-number": .text(context.calledNumber)
        case "caller.number": context.callerNumber.map { .text($0) } ?? .absent
        default: variables[name] ?? .absent
        }
    }
}
