import CivicCore

extension DiagnosticRule {
    /// Of what callers were seen to stumble over.
    static let ofLints = [
        DiagnosticRule(
            "words-before-key", "a prompt that says the key before what it is for", severity: .warning,
            reason:
                "A caller listens for the matter and then for the key. Said the other way round, the key is forgotten "
                + "by the time the matter is heard, and the menu has to be heard twice.",
            example: "menu-home:\n  en: \"Press 1 for pensions.\"\n  zh-CN: \"按1查询养老金。\"",
            remedy: "Say \"For pensions, press 1.\" and “养老金，请按1。”."),
        DiagnosticRule(
            "key-not-said", "a key that no prompt of its menu names", severity: .warning,
            reason: "Nobody presses a key that they have not heard of; in a second language it is easily forgotten.",
            example:
                "home: { menu: menu-home, keys: { 1: pension, 2: subsidy } }\n# menu-home: \"For pensions, press 1.\"",
            remedy:
                "Name the key in the prompt, in every language, or take it out of the menu. 0, * and # may be silent."),
        DiagnosticRule(
            "key-said-not-there", "a prompt that names a key which the menu does not take", severity: .warning,
            reason: "The caller does as told and is told that the key is wrong.",
            example:
                "home: { menu: menu-home, keys: { 1: pension } }\n# menu-home: \"For pensions, press 1. For subsidies, 2.\"",
            remedy: "Add the key to the menu, or take it out of the prompt."),
        DiagnosticRule(
            "prompt-too-long", "a prompt that asks for keys and takes too long to hear", severity: .warning,
            reason:
                "After some twenty seconds the first choices are forgotten, and hurried callers press 0 before the end.",
            example: "limits: { prompt: 20s }\nhome: { menu: [welcome, news, menu-home], … }",
            remedy:
                "Say less, move news into a say step of its own, or raise limits.prompt. The length is that of the audio."
        ),
        DiagnosticRule(
            "key-two-meanings", "*, # or 9 means one thing in one menu and another in the next", severity: .warning,
            reason:
                "These keys are pressed from habit, before the prompt is heard: back, once more, a person. Where the "
                + "habit leads elsewhere, callers lose their way.",
            example:
                "home: { menu: a, keys: { \"*\": home } }        # once more\nmore: { menu: b, keys: { \"*\": home } }        # back",
            remedy: "Give the key one meaning in the whole plan, or name it in the prompt of the menu that differs."),
        DiagnosticRule(
            "help-not-shorter", "a long prompt that is said as long or longer after a miss", severity: .warning,
            reason:
                "Who missed the key knows the matter by now; the whole text once more is what makes people hang up.",
            example: "home: { menu: menu-home, keys: { 1: a, 2: b }, silence: home, … }   # 14 s, and again 14 s",
            remedy: "Add 'again:' with a shorter prompt. Prompts under ten seconds may be said as they are."),
        DiagnosticRule(
            "second-miss-person", "misses that end in a goodbye, or too many of them", severity: .warning,
            reason: "Who misses twice needs a person, not a third explanation, and surely not the end of the call.",
            example: "home: { menu: menu-home, attempts: 5, exhausted: bye }",
            remedy:
                "Lead 'exhausted' to a person, a queue or a message, and keep 'attempts' at 3 or less. Where the caller "
                + "has what the call was for (found, opened, served) the rule is silent."),
        DiagnosticRule(
            "personal-before-verify", "something personal is said before the caller has given proof",
            reason:
                "Families share a phone and numbers can be forged: who calls is not known before a proof is given. A "
                + "neighbour must not hear what somebody asked of the government.",
            example: "ask: { look-up: caller, with: { number: caller.number }, into: who, found: tell }\n"
                + "tell: { say: { value: who.open-cases, as: number }, then: bye }",
            remedy: "Ask for a proof first: a look-up that takes 'proof', as case-status does."),
        DiagnosticRule(
            "language-by-key-first", "a plan of several languages that asks for keys before the language",
            severity: .warning,
            reason: "Who does not understand the first menu cannot choose the language in it.",
            example: "languages: [zh-CN, en]\nstart: home\nhome: { menu: menu-home, keys: { 1: pension } }",
            remedy: "Begin with choose-language, or give each language a called number and a plan of its own."),
    ]
}
