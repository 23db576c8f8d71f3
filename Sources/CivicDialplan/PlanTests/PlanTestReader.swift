import CivicCore
import CivicYAML
import Foundation

/// Reads one test, or the head of the file, and checks every name in it against the plan.
struct PlanTestReader {
    var yaml: YAMLReader
    let plan: Plan
    let environment: PlanEnvironment

    /// Things that may happen in one test.
    static let mostActs = 500

    init(_ value: YAMLValue, file: String, plan: Plan, environment: PlanEnvironment) {
        yaml = YAMLReader(value, file: file)
        self.plan = plan
        self.environment = environment
    }

    mutating func test(today: LocalDate, calendars: [String: WorkingCalendar]) -> PlanTest? {
        let name = yaml.string("name")
        let begin = moment(today)
        let context = CallerContext(callerNumber: caller(), calledNumber: called(), language: language())
        let kept = calendars.merging(self.calendars()) { $1 }
        let answers = PlanTest.Answers(
            lookUps: surge().merging(callers(lookUps(today))) { $1 }, cases: cases(), line: line(),
            transfers: transfers())
        let acts = script()
        let expects = acts.contains {
            switch $0.action {
            case .expect, .expectNot: true
            default: false
            }
        }
        if yaml.value.mapping != nil, !expects, yaml.diagnostics.isEmpty {
            yaml.note(
                "the test expects nothing, so it cannot fail", at: yaml.value,
                suggestion: "say what must happen: expect: { say: …, step: …, queue: … }", rule: "no-expectation")
        }
        guard let name else { return nil }
        return PlanTest(
            name: name, line: yaml.value.line, column: yaml.value.column, context: context, begin: begin,
            calendars: kept, answers: answers, acts: acts)
    }

    // MARK: Who calls when

    mutating func date(_ key: String) -> LocalDate? {
        guard let value = yaml.optional(key) else { return nil }
        if let date = value.string.flatMap({ LocalDate($0) }) { return date }
        yaml.note("'\(key)' takes a date such as 2026-11-20, found \(value.kind)", at: value, rule: "wrong-type")
        return nil
    }

    private mutating func moment(_ today: LocalDate) -> Date {
        let usual = PlanTestTime.moment("monday 10:00", today: today, zone: plan.timeZone) ?? .distantPast
        guard let value = yaml.optional("at") else { return usual }
        if let moment = value.string.flatMap({ PlanTestTime.moment($0, today: today, zone: plan.timeZone) }) {
            return moment
        }
        yaml.note(
            "'at' takes a moment such as 2026-11-23T10:00 or monday 10:00, found \(value.kind)", at: value,
            rule: "wrong-type")
        return usual
    }

    /// With the country's code, as the trunk gives it; a mobile number where the test does not say.
    private mutating func caller() -> String? {
        let usual = "8613900000001"
        guard let value = yaml.optional("caller") else { return usual }
        guard let text = value.string, text != "withheld" else { return nil }
        let digits = text.hasPrefix("+") ? String(text.dropFirst()) : text
        if (3...15).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return digits
        }
        yaml.note(
            "'caller' takes a number such as 8613900000001 or withheld, found \(value.kind)", at: value,
            rule: "wrong-type")
        return usual
    }

    private mutating func called() -> String {
        let first = plan.answers.first ?? ""
        guard let value = yaml.optional("called") else { return first }
        return known(value, among: plan.answers, "the plan does not answer", rule: "unknown-number") ?? first
    }

    private mutating func language() -> Language {
        let first = plan.languages.first ?? .mandarin
        guard let value = yaml.optional("language") else { return first }
        return language(value) ?? first
    }

    mutating func language(_ value: YAMLValue) -> Language? {
        known(value, among: plan.languages.map(\.tag), "the plan does not speak", rule: "unknown-language")
            .map(Language.init(tag:))
    }

    /// `calendars: { hotline: county-office }`: the first keeps the hours of the second.
    mutating func calendars() -> [String: WorkingCalendar] {
        guard let value = yaml.optional("calendars") else { return [:] }
        guard let entries = value.mapping else {
            yaml.note(
                "'calendars' takes a mapping of calendars to calendars, found \(value.kind)", at: value,
                rule: "wrong-type")
            return [:]
        }
        var found: [String: WorkingCalendar] = [:]
        for entry in entries {
            let id = known(
                entry.key, among: plan.calendars.keys.sorted(), "the plan has no calendar", rule: "unknown-calendar")
            let other = known(
                entry.value, among: environment.calendars.keys.sorted(), "no calendar is called",
                rule: "unknown-calendar")
            if let id, let other { found[id] = environment.calendars[other] }
        }
        return found
    }

    // MARK: Names

    /// A name out of a closed set; else a diagnostic with what is nearest.
    mutating func known(_ value: YAMLValue, among names: [String], _ refusal: String, rule: String) -> String? {
        guard let name = value.string else {
            yaml.note("expected a name, found \(value.kind)", at: value, rule: "wrong-type")
            return nil
        }
        if names.contains(name) { return name }
        let near = closestName(to: name, among: names).map { "did you mean '\($0)'?" }
        yaml.note(
            "\(refusal) '\(name)'", at: value,
            suggestion: near
                ?? (names.isEmpty || names.count > 12 ? nil : "there are: \(names.joined(separator: ", "))"),
            rule: rule)
        return nil
    }

    /// Reads a mapping inside of this one.
    mutating func inner<Result>(_ value: YAMLValue, _ read: (inout PlanTestReader) -> Result) -> Result {
        var reader = PlanTestReader(value, file: yaml.file, plan: plan, environment: environment)
        let result = read(&reader)
        reader.yaml.finish()
        yaml.absorb(reader.yaml)
        return result
    }
}
