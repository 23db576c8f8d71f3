import CivicCore
import CivicYAML
import Foundation

/// The words for what happens in a test.
enum PlanTestWord: String, CaseIterable {
    case keys, listen, wait, silence, speak, agent, offered, moved, returned, refused, served, over, shutdown, expect
    case keysAtOnce = "keys-at-once"
    case hangUp = "hang-up"
    case expectNot = "expect-not"

    /// Those that may stand in a test without a list.
    static let short: [PlanTestWord] = [.keys, .keysAtOnce, .expect, .expectNot]

    /// Whether it says all by itself.
    var isAlone: Bool {
        switch self {
        case .listen, .silence, .agent, .offered, .moved, .returned, .refused, .served, .over, .shutdown, .hangUp: true
        case .keys, .keysAtOnce, .wait, .speak, .expect, .expectNot: false
        }
    }
}

// What happens in a test.
extension PlanTestReader {
    /// `call`, or `keys`, `expect` and `expect-not` of the test itself.
    mutating func script() -> [PlanTest.Act] {
        var acts: [PlanTest.Act] = []
        for word in PlanTestWord.short {
            guard let value = yaml.optional(word.rawValue) else { continue }
            if let act = act(word, value, at: value) { acts.append(act) }
        }
        guard let list = yaml.optional("call") else { return acts }
        if let first = acts.first {
            yaml.note(
                "a test with 'call' has its keys and expectations in it", at: list,
                suggestion: "move those of line \(first.line) there", rule: "wrong-type")
        }
        guard let values = list.sequence else {
            yaml.note("'call' takes a list of what happens, found \(list.kind)", at: list, rule: "wrong-type")
            return []
        }
        guard values.count <= Self.mostActs else {
            yaml.note("more than \(Self.mostActs) things happen in this test", at: list, rule: "too-long")
            return []
        }
        return values.compactMap { act($0) }
    }

    /// `hang-up` or `keys: 1 2`.
    private mutating func act(_ value: YAMLValue) -> PlanTest.Act? {
        let words = PlanTestWord.allCases.map(\.rawValue)
        if value.mapping == nil {
            let name = known(value, among: words, "nothing that happens in a call is called", rule: "unknown-word")
            guard let word = name.flatMap(PlanTestWord.init(rawValue:)) else { return nil }
            guard word.isAlone else {
                yaml.note("'\(word.rawValue)' needs more: \(word.rawValue): …", at: value, rule: "wrong-type")
                return nil
            }
            return act(word, nil, at: value)
        }
        guard let entries = value.mapping, entries.count == 1, let entry = entries.first else {
            yaml.note("each entry of 'call' is one thing that happens", at: value, rule: "wrong-type")
            return nil
        }
        let name = known(entry.key, among: words, "nothing that happens in a call is called", rule: "unknown-word")
        guard let word = name.flatMap(PlanTestWord.init(rawValue:)) else { return nil }
        return act(word, entry.value, at: entry.key)
    }

    private mutating func act(_ word: PlanTestWord, _ value: YAMLValue?, at place: YAMLValue) -> PlanTest.Act? {
        let action: PlanTest.Action? =
            switch word {
            case .keys: keys(value, word).map { .keys($0) }
            case .keysAtOnce: keys(value, word).map { .keysAtOnce($0.joined()) }
            case .listen: nothing(value, word, .listen)
            case .wait: duration(value, word, at: place).map { .wait($0) }
            case .speak: duration(value, word, at: place).map { .speak($0) }
            case .silence: times(value).map { .silence($0) }
            case .agent: nothing(value, word, .news(.answered))
            case .offered: nothing(value, word, .news(.offered))
            case .refused: nothing(value, word, .news(.refused))
            case .served: nothing(value, word, .news(.served))
            case .over: nothing(value, word, .transferOver)
            case .moved: queuePlace(value, word).map { .news(.moved(position: $0.position, wait: $0.wait)) }
            case .returned: queuePlace(value, word).map { .news(.returned(position: $0.position, wait: $0.wait)) }
            case .hangUp: nothing(value, word, .hangUp)
            case .shutdown: nothing(value, word, .shutDown)
            case .expect: expectations(value, word).map { .expect($0) }
            case .expectNot: expectations(value, word).map { .expectNot($0) }
            }
        return action.map { PlanTest.Act(action: $0, line: place.line, column: place.column) }
    }

    private mutating func nothing(_ value: YAMLValue?, _ word: PlanTestWord, _ action: PlanTest.Action)
        -> PlanTest.Action?
    {
        guard let value, !value.isNull else { return action }
        yaml.note("'\(word.rawValue)' takes nothing, found \(value.kind)", at: value, rule: "wrong-type")
        return nil
    }

    /// `1 10000017# 4821#`, in groups; also a list.
    private mutating func keys(_ value: YAMLValue?, _ word: PlanTestWord) -> [String]? {
        guard let value else { return nil }
        let texts = (value.sequence ?? [value]).map { $0.string ?? "" }
        let groups = texts.flatMap { $0.split(separator: " ").map(String.init) }
        let isPad = groups.allSatisfy { $0.allSatisfy(StepReader.pad.contains) }
        if !groups.isEmpty, isPad, groups.reduce(0, { $0 + $1.count }) <= Self.mostActs { return groups }
        yaml.note(
            "'\(word.rawValue)' takes keys such as 1 2 or \"1 10000017#\", found \(value.kind)", at: value,
            rule: "no-such-key")
        return nil
    }

    private mutating func duration(_ value: YAMLValue?, _ word: PlanTestWord, at place: YAMLValue) -> Duration? {
        if let duration = value?.duration, duration <= .seconds(86_400) { return duration }
        yaml.note(
            "'\(word.rawValue)' takes a time of at most a day such as 800ms, 5s or 2m, found \(value?.kind ?? "nothing")",
            at: value ?? place, rule: "wrong-type")
        return nil
    }

    /// `silence` or `silence: 3`.
    private mutating func times(_ value: YAMLValue?) -> Int? {
        guard let value, !value.isNull else { return 1 }
        if let count = value.integer, (1...100).contains(count) { return count }
        yaml.note("'silence' takes how often, 1 to 100, found \(value.kind)", at: value, rule: "wrong-type")
        return nil
    }

    private mutating func queuePlace(_ value: YAMLValue?, _ word: PlanTestWord) -> QueuePlace? {
        guard let value, !value.isNull else { return QueuePlace() }
        if let place = value.string.flatMap({ QueuePlace(words: $0.split(separator: " ")) }) { return place }
        yaml.note(
            "'\(word.rawValue)' takes a place and a wait such as 2 or 2 3-5, found \(value.kind)", at: value,
            rule: "wrong-type")
        return nil
    }
}
