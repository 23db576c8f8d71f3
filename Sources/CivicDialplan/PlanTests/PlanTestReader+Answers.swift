import CivicCore
import CivicYAML
import Foundation

// What the host answers in a test.
extension PlanTestReader {
    /// `look-ups: { caller: late, case-status: { state: in-work, due: 2026-12-01 } }`; a list answers in turn.
    mutating func lookUps(_ today: LocalDate) -> [String: [PlanTest.Answers.LookUp]] {
        guard let value = yaml.optional("look-ups") else { return [:] }
        guard let entries = value.mapping else {
            yaml.note(
                "'look-ups' takes a mapping of look-ups to answers, found \(value.kind)", at: value,
                rule: "wrong-type")
            return [:]
        }
        var found: [String: [PlanTest.Answers.LookUp]] = [:]
        for entry in entries {
            guard
                let source = known(
                    entry.key, among: environment.lookUps.keys.sorted(), "no look-up is called",
                    rule: "unknown-lookup"), let signature = environment.lookUps[source]
            else { continue }
            found[source] = (entry.value.sequence ?? [entry.value]).compactMap { lookUp($0, signature, today) }
        }
        return found
    }

    /// `township: 青石镇`: where the caller lives, as the records would say; who calls is left to `look-ups`.
    mutating func callers(_ lookUps: [String: [PlanTest.Answers.LookUp]]) -> [String: [PlanTest.Answers.LookUp]] {
        guard let value = yaml.optional("township") else { return lookUps }
        guard let township = value.string, !township.isEmpty else {
            yaml.note("'township' takes the name of one, found \(value.kind)", at: value, rule: "wrong-type")
            return lookUps
        }
        var lookUps = lookUps
        let answers = lookUps[IdentifyStep.source] ?? [.outcome(.found(["known": .flag(false)]))]
        lookUps[IdentifyStep.source] = answers.map { answer in
            guard case .outcome(.found(var fields)) = answer else { return answer }
            fields["township"] = .text(township)
            return .outcome(.found(fields))
        }
        return lookUps
    }

    /// `surge: flood`: what is put in front of calls; `surge: off`, as without it.
    mutating func surge() -> [String: [PlanTest.Answers.LookUp]] {
        guard let value = yaml.optional("surge") else { return [:] }
        let texts = environment.surgeTexts.map { String($0.dropFirst(AnnounceSurgeStep.prefix.count)) }
        guard let name = known(value, among: texts + ["off"], "no text is called", rule: "unknown-surge"), name != "off"
        else { return [:] }
        let fields: [String: DialplanValue] = [AnnounceSurgeStep.field: .text(AnnounceSurgeStep.prefix + name)]
        return [AnnounceSurgeStep.source: [.outcome(.found(fields))]]
    }

    private mutating func lookUp(_ value: YAMLValue, _ signature: LookUpSignature, _ today: LocalDate)
        -> PlanTest.Answers.LookUp?
    {
        guard let entries = value.mapping else {
            let word = known(
                value, among: ["found", "not-found", "locked", "failed", "late"], "a look-up does not answer",
                rule: "wrong-type")
            switch word {
            case "found": return .outcome(.found([:]))
            case "not-found": return .outcome(.notFound)
            case "locked": return .outcome(.locked)
            case "failed": return .outcome(.failed)
            case "late": return .late
            default: return nil
            }
        }
        var fields: [String: DialplanValue] = [:]
        let types = signature.fields.merging(signature.ownFields) { first, _ in first }
        for entry in entries {
            guard
                let name = known(
                    entry.key, among: types.keys.sorted(), "the look-up gives no", rule: "unknown-key"),
                let type = types[name]
            else { continue }
            fields[name] = field(name, type, entry.value, today)
        }
        return .outcome(.found(fields))
    }

    private mutating func field(_ name: String, _ type: DialplanType, _ value: YAMLValue, _ today: LocalDate)
        -> DialplanValue?
    {
        let read: DialplanValue? =
            switch type {
            case .text: value.string.map { .text($0) }
            case .number: value.integer.map { .number($0) }
            case .flag: value.boolean.map { .flag($0) }
            case .date:
                value.string.flatMap { PlanTestTime.date($0, today: today, zone: plan.timeZone) }.map { .date($0) }
            case .time: value.string.flatMap { TimeOfDay.minutes($0) }.map { .time(minutes: $0) }
            case .oneOf(let values):
                known(value, among: values.sorted(), "'\(name)' is never", rule: "wrong-type").map { .text($0) }
            }
        if case .oneOf = type { return read }
        if read == nil {
            let example = type == .date ? "\(type.name) such as 2026-12-01" : type.name
            yaml.note("'\(name)' takes \(example), found \(value.kind)", at: value, rule: "wrong-type")
        }
        return read
    }

    /// `cases: failed`, `cases: [late, "10000017"]`.
    mutating func cases() -> [PlanTest.Answers.Case] {
        answers("cases") { reader, value in
            switch value.string {
            case "failed": return .failed
            case "late": return .late
            case let number? where (1...32).contains(number.count) && number.allSatisfy({ $0.isASCII && $0.isNumber }):
                return .opened(number)
            default:
                reader.yaml.note(
                    "'cases' takes the number of a new case, failed or late, found \(value.kind)", at: value,
                    rule: "wrong-type")
                return nil
            }
        }
    }

    /// `line: joined 3 4-6`, `line: refused`, `line: late`.
    mutating func line() -> [PlanTest.Answers.Line] {
        answers("line") { reader, value in
            let words = value.string?.split(separator: " ") ?? []
            switch words.first {
            case "refused" where words.count == 1: return .refused
            case "late" where words.count == 1: return .late
            case "joined":
                if let place = QueuePlace(words: words.dropFirst()) { return .joined(place) }
            default: break
            }
            reader.yaml.note(
                "'line' takes joined with a place and a wait (joined 3 4-6), refused or late, found \(value.kind)",
                at: value, rule: "wrong-type")
            return nil
        }
    }

    /// `transfer: no-answer`, `transfer: [busy, picked-up]`.
    mutating func transfers() -> [TransferNews] {
        answers("transfer") { reader, value in
            switch value.string {
            case "picked-up": return .answered
            case "no-answer": return .unanswered
            case "busy": return .failed
            default:
                reader.yaml.note(
                    "'transfer' takes picked-up, no-answer or busy, found \(value.kind)", at: value, rule: "wrong-type")
                return nil
            }
        }
    }

    private mutating func answers<Answer>(
        _ key: String, _ read: (inout PlanTestReader, YAMLValue) -> Answer?
    ) -> [Answer] {
        guard let value = yaml.optional(key) else { return [] }
        return (value.sequence ?? [value]).compactMap { read(&self, $0) }
    }
}
