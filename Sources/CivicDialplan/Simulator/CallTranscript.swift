import CivicCore
package import CivicSpeech
package import Foundation

/// What happened in a virtual call, as lines that people read.
///
///     ⌨ 2
///     language: en
///     · language-chosen
///     ▶ says: Thank you. We will go on in English.
package struct CallTranscript: Sendable {
    let catalogue: PromptCatalogue
    /// Dates are told in it.
    let timeZone: TimeZone
    /// Whether answers of the host stand in it too, and the moment of each line.
    let isComplete: Bool
    /// Whether answers of the host stand in it though it is not complete.
    package var tellsHost = false
    private var speech: WalkToken?

    package init(catalogue: PromptCatalogue, timeZone: TimeZone, isComplete: Bool) {
        self.catalogue = catalogue
        self.timeZone = timeZone
        self.isComplete = isComplete
    }

    /// - Parameter occurrence: the one after those that were told before.
    package mutating func lines(for occurrence: Occurrence) -> [String] {
        var lines: [String] = []
        if let event = occurrence.event, let line = line(for: event) { lines.append(line) }
        for effect in occurrence.effects {
            if let line = line(for: effect) { lines.append(line) }
        }
        guard isComplete else { return lines }
        let seconds = String(format: "%7.1f s  ", occurrence.at.inSeconds)
        return lines.map { seconds + $0 }
    }

    // MARK: Events

    private mutating func line(for event: WalkEvent) -> String? {
        switch event {
        case .key(let key): return "⌨ \(key)"
        case .spoken(let token):
            if token == speech { speech = nil }
            return nil
        default: return isComplete || tellsHost ? host(event) : nil
        }
    }

    private func host(_ event: WalkEvent) -> String? {
        switch event {
        case .started, .key, .spoken: nil
        case .lookedUp(_, .found(let fields)): "= found \(text(of: fields))"
        case .lookedUp(_, .notFound): "= not-found"
        case .lookedUp(_, .locked): "= locked"
        case .lookedUp(_, .failed): "= failed"
        case .caseOpened(_, let number): "= case \(number ?? "failed")"
        case .recorded(_, let seconds, let heard): "= recorded \(heard ? "\(seconds) s" : "silent")"
        case .queue(_, let news): "= \(text(of: news))"
        case .transfer(_, .answered): "= picked-up"
        case .transfer(_, .unanswered): "= no-answer"
        case .transfer(_, .failed): "= busy"
        case .transfer(_, .over): "= over"
        case .hungUp: "☏ the caller hangs up"
        case .shuttingDown: "☏ the daemon stops"
        }
    }

    private func text(of news: QueueNews) -> String {
        func place(_ position: Int, _ wait: ClosedRange<Int>?) -> String {
            "\(position)" + (wait.map { " \($0.lowerBound)-\($0.upperBound)" } ?? "")
        }
        return switch news {
        case .joined(let position, let wait): "joined \(place(position, wait))"
        case .moved(let position, let wait): "moved \(place(position, wait))"
        case .refused: "refused"
        case .offered: "offered"
        case .answered: "agent"
        case .returned(let position, let wait): "returned \(place(position, wait))"
        case .served: "served"
        }
    }

    // MARK: Effects

    private mutating func line(for effect: WalkEffect) -> String? {
        switch effect {
        case .ring: return "☏ rings"
        case .answer: return "☏ answered"
        case .say(let token, let utterances, let language, _):
            speech = token
            return "▶ says: \(catalogue.render(utterances, in: language).text)"
        case .stopSpeaking:
            defer { speech = nil }
            return speech == nil ? nil : "■ speech stops"
        case .music(let clip): return clip.map { "♪ \($0)" } ?? "♪ off"
        case .tone(_, let hertz, let level, _): return "♪ \(Int(hertz)) Hz at \(level) dBFS"
        case .countryTone(_, let name, _): return "♪ \(name.rawValue) tone"
        case .loopBack(let isOn): return isOn ? "⟲ the caller's own voice" : "⟲ off"
        case .lookUp(_, let source, let arguments): return "? look-up \(source) \(text(of: arguments))"
        case .record(_, let longest, _): return "● records, at most \(Int(longest.inSeconds)) s"
        case .stopRecording: return "● recording stops"
        case .openCase(_, let service, let isRecorded, let summary):
            return "+ case for \(service)\(isRecorded ? " with the recording" : ""): \(summary)"
        case .enqueue(_, let name, let language): return "≡ joins \(name) in \(language.tag)"
        case .leaveQueue(_, let reason): return "≡ leaves the line: \(reason.rawValue)"
        case .transfer(_, let target, _, let story):
            return "→ rings \(target.number)\(story.map { ", with the story: \($0)" } ?? "")"
        case .endTransfer: return "→ the ringing stops"
        case .survey(let name, let answers, let comment):
            let marks = answers.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            let parts = marks + (comment.map { ["comment of \($0) s"] } ?? [])
            return "★ survey \(name): \(parts.joined(separator: ", "))"
        case .comment(let seconds): return "★ comment of \(seconds) s on the case"
        case .receipt(let article, _, let heard, let seconds):
            return "★ read \(article.id) \(article.version): \(heard) of \(article.parts.count) parts in \(seconds) s"
        case .setLanguage(let language): return "language: \(language.tag)"
        case .rememberLanguage: return nil
        case .trail(let step, .entered): return "· \(step)"
        case .trail(_, .lookedUp(let source, let outcome)): return "? \(source): \(outcome)"
        case .trail: return nil
        case .hangUp(let reason): return "☏ hangs up: \(reason)"
        }
    }

    private func text(of values: [String: DialplanValue]) -> String {
        values.sorted { $0.key < $1.key }.map { "\($0.key)=\(text(of: $0.value))" }.joined(separator: " ")
    }

    private func text(of value: DialplanValue) -> String {
        switch value {
        case .text(let text): text
        case .number(let number): String(number)
        case .flag(let flag): String(flag)
        case .date(let date): LocalTime(timeZone: timeZone).reading(at: date).date.description
        case .time(let minutes): TimeOfDay.text(minutes)
        case .absent: "-"
        }
    }
}
