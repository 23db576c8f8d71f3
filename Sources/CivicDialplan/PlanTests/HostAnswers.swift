import CivicCore
import Foundation

/// What the host answered in a virtual call, as a test writes it: `look-ups`, `cases`, `line` and `transfer`.
struct HostAnswers {
    private var lookUps: [(source: String, answers: [String])] = []
    private var cases: [String] = []
    /// What was put in front, at each time that it was asked for; `nil` for nothing.
    private var surges: [String?] = []
    private var places: [String] = []
    private var transfers: [String] = []
    private let zone: TimeZone
    private let plan: Plan

    init(_ call: VirtualCall) {
        plan = call.walk.plan
        zone = plan.timeZone
        for effect in call.occurrences.flatMap(\.effects) {
            switch effect {
            case .lookUp(let token, AnnounceSurgeStep.source, _):
                let text = call.first { event -> String? in
                    guard case .lookedUp(token, .found(let fields)) = event,
                        case .text(let text)? = fields[AnnounceSurgeStep.field]
                    else { return nil }
                    return text
                }
                surges.append(text.map { String($0.dropFirst(AnnounceSurgeStep.prefix.count)) })
            case .lookUp(let token, let source, _):
                let answer = call.first {
                    if case .lookedUp(token, let outcome) = $0 { text(of: outcome, source) } else { nil }
                }
                add(answer ?? "late", of: source)
            case .openCase(let token, _, _, _):
                let number = call.first { event -> String? in
                    guard case .caseOpened(token, let number) = event else { return nil }
                    return number.map(YAMLText.quoted) ?? "failed"
                }
                cases.append(number ?? "late")
            case .enqueue(let token, _, _):
                let news = call.first { event -> String? in
                    switch event {
                    case .queue(token, .joined(let position, let wait)):
                        "joined \(QueuePlace(position: position, wait: wait).text)"
                    case .queue(token, .refused): "refused"
                    default: nil
                    }
                }
                places.append(news ?? "late")
            case .transfer(let token, _, _, _):
                let news = call.first { event -> String? in
                    switch event {
                    case .transfer(token, .answered): "picked-up"
                    case .transfer(token, .unanswered): "no-answer"
                    case .transfer(token, .failed): "busy"
                    default: nil
                    }
                }
                if let news { transfers.append(news) }
            default: break
            }
        }
    }

    var lines: [String] {
        var lines: [String] = []
        if !lookUps.isEmpty {
            lines.append("look-ups:")
            lines += lookUps.map { "  \($0.source): \(Self.list($0.answers))" }
        }
        if let text = surges.compactMap({ $0 }).last { lines.append("surge: \(text)") }
        if !cases.isEmpty { lines.append("cases: \(Self.list(cases))") }
        if !places.isEmpty { lines.append("line: \(Self.list(places))") }
        if !transfers.isEmpty { lines.append("transfer: \(Self.list(transfers))") }
        return lines
    }

    private static func list(_ answers: [String]) -> String {
        answers.count == 1 ? answers[0] : "[\(answers.joined(separator: ", "))]"
    }

    private mutating func add(_ answer: String, of source: String) {
        if let index = lookUps.firstIndex(where: { $0.source == source }) {
            lookUps[index].answers.append(answer)
        } else {
            lookUps.append((source, [answer]))
        }
    }

    /// Fields that the source never gives are left out: a test may not name them.
    private func text(of outcome: LookUpOutcome, _ source: String) -> String {
        let own = LookUpSignature.hotline[source]?.ownFields ?? [:]
        let known = plan.fields(ofLookUp: source)?.merging(own) { first, _ in first }
        switch outcome {
        case .notFound: return "not-found"
        case .failed: return "failed"
        case .locked: return "locked"
        case .found(let fields):
            let entries = fields.sorted { $0.key < $1.key }.compactMap { name, value -> String? in
                known == nil || known?[name] != nil ? text(of: value).map { "\(name): \($0)" } : nil
            }
            return entries.isEmpty ? "found" : "{ \(entries.joined(separator: ", ")) }"
        }
    }

    private func text(of value: DialplanValue) -> String? {
        switch value {
        case .text(let text): YAMLText.quoted(text)
        case .number(let number): "\(number)"
        case .flag(let flag): "\(flag)"
        case .date(let date): LocalTime(timeZone: zone).reading(at: date).date.description
        case .time(let minutes): YAMLText.quoted(TimeOfDay.text(minutes))
        case .absent: nil
        }
    }
}

extension VirtualCall {
    /// What `pick` makes of the first event that it knows.
    fileprivate func first<Result>(_ pick: (WalkEvent) -> Result?) -> Result? {
        for case .some(let event) in occurrences.map(\.event) {
            if let result = pick(event) { return result }
        }
        return nil
    }
}
