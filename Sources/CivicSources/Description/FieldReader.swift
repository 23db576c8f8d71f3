import CivicCore
import CivicYAML

/// Reads one field: `owed: { at: /bill/owed, kind: money, in: yuan }`.
struct FieldReader {
    var yaml: YAMLReader
    private let name: String
    private let isPersonal: Bool

    private enum Word: String, CaseIterable {
        case text
        case oneOf = "one-of"
        case number, money, flag, date, time
    }

    init(name: String, _ value: YAMLValue, file: String, isPersonal: Bool) {
        yaml = YAMLReader(value, file: file)
        self.name = name
        self.isPersonal = isPersonal
    }

    mutating func field() -> AnswerField? {
        guard yaml.value.mapping != nil else { return nil }
        let place = self.place()
        let kind = self.kind()
        let isOptional = yaml.boolean("optional", default: false) ?? false
        let isPersonal = yaml.boolean("personal", default: isPersonal) ?? true
        yaml.finish()
        guard let place, let kind else { return nil }
        return AnswerField(name: name, place: place, kind: kind, isOptional: isOptional, isPersonal: isPersonal)
    }

    private mutating func place() -> JSONPointer? {
        guard let value = yaml.required("at") else { return nil }
        if let pointer = value.string.flatMap({ JSONPointer($0) }) { return pointer }
        yaml.note(
            "'at' takes a place in the answer, such as /bill/owed (RFC 6901)", at: value,
            suggestion: value.string.map { "did you mean '/\($0.replacing(".", with: "/"))'?" }, rule: "bad-pointer")
        return nil
    }

    private mutating func kind() -> AnswerField.Kind? {
        guard let value = yaml.required("kind") else { return nil }
        guard let word = value.string.flatMap({ Word(rawValue: $0) }) else {
            let words = Word.allCases.map(\.rawValue)
            yaml.note(
                "'kind' takes one of \(words.joined(separator: ", ")), found \(value.kind)", at: value,
                suggestion: value.string.flatMap { closestName(to: $0, among: words) }.map { "did you mean '\($0)'?" },
                rule: "wrong-type")
            return nil
        }
        switch word {
        case .text:
            let longest = yaml.integer("longest", in: 1...1_000, default: 40)
            return .text(longest: longest ?? 40)
        case .oneOf: return values().map { .oneOf($0) }
        case .number: return .number
        case .money:
            let unit: AnswerField.MoneyUnit? = yaml.choice("in")
            return unit.map { .money($0) }
        case .flag: return .flag
        case .date: return .date
        case .time: return .time
        }
    }

    /// `values: [paid, due]`, or `values: { "0": paid, "1": due }` where the endpoint has other words.
    private mutating func values() -> [String: String]? {
        guard let value = yaml.required("values") else { return nil }
        var words: [String: String] = [:]
        for element in value.sequence ?? [] { if let word = element.string { words[word] = word } }
        for entry in value.mapping ?? [] {
            if let theirs = entry.key.string, let ours = entry.value.string { words[theirs] = ours }
        }
        let count = value.sequence?.count ?? value.mapping?.count ?? 0
        guard !words.isEmpty, words.count == count, words.values.allSatisfy(SourceReader.isName) else {
            yaml.note(
                "'values' takes a list of words, or a mapping of the endpoint's words to ours", at: value,
                suggestion: "ours are made of lower-case letters, digits and hyphens; prompts are named after them",
                rule: "wrong-type")
            return nil
        }
        return words
    }
}
