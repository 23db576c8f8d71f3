import CivicCore

extension DiagnosticRule {
    /// Of `allow`.
    static let ofSilencing = [
        DiagnosticRule(
            "allow-error", "an 'allow' for an error",
            reason: "An error stands for a caller who is lost or betrayed; no cause outweighs that.",
            example: "allow: { no-person: \"the desk is closed this summer\" }", remedy: "Mend the error itself."),
        DiagnosticRule(
            "allow-cause", "an 'allow' without a cause",
            reason: "In a year nobody knows any more why a warning was silenced, and nobody dares to take it out.",
            example: "allow: { menu-too-long: ok }",
            remedy: "Say in ten signs or more who decided what, and when: \"the desk asked for five, 2026-10\"."),
        DiagnosticRule(
            "unknown-rule", "an 'allow' for a rule that there is none of", reason: "It silences nothing.",
            example: "allow: { menu-to-long: \"the desk asked for five, 2026-10\" }",
            remedy: "Correct the id; it stands in brackets behind each warning."),
        DiagnosticRule(
            "unused-allow", "an 'allow' that silences nothing", severity: .warning,
            reason: "The warning is gone, and a new one of the same kind would be silenced without anybody's decision.",
            example:
                "home: { menu: menu-home, keys: { 1: a }, allow: { menu-too-long: \"five for the desk, 2026-10\" } }",
            remedy: "Take it out."),
    ]
}
