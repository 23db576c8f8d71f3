package import CivicCore
import CivicDialplan

extension DiagnosticRule {
    /// Every rule of the configuration's files that the dialplan compiler does not note as well, in the order of the
    /// alphabet.
    package static let configuration: [DiagnosticRule] =
        (ofSettings + ofPeopleAndTrunks + ofSources + ofHours + ofSound).sorted { $0.id < $1.id }

    /// Every rule that `civicline check` notes.
    package static let all: [DiagnosticRule] = (dialplan + configuration).sorted { $0.id < $1.id }

    /// The answer to "what does this rule mean?", whichever file it is of; `nil` where there is no such rule.
    package static func meaning(of id: String) -> String? {
        explanation(of: id) ?? configuration.first { $0.id == id }?.explanation(silence: nil)
    }

    /// The page `docs/configuration-diagnostics.md`: every rule with its meaning, reason, example and remedy.
    package static var configurationPage: String {
        page(
            of: configuration,
            head: """
                # What is said of the configuration

                This page is made from the table of rules. `civicline check --explain RULE` prints one entry. What the dialplan
                compiler says, and what both say, stands in [diagnostics.md](diagnostics.md).

                An error keeps the daemon from starting, and a reload from being taken; a warning does not.

                """)
    }
}
