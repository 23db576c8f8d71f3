import CivicYAML

/// `survey: after-call`: one to five questions, each answered by a key from 1 to 5, and a comment that is spoken.
///
/// What a caller does not answer is left out; nothing is asked twice, so there is no way round.
package struct SurveyStep: Hashable, Sendable {
    package struct Question: Hashable, Sendable {
        /// What the answer is called in the ledger.
        package var name: String
        package var prompt: [SpokenItem]
    }

    package struct Comment: Hashable, Sendable {
        package var prompt: [SpokenItem]
        package var longest: Duration
    }

    package var name: String
    package var questions: [Question]
    /// From the end of a question to the key.
    package var wait: Duration
    package var comment: Comment?
    package var then: StepID

    var exits: [Exit] { [Exit(cause: .then, target: then)] }

    static let mostQuestions = 5
}

extension SurveyStep {
    init?(reading reader: inout StepReader) {
        let name = reader.yaml.required("survey").flatMap { reader.plainName($0, "a survey") }
        let questions = Self.questions(&reader)
        wait = reader.yaml.duration("wait", default: .seconds(5)) ?? .seconds(5)
        comment = reader.yaml.optional("comment").flatMap { value in
            reader.inner(value) { inner in
                let prompt = inner.spoken("prompt")
                let longest = inner.yaml.duration("longest", default: .seconds(60)) ?? .seconds(60)
                return prompt.map { Comment(prompt: $0, longest: min(longest, .seconds(600))) }
            }
        }
        guard let then = reader.target("then"), let name, let questions else { return nil }
        self.name = name
        self.questions = questions
        self.then = then
    }

    private static func questions(_ reader: inout StepReader) -> [Question]? {
        guard let list = reader.yaml.required("questions") else { return nil }
        guard let values = list.sequence, (1...mostQuestions).contains(values.count) else {
            let found = list.sequence.map { "\($0.count)" } ?? list.kind
            reader.yaml.note(
                "'questions' takes a list of 1 to \(mostQuestions) of { name, prompt }, found \(found)", at: list,
                rule: "wrong-type")
            return nil
        }
        var seen: Set<String> = []
        let found = values.compactMap { value in
            reader.inner(value) { inner -> Question? in
                let name = inner.yaml.required("name").flatMap { inner.plainName($0, "a question") }
                let prompt = inner.spoken("prompt")
                if let name, !seen.insert(name).inserted, let place = inner.yaml.optional("name") {
                    inner.yaml.note("'\(name)' is asked already", at: place, rule: "duplicate-question")
                }
                guard let name, let prompt else { return nil }
                return Question(name: name, prompt: prompt)
            }
        }
        return found.count == values.count ? found : nil
    }
}

extension StepReader {
    /// A name for the ledger, as steps have them.
    fileprivate mutating func plainName(_ value: YAMLValue, _ what: String) -> String? {
        if let name = value.string, Scope.isName(name) { return name }
        yaml.note(
            "\(what)'s name is made of lower-case letters, digits and hyphens, found \(value.kind)", at: value,
            rule: "bad-name")
        return nil
    }
}
