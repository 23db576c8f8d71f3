import CivicCore
import CivicSpeech
import Foundation

/// A past caller in another plan: does in each step what was done there in the call, in virtual time.
///
/// A caller who is asked something that the past one was not asked says nothing from there on, so that it shows where
/// the plan takes somebody who does not answer.
struct Rehearsal: Sendable {
    private(set) var call: VirtualCall
    private(set) var finder = LandingFinder()
    /// Steps, in the order of the call.
    private(set) var path: [String] = []
    /// The first step that asked what the past caller was never asked.
    private(set) var newQuestion: String?
    private var script: CallerScript
    private var visit: CallerScript.Visit?
    private var isStopped = false
    private var seen = 0
    private var unanswered: Set<WalkToken> = []
    private var placesAsked: Set<WalkToken> = []

    /// A caller hears a prompt to its end, and presses keys so far apart.
    private static let betweenKeys = Duration.milliseconds(300)
    private static let longest = Duration.seconds(4 * 3_600)

    init(of replay: Replay, in plan: Plan, catalogue: PromptCatalogue) {
        script = CallerScript(replay)
        let record = replay.record
        let context = CallerContext(
            callerNumber: record.hasNumber ? String(KeyTaken.mask) : nil, calledNumber: record.calledNumber,
            language: Language(tag: record.language))
        call = VirtualCall(plan: plan, context: context, catalogue: catalogue, begin: record.startedAt)
        call.send(.started)
        run()
    }

    var landing: Landing { finder.landing }

    // MARK: The call

    private mutating func run() {
        // Every round lets something happen; a call that would go on for ever is left after a day's worth.
        for _ in 0..<20_000 {
            follow()
            guard !call.isOver, !isStopped, call.elapsed < Self.longest else { return }
            if answer() || act() { continue }
            guard let next = call.nextEvent, call.step(until: next) else { return }
        }
    }

    /// Takes in what has happened since the last round.
    private mutating func follow() {
        for occurrence in call.occurrences[seen...] {
            finder.add(occurrence)
            for case .trail(let step, .entered) in occurrence.effects {
                path.append(step)
                visit = script.visits[step]?.isEmpty == false ? script.visits[step]?.removeFirst() : nil
            }
        }
        seen = call.occurrences.count
    }

    // MARK: The house

    private mutating func answer() -> Bool {
        if let question = call.lookUps.first(where: { !unanswered.contains($0.token) }) {
            let known = script.lookUps[question.source]?.isEmpty == false
            guard known, let outcome = script.lookUps[question.source]?.removeFirst() else {
                // Late, as it was; what the past call never asked does not answer.
                unanswered.insert(question.token)
                return true
            }
            return call.answer(question.token, outcome)
        }
        if let token = call.openings.first {
            return call.answer(token, caseNumber: script.cases.isEmpty ? "00000000" : script.cases.removeFirst())
        }
        if let token = call.queue, placesAsked.insert(token).inserted {
            let isToBeHad = script.places.isEmpty || script.places.removeFirst()
            return call.tell(isToBeHad ? .joined(position: 1, wait: nil) : .refused)
        }
        if let token = call.transfer, placesAsked.insert(token).inserted {
            let news = script.transfers.isEmpty ? .answered : script.transfers.removeFirst()
            // Whoever is put through has come to a person.
            isStopped = news == .answered
            return call.tell(news)
        }
        return false
    }

    // MARK: The caller

    /// - Returns: whether the caller did something.
    private mutating func act() -> Bool {
        let isAsking = call.walk.isAsking
        guard newQuestion == nil, call.walk.isCallersTurn || !isAsking else { return false }
        guard var visit else {
            if isAsking { newQuestion = call.walk.currentStep }
            return false
        }
        if !visit.keys.isEmpty, call.walk.isCallersTurn || call.walk.isReading {
            let key = visit.keys.removeFirst()
            self.visit = visit
            call.pass(to: call.elapsed + Self.betweenKeys)
            call.send(.key(key))
            return true
        }
        if call.queue != nil, visit.isAnswered || visit.hungUp {
            isStopped = true
            return true
        }
        if let recording = call.recording {
            let made = visit.recording ?? CallerScript.Recording(seconds: 0, heard: false)
            guard visit.recording != nil || visit.hungUp else { return false }
            self.visit?.recording = nil
            call.pass(to: min(call.elapsed + .seconds(made.seconds), recording.since + recording.longest))
            if visit.recording != nil {
                call.endRecording(seconds: made.seconds, heardSpeech: made.heard)
                return true
            }
        }
        guard visit.hungUp, visit.keys.isEmpty else { return false }
        call.send(.hungUp)
        return true
    }
}

extension Walk {
    /// Whether an article is read out, in which keys lead back and on.
    fileprivate var isReading: Bool {
        if case .reading = stay { true } else { false }
    }

    /// Whether the caller is to answer something, and not only free to press.
    fileprivate var isAsking: Bool {
        switch stay {
        case .listening, .collecting, .confirming, .recording, .surveying: true
        default: false
        }
    }
}
