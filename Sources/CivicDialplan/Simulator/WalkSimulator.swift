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
    package private(set) var walk: Walk
    package let catalogue: PromptCatalogue
    /// Since the call began.
    package private(set) var elapsed = Duration.zero
    private let begin: Date
    private var speech: (token: WalkToken, until: Duration)?
    private var tone: (token: WalkToken, until: Duration)?
    private var lookUps: [(token: WalkToken, source: String)] = []
    private var openings: [WalkToken] = []
    private var recording: (token: WalkToken, since: Duration)?
    private var queue: WalkToken?
    private var transfer: WalkToken?
    private var caseNumber = 0
    private var lines: [String] = []
    /// Clips that the caller has begun to hear since they were last taken.
    private var clips: [String] = []

    /// Speech is taken to last so long for each sign of a Mandarin text, and a third of it for others.
    private static let perSign = Duration.milliseconds(210)

    /// - Parameters:
    ///   - catalogue: gives the texts.
    ///   - begin: wall-clock time at which the call comes in, for opening hours.
    package init(plan: Plan, context: CallerContext, catalogue: PromptCatalogue, begin: Date) {
        walk = Walk(plan: plan, context: context)
        self.catalogue = catalogue
        self.begin = begin
    }

    package var isOver: Bool { walk.isOver }

    package static let help = """
        0-9 * #          press keys, one after the other (also: key 12)
        (empty line)     wait until something happens
        wait 5s          let time pass
        found a=1 b=x    the look-up finds something; fields as name=value (dates as 2026-10-01)
        not-found, failed
        case 10000017    the case is written (any number); case failed
        recorded 12      the recording ends after 12 s; recorded silent
        joined 3 4-6     a place in line, with a wait in minutes; moved 2 2-4; refused
        agent            an agent answers; returned 1, served
        picked-up        whom the caller is put through to answers; no-answer, busy, over
        hangup, shutdown
        """

    /// The call comes in.
    package mutating func start() -> [String] {
        feed(.started)
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
        case "failed": answerLookUp(.failed)
        case "case": answerCase(words.dropFirst().first)
        case "recorded": endRecording(words.dropFirst().first)
        case "joined", "moved", "returned", "refused", "agent", "offered", "served": news(words)
        case "picked-up", "no-answer", "busy", "over": transferNews(words[0])
        case "hangup": feed(.hungUp)
        case "shutdown": feed(.shuttingDown)
        case "help", "?": lines.append(Self.help)
        case .some where line.allSatisfy({ "0123456789*# ".contains($0) }): press(words.joined())
        case .some(let word): lines.append("no command is called '\(word)'; 'help' lists them")
        }
        return take()
    }

    /// Clips of what was said since the last time, for who wants to hear it.
    package mutating func takeClips() -> [String] {
        defer { clips = [] }
        return clips
    }

    /// What the host owes the walk now; for a prompt of the terminal.
    package var awaits: String {
        if transfer != nil { return "transfer" }
        if walk.isWithAgent { return "agent" }
        if queue != nil { return "line" }
        if recording != nil { return "recording" }
        if !openings.isEmpty { return "case" }
        if let lookUp = lookUps.first { return "look-up \(lookUp.source)" }
        return walk.currentStep
    }

    // MARK: Time

    private var now: MonotonicInstant { MonotonicInstant.zero + elapsed }
    private var wallClock: Date { begin.addingTimeInterval(elapsed.inSeconds) }

    private var nextEvent: Duration? {
        let deadline = walk.nextDeadline.map { $0 - MonotonicInstant.zero }
        return [speech?.until, tone?.until, deadline].compactMap { $0 }.min()
    }

    private mutating func waitForNext() {
        guard let next = nextEvent else {
            lines.append("nothing will happen by itself; awaiting: \(awaits)")
            return
        }
        pass(to: max(next, elapsed))
    }

    private mutating func wait(_ text: String?) {
        let written = YAMLValue(content: .scalar(text ?? "", isPlain: true), line: 0, column: 0)
        guard let value = written.duration, value <= .seconds(86_400) else {
            lines.append("'wait' takes a time such as 800ms, 5s or 2m")
            return
        }
        pass(to: elapsed + value)
    }

    private mutating func pass(to end: Duration) {
        let begin = elapsed
        while !isOver, let next = nextEvent, next <= end {
            elapsed = max(elapsed, next)
            if let ending = speech, ending.until <= elapsed {
                speech = nil
                feed(.spoken(ending.token))
            } else if let ending = tone, ending.until <= elapsed {
                tone = nil
                feed(.spoken(ending.token))
            } else {
                show(walk.advance(to: now, wallClock: wallClock))
            }
        }
        if !isOver { elapsed = max(elapsed, end) }
        let passed = elapsed - begin
        lines.insert("⏱ \(Double(Int((passed.inSeconds * 10).rounded())) / 10) s", at: 0)
    }

    // MARK: What the caller and the host do

    private mutating func press(_ keys: String) {
        for key in keys where !isOver {
            lines.append("⌨ \(key)")
            feed(.key(key))
        }
    }

    private mutating func answerLookUp(_ outcome: LookUpOutcome) {
        guard !lookUps.isEmpty else {
            lines.append("no look-up is under way")
            return
        }
        let first = lookUps.removeFirst()
        feed(.lookedUp(first.token, outcome))
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
        let type = lookUps.first.flatMap { LookUpSignature.hotline[$0.source]?.fields[field] }
        switch type {
        case .text, .oneOf: return .text(text)
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

    private mutating func answerCase(_ number: String?) {
        guard !openings.isEmpty else {
            lines.append("no case is being opened")
            return
        }
        let token = openings.removeFirst()
        feed(.caseOpened(token, number: number == "failed" ? nil : number ?? "00000000"))
    }

    private mutating func endRecording(_ length: String?) {
        guard let recording else {
            lines.append("nothing is being recorded")
            return
        }
        let seconds = length.flatMap(Int.init) ?? Int((elapsed - recording.since).inSeconds)
        self.recording = nil
        feed(.recorded(recording.token, seconds: max(0, seconds), heardSpeech: length != "silent"))
    }

    private mutating func news(_ words: [String]) {
        guard let queue else {
            lines.append("the caller is not in line")
            return
        }
        let position = words.dropFirst().first.flatMap(Int.init) ?? 1
        let bounds = (words.dropFirst(2).first ?? "").split(separator: "-").compactMap { Int($0) }
        let wait = bounds.first.flatMap { low in bounds.last.flatMap { low <= $0 ? low...$0 : nil } }
        switch words.first {
        case "joined": feed(.queue(queue, .joined(position: position, wait: wait)))
        case "moved": feed(.queue(queue, .moved(position: position, wait: wait)))
        case "returned": feed(.queue(queue, .returned(position: position, wait: wait)))
        case "refused":
            self.queue = nil
            feed(.queue(queue, .refused))
        case "offered": feed(.queue(queue, .offered))
        case "agent": feed(.queue(queue, .answered))
        default:
            self.queue = nil
            feed(.queue(queue, .served))
        }
    }

    private mutating func transferNews(_ word: String) {
        guard let transfer else {
            lines.append("nobody is being rung")
            return
        }
        guard word == "picked-up" || word == "over" || !walk.isWithAgent else {
            lines.append("they talk already; 'over' ends it")
            return
        }
        if word != "picked-up" { self.transfer = nil }
        let news: TransferNews? =
            switch word {
            case "picked-up": .answered
            case "no-answer": .unanswered
            case "busy": .failed
            default: .over
            }
        if let news { feed(.transfer(transfer, news)) }
    }

    // MARK: What the walk wants

    private mutating func feed(_ event: WalkEvent) {
        show(walk.handle(event, at: now, wallClock: wallClock))
    }

    private mutating func take() -> [String] {
        defer { lines = [] }
        return lines
    }

    private mutating func show(_ effects: [WalkEffect]) {
        for effect in effects {
            switch effect {
            case .ring: lines.append("☏ rings")
            case .answer: lines.append("☏ answered")
            case .say(let token, let utterances, let language, _):
                let rendering = catalogue.render(utterances, in: language)
                let text = rendering.text
                lines.append("▶ says: \(text)")
                clips += rendering.parts.compactMap { if case .clip(let name) = $0 { name } else { nil } }
                speech = (token, elapsed + Self.length(of: text))
            case .stopSpeaking:
                if speech != nil { lines.append("■ speech stops") }
                speech = nil
                tone = nil
            case .music(let clip): lines.append(clip.map { "♪ \($0)" } ?? "♪ off")
            case .tone(let token, let hertz, let level, let duration):
                lines.append("♪ \(Int(hertz)) Hz at \(level) dBFS")
                tone = (token, elapsed + duration)
            case .countryTone(let token, let name, let duration):
                lines.append("♪ \(name.rawValue) tone")
                tone = (token, elapsed + duration)
            case .loopBack(let isOn): lines.append(isOn ? "⟲ the caller's own voice" : "⟲ off")
            case .lookUp(let token, let source, let arguments):
                let list = arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.text(of: $0.value))" }
                lines.append("? look-up \(source) \(list.joined(separator: " "))")
                lookUps.append((token, source))
            case .record(let token, let longest, _):
                lines.append("● records, at most \(Int(longest.inSeconds)) s")
                recording = (token, elapsed)
            case .stopRecording: lines.append("● recording stops")
            case .openCase(let token, let service, let isRecorded, let summary):
                lines.append("+ case for \(service)\(isRecorded ? " with the recording" : ""): \(summary)")
                openings.append(token)
            case .enqueue(let token, let name, let language):
                lines.append("≡ joins \(name) in \(language.tag)")
                queue = token
            case .leaveQueue(_, let reason):
                lines.append("≡ leaves the line: \(reason.rawValue)")
                queue = nil
            case .transfer(let token, let target, _, let story):
                lines.append("→ rings \(target.number)\(story.map { ", with the story: \($0)" } ?? "")")
                transfer = token
            case .endTransfer:
                lines.append("→ the ringing stops")
                transfer = nil
            case .survey(let name, let answers, let comment):
                let marks = answers.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                let parts = marks + (comment.map { ["comment of \($0) s"] } ?? [])
                lines.append("★ survey \(name): \(parts.joined(separator: ", "))")
            case .setLanguage(let language): lines.append("language: \(language.tag)")
            case .trail(let step, .entered): lines.append("· \(step)")
            case .trail(_, .lookedUp(let source, let outcome)):
                lookUps.removeAll { $0.source == source && outcome == .late }
                lines.append("? \(source): \(outcome)")
            case .trail: break
            case .hangUp(let reason): lines.append("☏ hangs up: \(reason)")
            }
        }
        // A key that stopped the recording ends it here at once; a real one takes a moment.
        if effects.contains(where: { if case .stopRecording = $0 { true } else { false } }), recording != nil {
            endRecording(nil)
        }
    }

    private static func length(of text: String) -> Duration {
        text.unicodeScalars.reduce(.milliseconds(300)) { $0 + ($1.value >= 0x2E80 ? perSign : perSign / 3) }
    }

    private static func text(of value: DialplanValue) -> String {
        switch value {
        case .text(let text): text
        case .number(let number): String(number)
        case .flag(let flag): String(flag)
        case .date(let date): LocalTime(timeZone: .gmt).reading(at: date).date.description
        case .time(let minutes): TimeOfDay.text(minutes)
        case .absent: "-"
        }
    }
}
