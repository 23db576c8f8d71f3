import CivicCore

extension DiagnosticRule {
    /// Of what every waiting step has to say, and of its size.
    static let ofSteps = [
        DiagnosticRule(
            "silence-missing", "a step that waits and does not say where silence leads",
            reason: "Who is confused, deaf or on a bad line presses nothing, and must not be lost.",
            example: "home: { menu: menu-home, keys: { 1: pension }, wrong-key: home, exhausted: person }",
            remedy: "Add 'silence: STEP'; back to the same step is fine, attempts are counted."),
        DiagnosticRule(
            "wrong-key-missing", "a step that waits and does not say where an unused key leads",
            reason: "A slip of the finger is not the end of a call.",
            example: "home: { menu: menu-home, keys: { 1: pension }, silence: home, exhausted: person }",
            remedy: "Add 'wrong-key: STEP'; back to the same step is fine, attempts are counted."),
        DiagnosticRule(
            "exhausted-missing", "a step that waits and does not say where the last attempt leads",
            reason: "After a few misses a person helps more than the same words once more.",
            example: "home: { menu: menu-home, keys: { 1: pension }, silence: home, wrong-key: home }",
            remedy: "Add 'exhausted: STEP', best the person."),
        DiagnosticRule(
            "menu-too-long", "a menu with more choices than callers keep in mind", severity: .warning,
            reason:
                "Of choices that are heard, not seen, few people hold more than three or four until the end; the rest "
                + "press the last one, or 0.",
            example: "home:\n  menu: menu-home\n  keys: { 1: a, 2: b, 3: c, 4: d, 5: e, 0: person }",
            remedy: "Put rare choices into a second menu, or raise limits.menu-options for the whole plan."),
    ]
}
