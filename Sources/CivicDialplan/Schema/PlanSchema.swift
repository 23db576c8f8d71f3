import CivicCore
import CivicSpeech

/// The JSON Schema (draft 2020-12) of dialplans, for editors that complete and validate YAML.
///
/// It knows the words and what stands in them; the compiler knows the rest. Names of prompts, queues, services, calendars
/// and sources are those of the configuration that it is made for.
package struct PlanSchema: Sendable {
    private let environment: PlanEnvironment

    package init(environment: PlanEnvironment) {
        self.environment = environment
    }

    package var text: String { document.text() + "\n" }

    private typealias Entry = (key: String, value: OrderedJSON)

    private var document: OrderedJSON {
        .object([
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            ("title", .string("CivicLine dialplan")), ("type", .string("object")),
            ("required", .array(["dialplan", "languages", "steps"].map { .string($0) })),
            ("properties", .object(head)), ("additionalProperties", .boolean(false)), ("$defs", .object(definitions)),
        ])
    }

    private var head: [Entry] {
        [
            ("dialplan", described("The plan's name.", [("type", .string("string"))])),
            ("answers", described("Called numbers.", [("type", .string("array")), ("items", text(nil))])),
            ("entries", described("Called numbers that begin elsewhere than at start.", mapping(reference("target")))),
            ("doors", described("Steps that other plans may lead to.", mapping(reference("target")))),
            (
                "languages",
                described(
                    "The first is the one that a call begins in.",
                    [("type", .string("array")), ("items", names(environment.catalogue?.languages.map(\.tag) ?? []))])
            ),
            ("calendar", described("Dates and times are spoken in its zone.", [("$ref", .string("#/$defs/calendar"))])),
            ("start", described("Where calls begin.", [("$ref", .string("#/$defs/target"))])),
            (
                "person",
                described(
                    "Where 0 and a lost caller lead; none for a line without people.",
                    [("$ref", .string("#/$defs/target"))])
            ),
            ("shutting-down", described("Said when the daemon stops.", [("$ref", .string("#/$defs/prompt"))])),
            ("limits", .object(limits)), ("allow", reference("allow")),
            ("sub-plans", described("Blocks of steps with parameters and ends.", [("type", .string("object"))])),
            (
                "steps",
                .object([
                    ("type", .string("object")), ("additionalProperties", reference("step")),
                    (
                        "propertyNames",
                        .object([("pattern", .string("^[a-z][a-z0-9-]{0,39}$"))])
                    ),
                ])
            ),
        ]
    }

    private var limits: [Entry] {
        let words: [Entry] = [
            ("keys-to-person", whole(1...9)), ("human-first", whole(0...1)), ("menu-options", whole(1...9)),
            ("prompt", reference("duration")),
            ("keys", whole(1...10_000)), ("longest-call", reference("duration")),
        ]
        return [
            ("type", .string("object")), ("properties", .object(words)), ("additionalProperties", .boolean(false)),
        ]
    }

    private var definitions: [Entry] {
        let prompts = environment.catalogue?.order ?? []
        var found: [Entry] = [
            ("target", described("The name of a step.", [("type", .string("string"))])),
            ("duration", .object([("type", .string("string")), ("pattern", .string("^[0-9.]+ *(ms|s|m|min|h|d)$"))])),
            // A template such as case-state.{status.state} names a family of prompts.
            ("prompt", either([names(prompts), text("\\{.+\\}")])), ("queue", names(environment.queues.sorted())),
            ("service", either([names(environment.services.sorted()), text("\\{.+\\}")])),
            ("calendar", names(environment.calendars.keys.sorted())),
            ("article", names(environment.articles.keys.sorted())),
            ("look-up", names(environment.lookUps.filter { $0.value.askedBy == nil }.keys.sorted())),
            ("allow", .object(mapping(text(nil)))),
            (
                "item",
                either([
                    reference("prompt"),
                    .object([
                        ("type", .string("object")),
                        (
                            "properties",
                            .object([
                                ("prompt", reference("prompt")), ("value", text(nil)),
                                ("as", names(Speaking.allCases.map(\.rawValue))), ("pause", reference("duration")),
                                ("when", text(nil)),
                            ])
                        ), ("additionalProperties", .boolean(false)),
                    ]),
                ])
            ),
            (
                "speech",
                either([reference("item"), .object([("type", .string("array")), ("items", reference("item"))])])
            ),
        ]
        found.append(
            (
                "step",
                .object([
                    ("type", .string("object")),
                    (
                        "anyOf",
                        .array(StepForm.all.map { .object([("required", .array([.string($0.word.rawValue)]))]) })
                    ),
                    (
                        "allOf",
                        .array(
                            StepForm.all.map { form in
                                .object([
                                    ("if", condition(for: form.word)),
                                    ("then", reference("step-\(form.word.rawValue)")),
                                ])
                            })
                    ),
                ])
            ))
        return found + StepForm.all.map { ("step-\($0.word.rawValue)", step($0)) }
    }

    /// `any-key` is a step of its own, and a branch of `tone`.
    private func condition(for word: StepWord) -> OrderedJSON {
        let has = OrderedJSON.object([("required", .array([.string(word.rawValue)]))])
        guard word == .anyKey else { return has }
        let isTone = OrderedJSON.object([("required", .array([.string(StepWord.tone.rawValue)]))])
        return .object([("allOf", .array([has, .object([("not", isTone)])]))])
    }

    private func step(_ form: StepForm) -> OrderedJSON {
        let words = form.words + StepForm.common
        return .object([
            ("description", .string(form.summary)),
            ("required", .array(form.words.filter(\.isRequired).map { .string($0.name) })),
            ("properties", .object(words.map { ($0.name, value($0)) })),
            ("additionalProperties", .boolean(form.isOpen)),
        ])
    }

    private func value(_ word: StepForm.Word) -> OrderedJSON {
        let entries: [Entry] =
            switch word.kind {
            case .step: [("$ref", .string("#/$defs/target"))]
            case .speech: [("$ref", .string("#/$defs/speech"))]
            case .prompt: [("$ref", .string("#/$defs/prompt"))]
            case .keysToSteps: keys(reference("target"))
            case .keysToLanguages: keys(names(environment.catalogue?.languages.map(\.tag) ?? []))
            case .duration: [("$ref", .string("#/$defs/duration"))]
            case .whole(let range):
                [
                    ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
                    ("maximum", .integer(range.upperBound)),
                ]
            case .flag: [("type", .string("boolean"))]
            case .text, .variable: [("type", .string("string"))]
            case .expressions: [("type", .string("object"))]
            case .choice(let words): [("enum", .array(words.map { .string($0) }))]
            case .queue: [("$ref", .string("#/$defs/queue"))]
            case .service: [("$ref", .string("#/$defs/service"))]
            case .calendar: [("$ref", .string("#/$defs/calendar"))]
            case .lookUp: [("$ref", .string("#/$defs/look-up"))]
            case .article: [("$ref", .string("#/$defs/article"))]
            case .other: []
            }
        return described(word.text, entries)
    }

    // MARK: Pieces

    private func keys(_ value: OrderedJSON) -> [Entry] {
        [
            ("type", .string("object")), ("patternProperties", .object([("^[0-9*#]$", value)])),
            ("additionalProperties", .boolean(false)),
        ]
    }

    private func described(_ text: String, _ entries: [Entry]) -> OrderedJSON {
        .object([("description", .string(text))] + entries)
    }

    private func mapping(_ value: OrderedJSON) -> [Entry] {
        [("type", .string("object")), ("additionalProperties", value)]
    }

    private func reference(_ name: String) -> OrderedJSON { .object([("$ref", .string("#/$defs/\(name)"))]) }

    private func either(_ schemas: [OrderedJSON]) -> OrderedJSON { .object([("anyOf", .array(schemas))]) }

    private func whole(_ range: ClosedRange<Int>) -> OrderedJSON {
        .object([
            ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
            ("maximum", .integer(range.upperBound)),
        ])
    }

    private func text(_ pattern: String?) -> OrderedJSON {
        .object([("type", .string("string"))] + (pattern.map { [("pattern", .string($0))] } ?? []))
    }

    /// One of the names; any text where none is known.
    private func names(_ names: [String]) -> OrderedJSON {
        names.isEmpty ? text(nil) : .object([("enum", .array(names.map { .string($0) }))])
    }
}
