package import CivicCore

extension DiagnosticRule {
    /// Every rule of the dialplan compiler and of the YAML reader under it, in the order of the alphabet.
    package static let dialplan: [DiagnosticRule] =
        (ofReading + ofNames + ofSteps + ofPlans + ofTests + ofProof + ofLints
        + ofSilencing)
        .sorted { $0.id < $1.id }

    private static let byID = Dictionary(dialplan.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })

    package static func named(_ id: String) -> DiagnosticRule? { byID[id] }

    /// Whether a plan may say `allow` to it: errors stay errors, and `unused-allow` is mended by taking something out.
    package var canBeSilenced: Bool { severity == .warning && id != "unused-allow" && Self.named(id) != nil }

    /// The answer to "what does this rule mean?"; `nil` where there is no such rule.
    package static func explanation(of id: String) -> String? {
        named(id).map { $0.explanation(silence: $0.silence) }
    }

    /// The rule that a misspelt id probably meant.
    package static func closest(to id: String) -> String? { closestName(to: id, among: dialplan.map(\.id)) }

    /// How it is silenced, for the explanation.
    private var silence: String? {
        canBeSilenced
            ? "To silence it, give the cause in the step, or in the head of the plan for all steps:\n\n"
                + "    allow: { \(id): \"who decided what, and when\" }"
            : nil
    }
}

extension DiagnosticRule {
    /// The page `docs/diagnostics.md`: every rule with its meaning, reason, example and remedy.
    package static var page: String {
        let head = """
            # What the dialplan compiler says

            This page is made from the compiler's own table of rules. `civicline check --explain RULE` prints one entry,
            `civicline check --explain all` this page.

            A diagnostic names the file, the line, the column and the rule. An error keeps a plan out of use; a warning does
            not, and can be silenced where there is a reason, in a step or in the head of the plan for all steps:

            ```yaml
            home:
              menu: menu-home
              allow: { menu-too-long: "the pension office asked for a fourth choice, 2026-10" }
            ```

            The cause is compulsory, and an `allow` that silences nothing any more is a warning itself.

            """
        return page(of: dialplan, head: head)
    }

    /// A page of rules: the table, then a section for each.
    package static func page(of rules: [DiagnosticRule], head: String) -> String {
        let table = rules.map { "| [`\($0.id)`](#\($0.id)) | \($0.severity.rawValue) | \($0.title) |\n" }.joined()
        return head + "\n| rule | | what it finds |\n|---|---|---|\n" + table + rules.map(\.section).joined()
    }

    private var section: String {
        """

        ## \(id)

        \(severity.rawValue.capitalizedFirst): \(title).

        \(reason)

        ```yaml
        \(example)
        ```

        \(remedy)\(canBeSilenced ? "" : severity == .error ? "" : " It cannot be silenced.")

        """
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
