import CivicYAML

/// `open-case: "{topic}"`: writes a case; the caller hears its number only after it is durable.
package struct OpenCaseStep: Hashable, Sendable {
    package enum Source: String, Hashable, Sendable, CaseIterable {
        /// The last `record: message` of this call goes with it.
        case recording
        /// What the caller pressed is all there is.
        case keys
    }

    package var service: NameTemplate
    package var from: Source
    /// What the handling unit reads; the keys and the length of the recording are added.
    package var summary: String
    /// Takes the case's number, as text.
    package var into: String
    package var prompt: [SpokenItem]
    package var deadline: Duration
    package var opened: StepID
    package var failed: StepID

    var exits: [Exit] {
        [
            Exit(cause: .outcome("opened"), target: opened, assigns: [into]),
            Exit(cause: .outcome("failed"), target: failed),
        ]
    }
}

extension OpenCaseStep {
    init?(reading reader: inout StepReader) {
        let service = reader.service("open-case")
        let from: Source? = reader.yaml.choice("from")
        summary = reader.yaml.string("summary", default: "") ?? ""
        let into = reader.variableName("into")
        prompt = reader.optionalSpoken("prompt") ?? []
        deadline = reader.yaml.duration("deadline", default: .seconds(10)) ?? .zero
        let opened = reader.target("opened")
        let failed = reader.target("failed")
        guard let service, let from, let into, let opened, let failed else { return nil }
        self.service = service
        self.from = from
        self.into = into
        self.opened = opened
        self.failed = failed
    }
}
