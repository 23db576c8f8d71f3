package import CivicCore
package import CivicYAML

/// What a service of `services.yaml` says of those who are entitled to it: whom, and what an agent says to them.
///
///     entitled:
///       rule: segment.elder-alone and not work == "employed"
///       claimed-by: cases.elder-care > 0 or elder-care
///       reason: { zh-CN: 六十岁以上、独自居住的老人, en: People of sixty and more who live alone }
///       say: { zh-CN: 您可以申请居家养老服务。, en: You may ask for care at home. }
///       again-after: 180
package struct Benefit: Equatable, Sendable {
    /// The condition as it stands in the file.
    package var rule: YAMLValue
    /// When it has been claimed; nil: with the first case of the service.
    package var claimedBy: YAMLValue?
    /// What the rule means, in words.
    package var reason: [Language: String]
    /// What is said to the citizen.
    package var say: [Language: String]
    /// Days after "not now" in which it is not offered again.
    package var restDays: Int

    package init(
        rule: YAMLValue, claimedBy: YAMLValue?, reason: [Language: String], say: [Language: String], restDays: Int
    ) {
        self.rule = rule
        self.claimedBy = claimedBy
        self.reason = reason
        self.say = say
        self.restDays = restDays
    }

    static let usualRest = 180

    static func read(_ value: YAMLValue, _ outer: inout YAMLReader) -> Benefit? {
        var reader = YAMLReader(value, file: outer.file)
        let rule = reader.required("rule")
        let claimed = reader.optional("claimed-by")
        let reason = localTexts("reason", &reader)
        let say = localTexts("say", &reader)
        let rest = reader.integer("again-after", in: 1...3_650, default: usualRest)
        reader.finish()
        outer.absorb(reader)
        guard let rule, let reason, let say, let rest else { return nil }
        return Benefit(rule: rule, claimedBy: claimed, reason: reason, say: say, restDays: rest)
    }
}
