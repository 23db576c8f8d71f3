import CivicYAML

/// What a step becomes that is written in the language itself: plain steps of its own, with ends.
///
///     case:                          ─▶  case              begins
///       case-status: status              case/number       asks
///       told: case-more                  case/proof        asks
///       unknown: person                  case/look-up      …
///
/// The steps stand in YAML in the block's file, as they would in a plan. Words of the step go into them where they are
/// wanted, so their readers check them at the place where they were written; everything else has the place of the step.
/// So the proof, the walk, the graph and the tests beside plans know such a step without knowing of it.
struct StepBlock {
    /// A branch of the step.
    struct End {
        var name: String
        /// The branch that counts where this one is left out; it is compulsory where `nil`.
        var fallback: String?
    }

    /// Said in messages.
    let word: StepWord
    private(set) var steps: [YAMLValue.Entry]
    /// Where it begins.
    var start: String
    let ends: [End]
    /// Variables of its own; all others are those of the plan around it.
    let own: Set<String>
    /// What it is given, under `with` or by the step's own word.
    private(set) var parameters: [(parameter: SubPlan.Parameter, given: YAMLValue)] = []
    /// Words of the step that have gone into the steps.
    private(set) var words: Set<String>
    /// Words that hold words: which of those have gone into the steps.
    private(set) var parts: [String: Set<String>] = [:]
    /// What stands under `with` and may stand there.
    private(set) var arguments: Set<String> = []
    /// Words of the step that are one of a few.
    var choices: [String: [String]] = [:]
    /// The only word that the step's own word may have, where it is no name.
    var onlyWord: String?
    private let step: YAMLValue

    /// - Parameters:
    ///   - text: its steps, in YAML.
    ///   - entry: the step as it stands in the plan.
    init(_ word: StepWord, _ text: YAMLValue, of entry: YAMLValue.Entry, own: Set<String>, ends: [End]) {
        self.word = word
        self.own = own
        self.ends = ends
        step = entry.value
        words = [word.rawValue]
        steps = (text.mapping ?? []).map { Self.moved($0, to: entry.key) }
        start = text.mapping?.first?.key.string ?? ""
    }

    /// Reads the steps of a block; a fault in them is one of ours.
    static func steps(_ text: String) -> YAMLValue {
        do {
            return try YAMLFile.parse(text, file: "block")
        } catch {
            preconditionFailure("\(error)")
        }
    }

    private static func moved(_ entry: YAMLValue.Entry, to place: YAMLValue) -> YAMLValue.Entry {
        YAMLValue.Entry(key: moved(entry.key, to: place), value: moved(entry.value, to: place))
    }

    static func moved(_ value: YAMLValue, to place: YAMLValue) -> YAMLValue {
        var value = value
        (value.line, value.column) = (place.line, place.column)
        switch value.content {
        case .scalar: break
        case .sequence(let elements): value.content = .sequence(elements.map { moved($0, to: place) })
        case .mapping(let entries): value.content = .mapping(entries.map { moved($0, to: place) })
        }
        return value
    }

    // MARK: Words of the step

    /// Lets a word of the step stand for `key` of some of the block's steps.
    mutating func take(_ word: String, as key: String? = nil, in names: String...) {
        words.insert(word)
        guard let given = step[word], !given.isNull else { return }
        for name in names { set(key ?? word, of: name, to: given) }
    }

    /// Lets words inside of a word of the step stand in one of the block's steps.
    mutating func take(_ word: String, in name: String, _ keys: Set<String>) {
        parts[word] = keys
        for entry in step[word]?.mapping ?? [] {
            guard let key = entry.key.string, keys.contains(key), !entry.value.isNull else { continue }
            set(key, of: name, to: entry.value)
        }
    }

    /// Takes what stands under `with`; whether it is there.
    mutating func takeArgument(_ name: String, _ type: DialplanType) -> Bool {
        arguments.insert(name)
        guard let given = step["with"]?[name], !given.isNull else { return false }
        parameters.append((SubPlan.Parameter(name: name, type: type), given))
        return true
    }

    /// Takes the value of the step's own word for a variable of the block.
    mutating func takeOwnWord(as name: String, _ type: DialplanType) {
        guard let given = step[word.rawValue] else { return }
        parameters.append((SubPlan.Parameter(name: name, type: type), given))
    }

    mutating func set(_ key: String, of name: String, to value: YAMLValue) {
        guard let at = steps.firstIndex(where: { $0.key.string == name }) else { return }
        var entries = steps[at].value.mapping ?? []
        if let old = entries.firstIndex(where: { $0.key.string == key }) {
            entries[old].value = value
        } else {
            var word = steps[at].key
            word.content = .scalar(key, isPlain: true)
            entries.append(YAMLValue.Entry(key: word, value: value))
        }
        steps[at].value.content = .mapping(entries)
    }

    /// Lets a branch of one of the block's steps lead elsewhere.
    mutating func lead(_ key: String, of name: String, to target: String) {
        guard var value = steps.first(where: { $0.key.string == name })?.key else { return }
        value.content = .scalar(target, isPlain: true)
        set(key, of: name, to: value)
    }

    /// The same for a key of a menu.
    mutating func leadKey(_ key: String, of name: String, to target: String) {
        guard let menu = steps.first(where: { $0.key.string == name })?.value["keys"],
            let entries = menu.mapping,
            let at = entries.firstIndex(where: { $0.key.kind == key || $0.key.string == key })
        else { return }
        var (keys, changed) = (menu, entries)
        changed[at].value.content = .scalar(target, isPlain: true)
        keys.content = .mapping(changed)
        set("keys", of: name, to: keys)
    }

    mutating func remove(_ key: String, of name: String) {
        guard let at = steps.firstIndex(where: { $0.key.string == name }) else { return }
        steps[at].value.content = .mapping((steps[at].value.mapping ?? []).filter { $0.key.string != key })
    }

    /// Takes out steps that no way leads to.
    mutating func drop(_ names: String...) {
        steps.removeAll { $0.key.string.map(names.contains) ?? false }
    }

    /// Where a step of the block leads by `end told`; `nil` where the plan does not say.
    func target(of end: End) -> YAMLValue? {
        step[end.name] ?? end.fallback.flatMap { step[$0] }
    }
}

extension StepWord {
    /// `nil` for a plain step.
    func block(of entry: YAMLValue.Entry) -> StepBlock? {
        switch self {
        case .caseStatus: .caseStatus(entry)
        case .verify: .verify(entry)
        case .disputeCase: .disputeCase(entry)
        case .agreeCase: .agreeCase(entry)
        case .callBack: .callBack(entry)
        case .relay: .relay(entry)
        default: nil
        }
    }
}
