package import CivicCore
import CivicSpeech
import Foundation

/// Why a test failed.
package struct PlanTestFailure: Sendable, Equatable {
    /// At the expectation, or at what could not be done.
    package var diagnostic: Diagnostic
    /// The whole call so far.
    package var transcript: [String]
}

/// One test carried out in virtual time.
///
/// Expectations first let the call go on until it is the caller's turn, so that what is being said is heard to its
/// end. A test is bounded in events and in virtual time; beyond the bound it fails.
struct PlanTestRun {
    private let test: PlanTest
    private let file: String
    private(set) var call: VirtualCall
    private(set) var failure: PlanTestFailure?
    /// Occurrences whose questions have been answered.
    private var answered = 0
    /// Where the occurrences begin that the next expectations look at.
    private var windowStart = 0
    private var isExpecting = false
    private var lookUps: [String: Int] = [:]
    private var cases = 0
    private var places = 0
    private var transfers = 0

    static let mostEvents = 10_000
    static let longest = Duration.seconds(7 * 86_400)
    /// Of silence, after which the host closes a recording.
    private static let silence = Duration.seconds(5)

    init(_ test: PlanTest, file: String, plan: Plan, catalogue: PromptCatalogue) {
        self.test = test
        self.file = file
        var plan = plan
        for (id, calendar) in test.calendars { plan.calendars[id] = calendar }
        call = VirtualCall(plan: plan, context: test.context, catalogue: catalogue, begin: test.begin)
    }

    mutating func run() {
        start()
        for act in test.acts where failure == nil { carryOut(act) }
    }

    /// The call comes in.
    mutating func start() {
        send(.started)
    }

    // MARK: Acts

    mutating func carryOut(_ act: PlanTest.Act) {
        switch act.action {
        case .expect(let expectations), .expectNot(let expectations):
            isExpecting = true
            guard listen(act) else { return }
            let isDemanded = if case .expect = act.action { true } else { false }
            for expectation in expectations where failure == nil { judge(expectation, isDemanded) }
            return
        default: break
        }
        if isExpecting {
            isExpecting = false
            windowStart = call.occurrences.count
        }
        guard !call.isOver else { return fail("the call is over", at: act) }
        switch act.action {
        case .keys(let groups):
            for group in groups {
                guard failure == nil, listen(act) else { return }
                guard !call.isOver else { return fail("the call was over before '\(group)' could be pressed", at: act) }
                press(group)
            }
        case .keysAtOnce(let keys): press(keys)
        case .listen: _ = listen(act)
        case .wait(let duration): pass(to: call.elapsed + duration, act)
        case .silence(let times):
            for _ in 0..<times {
                guard failure == nil, listen(act) else { return }
                guard !call.isOver else { return fail("the call was over before the caller kept silent", at: act) }
                keepSilent(act)
            }
        case .speak(let duration): speak(duration, act)
        case .news(let news):
            let isTold = call.tell(news)
            answerQuestions()
            if !isTold { fail("the caller is not in line", at: act) }
        case .transferOver:
            let isTold = call.tell(TransferNews.over)
            answerQuestions()
            if !isTold { fail("the caller is put through to nobody", at: act) }
        case .hangUp: send(.hungUp)
        case .shutDown: send(.shuttingDown)
        case .expect, .expectNot: break
        }
    }

    private mutating func press(_ keys: String) {
        for key in keys where !call.isOver { send(.key(key)) }
    }

    private mutating func keepSilent(_ act: PlanTest.Act) {
        if call.recording != nil {
            pass(to: call.elapsed + Self.silence, act)
            call.endRecording(seconds: 0, heardSpeech: false)
            answerQuestions()
        } else if let next = call.nextEvent {
            pass(to: max(next, call.elapsed), act)
        } else {
            fail("nothing will happen by itself", at: act)
        }
    }

    private mutating func speak(_ duration: Duration, _ act: PlanTest.Act) {
        guard listen(act) else { return }
        guard let recording = call.recording else { return fail("nothing is being recorded", at: act) }
        let end = min(call.elapsed + duration, recording.since + recording.longest)
        pass(to: end, act)
        call.endRecording()
        answerQuestions()
    }

    // MARK: Time

    /// Lets the call go on until it is the caller's turn.
    private mutating func listen(_ act: PlanTest.Act) -> Bool {
        while failure == nil, !call.walk.isCallersTurn {
            guard call.nextEvent != nil else {
                fail("the caller's turn never comes", at: act)
                return false
            }
            pass(to: call.nextEvent ?? call.elapsed, act)
        }
        return failure == nil
    }

    private mutating func pass(to end: Duration, _ act: PlanTest.Act) {
        while failure == nil {
            guard call.occurrences.count < Self.mostEvents, call.elapsed <= Self.longest, end <= Self.longest else {
                return fail("the test does not come to an end", at: act)
            }
            guard call.step(until: end) else { break }
            answerQuestions()
        }
        call.pass(to: end)
    }

    private mutating func send(_ event: WalkEvent) {
        call.send(event)
        answerQuestions()
    }

    // MARK: What the host answers

    /// Answers the walk's questions as the test says, at once, in the order in which they were put.
    private mutating func answerQuestions() {
        while answered < call.occurrences.count {
            let effects = call.occurrences[answered].effects
            answered += 1
            for effect in effects { answer(effect) }
        }
    }

    private mutating func answer(_ effect: WalkEffect) {
        switch effect {
        case .lookUp(let token, let source, _):
            let turn = lookUps[source, default: 0]
            lookUps[source] = turn + 1
            switch Self.answer(turn, of: test.answers.lookUps[source]) ?? .outcome(.notFound) {
            case .outcome(let outcome): call.answer(token, outcome)
            case .late: break
            }
        case .openCase(let token, _, _, _):
            switch Self.answer(cases, of: test.answers.cases) ?? .opened("\(10_000_001 + cases)") {
            case .opened(let number): call.answer(token, caseNumber: number)
            case .failed: call.answer(token, caseNumber: nil)
            case .late: break
            }
            cases += 1
        case .enqueue:
            switch Self.answer(places, of: test.answers.line) ?? .joined(QueuePlace()) {
            case .joined(let place): call.tell(.joined(position: place.position, wait: place.wait))
            case .refused: call.tell(.refused)
            case .late: break
            }
            places += 1
        case .transfer:
            call.tell(Self.answer(transfers, of: test.answers.transfers) ?? .answered)
            transfers += 1
        default: break
        }
    }

    private static func answer<Answer>(_ turn: Int, of answers: [Answer]?) -> Answer? {
        answers.flatMap { turn < $0.count ? $0[turn] : $0.last }
    }

    // MARK: Judging

    private mutating func judge(_ expectation: Expectation, _ isDemanded: Bool) {
        let window = ExpectationWindow(occurrences: call.occurrences[windowStart...], call: call)
        let (demanded, holds, found) = window.judge(expectation.kind)
        guard holds != isDemanded else { return }
        let message = isDemanded ? "expected \(demanded); \(found)" : "did not expect \(demanded); \(found)"
        fail(message, line: expectation.line, column: expectation.column)
    }

    private mutating func fail(_ message: String, at act: PlanTest.Act) {
        let place = call.isOver ? "it ended in" : "the call is in"
        fail("\(message); \(place) '\(call.walk.currentStep)'", line: act.line, column: act.column)
    }

    private mutating func fail(_ message: String, line: Int, column: Int) {
        guard failure == nil else { return }
        var transcript = CallTranscript(
            catalogue: call.catalogue, timeZone: call.walk.plan.timeZone, isComplete: true)
        failure = PlanTestFailure(
            diagnostic: Diagnostic(
                file: file, line: line, column: column, message: "\(test.name): \(message)", rule: "plan-test"),
            transcript: call.occurrences.suffix(200).flatMap { transcript.lines(for: $0) })
    }
}
