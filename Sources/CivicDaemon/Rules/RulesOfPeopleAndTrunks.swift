import CivicCore

extension DiagnosticRule {
    /// Of `accounts.yaml`, `api-tokens.yaml` and `trunks.yaml`.
    static let ofPeopleAndTrunks = [
        DiagnosticRule(
            "duplicate-account", "two accounts with one name or one SIP user",
            reason: "One would sign in, or be rung, as the other.",
            example: "- { name: lin, desk-password: long-enough }\n- { name: lin, desk-password: also-long }",
            remedy: "Give each its own name and SIP user."),
        DiagnosticRule(
            "duplicate-token", "two applications with one name or one token",
            reason: "What one has filed could be read by the other, and one could not be shut out alone.",
            example: "- { name: app, hash: 4f…, rights: [] }\n- { name: app, hash: 9a…, rights: [] }",
            remedy: "Make a token for each with 'civicline api-token NAME'."),
        DiagnosticRule(
            "unknown-right", "a right that there is none of", reason: "The application could not do what it is for.",
            example: "rights: [cases:creat]", remedy: "Correct it; the message lists what there is."),
        DiagnosticRule(
            "wrong-hash", "something in the place of a token's hash",
            reason: "No token would ever fit; and a token itself must not stand in the file.",
            example: "hash: civic_my-token", remedy: "'civicline api-token NAME' prints a new token and its line."),
        DiagnosticRule(
            "wrong-name", "a name that cannot be used as one",
            reason: "It stands in the ledger, in figures or in the name of a prompt, and has to be a plain word there.",
            example: "name: Village App", remedy: "Use at most 40 of a-z, 0-9 and hyphens."),
        DiagnosticRule(
            "duplicate-trunk", "two trunks with one name, address, certificate or registration",
            reason: "A call from there could not be told to be the one's or the other's.",
            example: "- { name: a, addresses: [192.0.2.1] }\n- { name: b, addresses: [192.0.2.1] }",
            remedy: "Let each have what only its own calls show."),
        DiagnosticRule(
            "moved-key", "a key that has another place now", reason: "Where it stands it would be passed over.",
            example: "trusted: [192.0.2.1]", remedy: "Write it where the message says."),
        DiagnosticRule(
            "no-authorities", "a trunk that is known by its certificate, without roots to check it against",
            reason: "Anybody can make a certificate with the trunk's name.",
            example: "- { name: carrier, tls-name: sip.example.cn }",
            remedy: "Set 'sip.tls-authorities' in civicline.yaml."),
        DiagnosticRule(
            "no-way-out", "calls to the outside are allowed, and no trunk takes them",
            reason: "Call-backs and transfers would be promised and fail.",
            example: "outbound-calls: { allowed: [\"+86\"] }", remedy: "Give a trunk 'outbound' with its servers."),
        DiagnosticRule(
            "unknown-trunk", "a trunk for calls to the outside that there is none of",
            reason: "The call would not be tried there.", example: "outbound-calls: { trunks: [telcom] }",
            remedy: "Correct the name, or give that trunk 'outbound' or 'register'."),
    ]
}
