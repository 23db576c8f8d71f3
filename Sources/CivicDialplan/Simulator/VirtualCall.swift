import CivicCore
package import CivicSpeech
package import Foundation

/// One thing that happened in a virtual call, and what the walk made of it.
package struct Occurrence: Sendable, Equatable {
    /// Since the call began.
    package var at: Duration
    /// `nil` when a deadline of the walk was reached.
    package var event: WalkEvent?
    package var effects: [WalkEffect]
    package var ways: [WayTaken]
}

/// A call in virtual time: a walk, its clock, and a host that plays, records and remembers what it owes.
///
///     send(event), step(until:) ─▶ Walk ─▶ effects ─▶ speech, tone, recording, questions
///                                            └──────▶ occurrences
///
/// Nothing waits and nothing is read. The simulator and the tests beside plans are two hands on it.
package struct VirtualCall: Sendable {
    /// A question of the walk that the host has not answered.
    package struct Question: Sendable, Equatable {
        package var token: WalkToken
        package var source: String
    }

    package struct Recording: Sendable, Equatable {
        package var token: WalkToken
        package var since: Duration
        package var longest: Duration
    }

    private struct Sound: Sendable {
        var token: WalkToken
        var until: Duration
    }

    package private(set) var walk: Walk
    /// The plan that the call began in; `walk.plan` is the one that it is in now.
    package let firstPlan: Plan
    package let catalogue: PromptCatalogue
    /// Wall-clock time at which the call comes in, for opening hours.
    package let begin: Date
    /// Since the call began.
    package private(set) var elapsed = Duration.zero
    /// Everything so far.
    package private(set) var occurrences: [Occurrence] = []
    package private(set) var lookUps: [Question] = []
    package private(set) var openings: [WalkToken] = []
    package private(set) var recording: Recording?
    /// The place in line.
    package private(set) var queue: WalkToken?
    /// Somebody whom the caller is being put through to, or talks with.
    package private(set) var transfer: WalkToken?
    /// What the house answers by itself when it is asked for a text that is put in front; `nil` where it waits to be told.
    package var surge: LookUpOutcome?
    private var speech: Sound?
    private var tone: Sound?

    /// Speech is taken to last so long for each sign of a Mandarin text, and a third of it for others.
    private static let perSign = Duration.milliseconds(210)

    package init(plan: Plan, context: CallerContext, catalogue: PromptCatalogue, begin: Date) {
        walk = Walk(plan: plan, context: context)
        firstPlan = plan
        self.catalogue = catalogue
        self.begin = begin
    }

    package var isOver: Bool { walk.isOver }

    // MARK: Time

    private var now: MonotonicInstant { MonotonicInstant.zero + elapsed }
    private var wallClock: Date { begin.addingTimeInterval(elapsed.inSeconds) }

    /// When something next happens by itself, since the call began; `nil` where nothing will.
    package var nextEvent: Duration? {
        let deadline = walk.nextDeadline.map { $0 - MonotonicInstant.zero }
        return [speech?.until, tone?.until, deadline].compactMap { $0 }.min()
    }

    /// Lets the next thing happen that is due by `end`.
    ///
    /// - Returns: whether there was one.
    package mutating func step(until end: Duration) -> Bool {
        guard !isOver, let next = nextEvent, next <= end else { return false }
        elapsed = max(elapsed, next)
        if let ending = speech, ending.until <= elapsed {
            speech = nil
            send(.spoken(ending.token))
        } else if let ending = tone, ending.until <= elapsed {
            tone = nil
            send(.spoken(ending.token))
        } else {
            carryOut(walk.advance(to: now, wallClock: wallClock), of: nil)
        }
        return true
    }

    /// Lets time pass, with everything that happens by itself; a call that ends stops the clock.
    package mutating func pass(to end: Duration) {
        while step(until: end) {}
        if !isOver { elapsed = max(elapsed, end) }
    }

    // MARK: Events

    package mutating func send(_ event: WalkEvent) {
        guard !isOver else { return }
        carryOut(walk.handle(event, at: now, wallClock: wallClock), of: event)
    }

    /// Answers a question; `false` when it is not open.
    @discardableResult
    package mutating func answer(_ token: WalkToken, _ outcome: LookUpOutcome) -> Bool {
        guard let index = lookUps.firstIndex(where: { $0.token == token }) else { return false }
        lookUps.remove(at: index)
        send(.lookedUp(token, outcome))
        return true
    }

    /// Says that a case has been written, or that it could not be; `false` when it is not being opened.
    @discardableResult
    package mutating func answer(_ token: WalkToken, caseNumber: String?) -> Bool {
        guard let index = openings.firstIndex(of: token) else { return false }
        openings.remove(at: index)
        send(.caseOpened(token, number: caseNumber))
        return true
    }

    /// Closes the recording that runs; `false` when there is none.
    ///
    /// - Parameter seconds: its length; the time since it began where `nil`.
    @discardableResult
    package mutating func endRecording(seconds: Int? = nil, heardSpeech: Bool = true) -> Bool {
        guard let recording else { return false }
        self.recording = nil
        let length = seconds ?? Int((elapsed - recording.since).inSeconds)
        send(.recorded(recording.token, seconds: max(0, length), heardSpeech: heardSpeech))
        return true
    }

    /// Tells news of the place in line; `false` when there is none.
    @discardableResult
    package mutating func tell(_ news: QueueNews) -> Bool {
        guard let queue else { return false }
        if news == .refused || news == .served { self.queue = nil }
        send(.queue(queue, news))
        return true
    }

    /// Tells news of a transfer; `false` when nobody is being rung.
    @discardableResult
    package mutating func tell(_ news: TransferNews) -> Bool {
        guard let transfer else { return false }
        if news != .answered { self.transfer = nil }
        send(.transfer(transfer, news))
        return true
    }

    // MARK: What the walk wants

    private mutating func carryOut(_ effects: [WalkEffect], of event: WalkEvent?) {
        occurrences.append(Occurrence(at: elapsed, event: event, effects: effects, ways: walk.ways))
        for effect in effects {
            switch effect {
            case .say(let token, let utterances, let language, _):
                let text = catalogue.render(utterances, in: language).text
                speech = Sound(token: token, until: elapsed + Self.length(of: text))
            case .stopSpeaking:
                speech = nil
                tone = nil
            case .tone(let token, _, _, let duration), .countryTone(let token, _, let duration):
                tone = Sound(token: token, until: elapsed + duration)
            case .lookUp(let token, let source, _): lookUps.append(Question(token: token, source: source))
            case .record(let token, let longest, _):
                recording = Recording(token: token, since: elapsed, longest: longest)
            case .openCase(let token, _, _, _): openings.append(token)
            case .enqueue(let token, _, _): queue = token
            case .leaveQueue: queue = nil
            case .trail(_, .lookedUp(let source, .late)): lookUps.removeAll { $0.source == source }
            case .transfer(let token, _, _, _): transfer = token
            case .endTransfer: transfer = nil
            case .ring, .answer, .music, .loopBack, .stopRecording, .setLanguage, .rememberLanguage, .survey, .comment,
                .receipt, .trail,
                .hangUp:
                break
            }
        }
        // A key that stopped the recording ends it here at once; a real one takes a moment.
        if effects.contains(where: { if case .stopRecording = $0 { true } else { false } }) { endRecording() }
        if let surge, let question = lookUps.first(where: { $0.source == AnnounceSurgeStep.source }) {
            answer(question.token, surge)
        }
    }

    private static func length(of text: String) -> Duration {
        text.unicodeScalars.reduce(.milliseconds(300)) { $0 + ($1.value >= 0x2E80 ? perSign : perSign / 3) }
    }
}
