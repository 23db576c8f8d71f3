import CivicCore

extension DiagnosticRule {
    /// Of files that cannot be taken as YAML, and of values of the wrong kind.
    static let ofReading = [
        DiagnosticRule(
            "yaml", "the file is not YAML here",
            reason: "Nothing behind the place can be trusted, so nothing of the file is used.",
            example: "steps:\n  home: { say: welcome",
            remedy: "Look at the line and the one before it: a bracket, a quote or a colon is missing or too many."),
        DiagnosticRule(
            "encoding", "the file is not plain text in UTF-8",
            reason: "Its words would be spoken and shown wrongly; a control character is seen in no editor.",
            example: "say: welcome\u{0}", remedy: "Save the file as plain text in UTF-8; write the line anew."),
        DiagnosticRule(
            "tab", "a tab indents a line",
            reason: "YAML forbids tabs there, because what they mean depends on the editor.",
            example: "steps:\n\thome: { say: welcome, then: bye }",
            remedy: "Set the editor to indent with spaces, and replace the tab."),
        DiagnosticRule(
            "anchor", "an anchor or an alias",
            reason: "They let a short file grow to a huge one, and a reader of the file has to look in two places.",
            example: "home: &menu { menu: menu-home }\nagain: *menu",
            remedy: "Write the value where it is used, or lead both ways to one step."),
        DiagnosticRule(
            "duplicate-key", "one key stands twice in a mapping",
            reason: "One of the two would be lost without a word, mostly the one that was just edited.",
            example: "keys: { 1: pension, 1: subsidy }", remedy: "Take one of them out."),
        DiagnosticRule(
            "empty-file", "the file is empty", reason: "A plan without a step answers nobody.",
            example: "# nothing but a comment", remedy: "Begin with 'dialplan: NAME', or take the file out of the list."
        ),
        DiagnosticRule(
            "file-too-large", "the file is larger than the reader takes",
            reason: "The daemon reads plans while it serves calls, so time and memory are bounded.",
            example: "# three megabytes of text", remedy: "Divide the plan into several files."),
        DiagnosticRule(
            "too-deep", "lists and mappings are nested too deep",
            reason: "No plan needs it, and a reader without a bound can be brought down with it.",
            example: "steps: {{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{", remedy: "Look for a bracket that is not closed."
        ),
        DiagnosticRule(
            "too-many-values", "the file holds too many values",
            reason: "The daemon reads plans while it serves calls, so time and memory are bounded.",
            example: "# a list of a million numbers", remedy: "Divide the plan into several files."),
        DiagnosticRule(
            "too-many-steps", "the plan has too many steps",
            reason: "The proof of a plan takes time with every step; a plan of this size cannot be overseen either.",
            example: "# six thousand steps", remedy: "Divide it into plans with numbers of their own."),
        DiagnosticRule(
            "missing-key", "something is not said that has to be",
            reason: "A default would be a guess about what a caller is to hear or where a call is to go.",
            example: "tell: { say: welcome }      # and then?", remedy: "Add the key that the message names."),
        DiagnosticRule(
            "unknown-key", "a key that nothing reads",
            reason: "A misspelt key does nothing, and nobody notices before a caller does.",
            example: "tell: { say: welcome, than: bye }", remedy: "Correct the spelling, or take the key out."),
        DiagnosticRule(
            "wrong-type", "a value of the wrong kind",
            reason: "Text where a number is meant, a date that is compared with a word: such a thing never works.",
            example: "home: { menu: menu-home, attempts: many }",
            remedy: "Write what the message asks for. Text that looks like a number stands in quotes."),
        DiagnosticRule(
            "expression", "a condition or template that cannot be read",
            reason: "The language of conditions is small so that it can be checked; what is not in it means nothing.",
            example: "branch: [{ when: caller.open-cases = 2, then: cases }]",
            remedy:
                "Comparisons are ==, !=, <, <=, > and >=; they are joined by and, or, not; 'has NAME' asks for a value."
        ),
        DiagnosticRule(
            "bad-name", "a name that names cannot be",
            reason: "Names stand in conditions, in reports and in web addresses, so their signs are few.",
            example: "steps:\n  Main Menu: { say: welcome, then: bye }",
            remedy: "Use lower-case letters, digits and hyphens, a letter first, and no word of the language."),
    ]
}
