import CivicCore

extension DiagnosticRule {
    /// Of `data-sources.yaml`.
    static let ofSources = [
        DiagnosticRule(
            "bad-address", "an address that is none, or that an argument could lead elsewhere",
            reason: "What a citizen keys must never decide which machine is asked.",
            example: "get: https://{account}.example/bill",
            remedy: "Write http:// or https:// with a host; arguments may stand in the path and the query alone."),
        DiagnosticRule(
            "missing-secret", "a secret that a header takes from the environment or a file, and that is not there",
            reason: "Every question would be refused by the endpoint, and callers would hear that it is out of order.",
            example: "headers:\n  Authorization: { environment: WATER_TOKEN, before: \"Bearer \" }",
            remedy: "Set the variable for the daemon, or write the file, readable for the daemon's user alone."),
        DiagnosticRule(
            "secret-in-file", "a secret that stands in the file itself", severity: .warning,
            reason: "Configuration is copied and shown to many.", example: "headers: { Authorization: \"Bearer 42\" }",
            remedy: "Take it from the environment or a file: { environment: WATER_TOKEN }."),
        DiagnosticRule(
            "unencrypted-source", "a source that is asked in the clear", severity: .warning,
            reason: "Who sits on the way reads what citizens ask and are told.",
            example: "get: http://water.example/api/bill",
            remedy: "Use https, with a certificate that the system trusts."),
        DiagnosticRule(
            "bad-pointer", "a place in the answer that is written wrongly", reason: "Nothing would be found there.",
            example: "owed: { at: bill.owed, kind: money }", remedy: "Write it with slashes: /bill/owed (RFC 6901)."),
        DiagnosticRule(
            "unknown-argument", "an argument that is used and not declared",
            reason: "Dialplans could not know that they have to give it.",
            example: "get: https://water.example/{acount}\narguments: { account: text }",
            remedy: "Correct the name, or add it to 'arguments'."),
        DiagnosticRule(
            "unused-argument", "an argument that is declared and sent nowhere",
            reason: "Citizens would be asked for something that nobody needs.",
            example: "get: https://water.example/bill\narguments: { account: text }",
            remedy: "Use it in the address, a header or the body, or take it out."),
        DiagnosticRule(
            "duplicate-name", "a source with the name of another, or of one of the citizens' record",
            reason: "A look-up would ask the wrong one.", example: "data-sources:\n  case-status: { … }",
            remedy: "Give it another name."),
    ]
}
