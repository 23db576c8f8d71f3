import CivicCore
import CivicSpeech
import Foundation

/// A test beside a plan, made of a call that somebody has walked through it: what was pressed becomes the test's acts,
/// what the host answered its answers, and where the call came to its expectations.
///
/// The call is walked once more, so that it is known at every event whether it was the caller's turn.
package struct TestOfCall: Sendable {
    /// How acts find their moment.
    package enum Timing: Sendable, CaseIterable {
        /// Each key when it is the caller's turn, as people write tests.
        case inTurn
        /// At the very moments of the call: for a call whose outcome depends on them, such as keys into a prompt.
        case asItWas
    }

    private let call: VirtualCall
    private let timing: Timing
    private var replay: VirtualCall
    /// Occurrences of the call that have been walked again.
    private var taken = 0
    private var acts: [Act] = []
    private var lastActAt = Duration.zero
    /// The last key was taken and nothing came of it yet, so that the next one belongs to it.
    private var isCollecting = false

    private enum Act: Equatable {
        case keys([String])
        case keysAtOnce(String)
        case silence(Int)
        case word(String)
        case value(String, String)
    }

    package init(_ call: VirtualCall, timing: Timing) {
        self.call = call
        self.timing = timing
        replay = VirtualCall(
            plan: call.firstPlan, context: call.walk.context, catalogue: call.catalogue, begin: call.begin)
        for occurrence in call.occurrences { take(occurrence) }
    }

    // MARK: The call again

    private mutating func take(_ occurrence: Occurrence) {
        // What a key has ended is told by the call itself.
        defer { taken += 1 }
        guard replay.occurrences.count == taken else { return }
        let wasTurn = replay.walk.isCallersTurn
        let wasInLine = replay.queue != nil || replay.transfer != nil
        let recording = replay.recording
        switch occurrence.event {
        case nil:
            if wasTurn, !wasInLine, timing == .inTurn { keepSilent() }
            _ = replay.step(until: occurrence.at)
            // Too long a wait in line: time is what the caller has given to it.
            if wasInLine, !occurrence.ways.isEmpty {
                wait(to: occurrence.at)
                lastActAt = occurrence.at
            }
        case .spoken: _ = replay.step(until: occurrence.at)
        case .some(let event):
            replay.pass(to: occurrence.at)
            note(event, at: occurrence, recording: recording, isInLine: wasInLine)
            follow(event)
        }
    }

    private mutating func follow(_ event: WalkEvent) {
        switch event {
        case .lookedUp(let token, let outcome): replay.answer(token, outcome)
        case .caseOpened(let token, let number): replay.answer(token, caseNumber: number)
        case .recorded(_, let seconds, let heard): replay.endRecording(seconds: seconds, heardSpeech: heard)
        case .queue(_, let news): replay.tell(news)
        case .transfer(_, let news): replay.tell(news)
        case .started, .key, .spoken, .hungUp, .shuttingDown: replay.send(event)
        }
    }

    // MARK: Acts

    private mutating func note(
        _ event: WalkEvent, at occurrence: Occurrence, recording: VirtualCall.Recording?, isInLine: Bool
    ) {
        let at = occurrence.at
        switch event {
        case .started, .spoken, .lookedUp, .caseOpened: return
        case .key(let key): press(key, at: at, recording: recording, isCollected: occurrence.isMereKey)
        case .recorded(_, let seconds, let heard):
            if timing == .asItWas { wait(to: at) }
            if heard { acts.append(.value("speak", "\(max(1, seconds))s")) } else { keepSilent() }
        case .queue(let token, let news):
            guard isLater(.queue(token, news)) else { return }
            if isInLine || timing == .asItWas { wait(to: at) }
            acts.append(Self.act(of: news))
        case .transfer(_, .over):
            wait(to: at)
            acts.append(.word("over"))
        case .transfer: return
        case .hungUp, .shuttingDown:
            if recording != nil { acts.append(.word("listen")) }
            if recording != nil || isInLine || timing == .asItWas {
                wait(to: at, from: timing == .inTurn ? recording?.since : nil)
            }
            acts.append(.word(event == .hungUp ? "hang-up" : "shutdown"))
        }
        if case .key = event {} else { isCollecting = false }
        lastActAt = at
    }

    private mutating func press(
        _ key: Character, at: Duration, recording: VirtualCall.Recording?, isCollected: Bool
    ) {
        if timing == .asItWas || recording != nil {
            if recording != nil, timing == .inTurn { acts.append(.word("listen")) }
            wait(to: at, from: timing == .inTurn ? recording?.since : nil)
            if case .keysAtOnce(let keys) = acts.last {
                acts[acts.count - 1] = .keysAtOnce(keys + "\(key)")
            } else {
                acts.append(.keysAtOnce("\(key)"))
            }
        } else if case .keys(var groups) = acts.last {
            if isCollecting { groups[groups.count - 1].append(key) } else { groups.append("\(key)") }
            acts[acts.count - 1] = .keys(groups)
        } else {
            acts.append(.keys(["\(key)"]))
        }
        isCollecting = isCollected
        lastActAt = at
    }

    private mutating func keepSilent() {
        isCollecting = false
        if case .silence(let times) = acts.last {
            acts[acts.count - 1] = .silence(times + 1)
        } else {
            acts.append(.silence(1))
        }
    }

    private mutating func wait(to end: Duration, from begin: Duration? = nil) {
        let passed = end - (begin ?? lastActAt)
        guard passed >= .milliseconds(timing == .asItWas ? 1 : 1_000) else { return }
        let milliseconds = Int((passed.inSeconds * 1_000).rounded())
        let isWhole = timing == .inTurn || milliseconds % 1_000 == 0
        acts.append(.value("wait", isWhole ? "\(milliseconds / 1_000)s" : "\(milliseconds)ms"))
    }

    /// The first news of a place is what the test's `line` answers.
    private func isLater(_ event: WalkEvent) -> Bool {
        guard case .queue(let token, let news) = event else { return true }
        let first = call.occurrences.lazy.compactMap { occurrence -> QueueNews? in
            guard case .queue(token, let news) = occurrence.event else { return nil }
            return news
        }.first
        switch news {
        case .joined, .refused: return first != news
        default: return true
        }
    }

    private static func act(of news: QueueNews) -> Act {
        switch news {
        case .joined(let position, let wait), .moved(let position, let wait):
            .value("moved", QueuePlace(position: position, wait: wait).text)
        case .returned(let position, let wait): .value("returned", QueuePlace(position: position, wait: wait).text)
        case .refused: .word("refused")
        case .offered: .word("offered")
        case .answered: .word("agent")
        case .served: .word("served")
        }
    }

    // MARK: Text

    /// What the test may be called where nobody has a better name.
    package var suggestedName: String {
        let keys = call.occurrences.compactMap { if case .key(let key) = $0.event { "\(key)" } else { nil } }.joined()
        let end = CallOutcome(call).ending ?? call.walk.currentStep
        return "\(keys.isEmpty ? "no key" : "keys \(keys.prefix(24))") → \(end)"
    }

    /// The test as an entry of the list `tests`.
    ///
    /// - Parameter indent: spaces in front of its dash.
    package func text(named name: String, indent: Int) -> String {
        let zone = call.walk.plan.timeZone
        var lines = ["name: \(YAMLText.quoted(name))", "at: \(YAMLText.moment(call.begin, in: zone))"]
        lines.append("caller: \(call.walk.context.callerNumber.map(YAMLText.quoted) ?? "withheld")")
        if call.walk.context.calledNumber != call.firstPlan.answers.first {
            lines.append("called: \(YAMLText.quoted(call.walk.context.calledNumber))")
        }
        lines += HostAnswers(call).lines
        lines.append("call:")
        lines += acts.map { "  - \(Self.text(of: $0))" }
        lines.append("  - expect:")
        lines += CallOutcome(call).lines.map { "      \($0)" }
        let margin = String(repeating: " ", count: indent)
        return lines.enumerated().map { "\(margin)\($0 == 0 ? "- " : "  ")\($1)\n" }.joined()
    }

    private static func text(of act: Act) -> String {
        switch act {
        case .keys(let groups): "keys: \(YAMLText.quoted(groups.joined(separator: " ")))"
        case .keysAtOnce(let keys): "keys-at-once: \(YAMLText.quoted(keys))"
        case .silence(1): "silence"
        case .silence(let times): "silence: \(times)"
        case .word(let word): word
        case .value(let word, let value): "\(word): \(value)"
        }
    }
}

extension Occurrence {
    /// A key that was taken, with nothing coming of it yet.
    fileprivate var isMereKey: Bool {
        ways.isEmpty
            && effects.allSatisfy { effect in
                switch effect {
                case .trail, .stopSpeaking: true
                default: false
                }
            }
    }
}
