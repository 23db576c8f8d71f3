import CivicCore
package import CivicSpeech
import CivicYAML
package import Foundation

/// A call in the terminal: the walk with a clock of its own, and a host that answers what it is told to answer.
///
///     ▶ says: 您好，这里是县政务服务热线12345。…
///     ⌨ 2
///     ▶ says: Thank you. We will go on in English.
///     ⏱ 0.8 s
///
/// One line in, lines of text out; nothing waits and nothing is read, so a loop over standard input is all that a
/// command needs.
package struct WalkSimulator: Sendable {
    package private(set) var call: VirtualCall
    private var transcript: CallTranscript
    /// Occurrences that have been told.
    private var told = 0
    /// Occurrences whose clips have been taken.
    private var heard = 0
    private var lines: [String] = []

    /// - Parameters:
    ///   - catalogue: gives the texts.
    ///   - begin: wall-clock time at which the call comes in, for opening hours.
    package init(plan: Plan, context: CallerContext, catalogue: PromptCatalogue, begin: Date) {
        call = VirtualCall(plan: plan, context: context, catalogue: catalogue, begin: begin)
        call.surge = .notFound
        transcript = CallTranscript(catalogue: catalogue, timeZone: plan.timeZone, isComplete: false)
    }

    package var walk: Walk { call.walk }
    package var isOver: Bool { call.isOver }

    /// The prompt that is put in front of calls from now on: `surge.flood`; `nil` for none.
    package var surge: String? {
        didSet { call.surge = surge.map { .found([AnnounceSurgeStep.field: .text($0)]) } ?? .notFound }
    }

    package static let help = """
        0-9 * #          press keys, one after the other (also: key 12)
        (empty line)     wait until something happens
        wait 5s          let time pass
        found a=1 b=x    the look-up finds something; fields as name=value (dates as 2026-10-01)
        not-found, locked, failed
        surge flood      this text is put in front from now on; surge off
        case 10000017    the case is written (any number); case failed
        recorded 12      the recording ends after 12 s; recorded silent
        joined 3 4-6     a place in line, with a wait in minutes; moved 2 2-4; refused
        agent            an agent answers; returned 1, served
        picked-up        whom the caller is put through to answers; no-answer, busy, over
        hangup, shutdown
        """

    /// The call comes in.
    package mutating func start() -> [String] {
        call.send(.started)
        return take()
    }

    /// Carries out one line and tells what happened.
    package mutating func run(_ line: String) -> [String] {
        let words = line.split(separator: " ").map(String.init)
        guard !isOver else { return ["the call is over"] }
        switch words.first {
        case nil: waitForNext()
        case "wait": wait(words.dropFirst().first)
        case "key": press(words.dropFirst().joined())
        case "found": found(Array(words.dropFirst()))
        case "not-found": answerLookUp(.notFound)
        case "locked": answerLookUp(.locked)
        case "failed": answerLookUp(.failed)
        case "surge": putInFront(words.dropFirst().first)
        case "case": answerCase(words.dropFirst().first)
        case "recorded": endRecording(words.dropFirst().first)
        case "joined", "moved", "returned", "refused", "agent", "offered", "served": news(words)
        case "picked-up", "no-answer", "busy", "over": transferNews(words[0])
        case "hangup": call.send(.hungUp)
        case "shutdown": call.send(.shuttingDown)
        case "help", "?": lines.append(Self.help)
        case .some where line.allSatisfy({ "0123456789*# ".contains($0) }): press(words.joined())
        case .some(let word): lines.append("no command is called '\(word)'; 'help' lists them")
        }
        return take()
    }

    /// Clips of what was said since the last time, for who wants to hear it.
    package mutating func takeClips() -> [String] {
        defer { heard = call.occurrences.count }
        return call.occurrences[heard...].flatMap(\.effects).flatMap { effect -> [String] in
            guard case .say(_, let utterances, let language, _) = effect else { return [] }
            return call.catalogue.render(utterances, in: language).parts.compactMap { part in
                if case .clip(let name) = part { name } else { nil }
            }
        }
    }

    /// What the host owes the walk now; for a prompt of the terminal.
    package var awaits: String {
        if call.transfer != nil { return "transfer" }
        if walk.isWithAgent { return "agent" }
        if call.queue != nil { return "line" }
        if call.recording != nil { return "recording" }
        if !call.openings.isEmpty { return "case" }
        if let lookUp = call.lookUps.first { return "look-up \(lookUp.source)" }
        return walk.currentStep
    }

    private mutating func take() -> [String] {
        for occurrence in call.occurrences[told...] { lines += transcript.lines(for: occurrence) }
        told = call.occurrences.count
        defer { lines = [] }
        return lines
    }

    // MARK: Time

    private mutating func waitForNext() {
        guard let next = call.nextEvent else {
            lines.append("nothing will happen by itself; awaiting: \(awaits)")
            return
        }
        pass(to: max(next, call.elapsed))
    }

    private mutating func wait(_ text: String?) {
        let written = YAMLValue(content: .scalar(text ?? "", isPlain: true), line: 0, column: 0)
        guard let value = written.duration, value <= .seconds(86_400) else {
            lines.append("'wait' takes a time such as 800ms, 5s or 2m")
            return
        }
        pass(to: call.elapsed + value)
    }

    private mutating func pass(to end: Duration) {
        let begin = call.elapsed
        call.pass(to: end)
        let passed = call.elapsed - begin
        lines.append("⏱ \(Double(Int((passed.inSeconds * 10).rounded())) / 10) s")
    }

    // MARK: What the caller and the host do

    private mutating func press(_ keys: String) {
        for key in keys where !isOver { call.send(.key(key)) }
    }

    private mutating func answerLookUp(_ outcome: LookUpOutcome) {
        guard let first = call.lookUps.first else {
            lines.append("no look-up is under way")
            return
        }
        call.answer(first.token, outcome)
    }

    private mutating func found(_ words: [String]) {
        var fields: [String: DialplanValue] = [:]
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                lines.append("a field is name=value, found '\(word)'")
                return
            }
            fields[parts[0]] = value(parts[1], of: parts[0])
        }
        answerLookUp(.found(fields))
    }

    /// Reads a field's value by the type that its source declares, else by its looks.
    private func value(_ text: String, of field: String) -> DialplanValue {
        let type = call.lookUps.first.flatMap { walk.plan.fields(ofLookUp: $0.source)?[field] }
        switch type {
        case .text, .oneOf: return .text(text)
        case .time: return TimeOfDay.minutes(text).map { .time(minutes: $0) } ?? .absent
        case .date: return LocalDate(text).map { .date(noon(of: $0)) } ?? .absent
        default: break
        }
        if let number = Int(text) { return .number(number) }
        if text == "true" || text == "false" { return .flag(text == "true") }
        return LocalDate(text).map { .date(noon(of: $0)) } ?? .text(text)
    }

    private func noon(of date: LocalDate) -> Date {
        LocalTime(timeZone: walk.plan.timeZone).instant(date, seconds: 43_200, repeated: .first)
    }

    private mutating func putInFront(_ name: String?) {
        let texts = call.catalogue.surgeTexts.map { $0.dropFirst(AnnounceSurgeStep.prefix.count) }
        switch name {
        case "off": surge = nil
        case let name? where texts.contains(name[...]): surge = AnnounceSurgeStep.prefix + name
        default:
            lines.append("'surge' takes off, or one of \(texts.joined(separator: ", "))")
            return
        }
        lines.append(surge.map { "! \($0) is put in front" } ?? "! nothing is put in front")
    }

    private mutating func answerCase(_ number: String?) {
        guard let token = call.openings.first else {
            lines.append("no case is being opened")
            return
        }
        call.answer(token, caseNumber: number == "failed" ? nil : number ?? "00000000")
    }

    private mutating func endRecording(_ length: String?) {
        if !call.endRecording(seconds: length.flatMap(Int.init), heardSpeech: length != "silent") {
            lines.append("nothing is being recorded")
        }
    }

    private mutating func news(_ words: [String]) {
        let place = QueuePlace(words: words.dropFirst()) ?? QueuePlace()
        let news: QueueNews =
            switch words.first {
            case "joined": .joined(position: place.position, wait: place.wait)
            case "moved": .moved(position: place.position, wait: place.wait)
            case "returned": .returned(position: place.position, wait: place.wait)
            case "refused": .refused
            case "offered": .offered
            case "agent": .answered
            default: .served
            }
        if !call.tell(news) { lines.append("the caller is not in line") }
    }

    private mutating func transferNews(_ word: String) {
        guard call.transfer != nil else {
            lines.append("nobody is being rung")
            return
        }
        guard word == "picked-up" || word == "over" || !walk.isWithAgent else {
            lines.append("they talk already; 'over' ends it")
            return
        }
        let news: TransferNews =
            switch word {
            case "picked-up": .answered
            case "no-answer": .unanswered
            case "busy": .failed
            default: .over
            }
        call.tell(news)
    }
}
