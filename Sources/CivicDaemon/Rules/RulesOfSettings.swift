import CivicCore

extension DiagnosticRule {
    /// Of `civicline.yaml` and of files as such.
    static let ofSettings = [
        DiagnosticRule(
            "missing-file", "a file or folder that is named and is not there",
            reason: "What stands in it would silently not hold.",
            example: "files: { accounts: acounts.yaml }", remedy: "Make it, or correct the name."),
        DiagnosticRule(
            "unreadable-file", "a file that cannot be read, or is not UTF-8",
            reason: "A text that is read wrongly says something else than was meant.",
            example: "units.yaml: the file is not UTF-8",
            remedy: "Give the daemon's user the right to read it, or save it as UTF-8."),
        DiagnosticRule(
            "no-file", "a file that could not be opened", reason: "Nothing can be compiled without it.",
            example: "civicline check dialplans/contry.yaml", remedy: "Correct the name, or the rights of the file."),
        DiagnosticRule(
            "configuration", "something in the configuration that keeps everything from being compiled",
            reason: "What is live goes on until it is right again.",
            example: "config/civicline.yaml: error: cannot be read",
            remedy: "The message names the file and the fault; mend that."),
        DiagnosticRule(
            "data-folder", "a data folder that cannot be made or written to",
            reason: "Cases, recordings and the ledger could not be kept.",
            example: "civicline serve --data /root/civic",
            remedy: "Let the daemon's user write there, or name another folder with --data."),
        DiagnosticRule(
            "wrong-value", "a value that its key does not take",
            reason: "It would hold as something else than was meant.", example: "calls: { most: many }",
            remedy: "Write what the message says that the key takes."),
        DiagnosticRule(
            "few-ports", "fewer audio ports than calls", severity: .warning,
            reason: "The calls beyond them would be refused although the lines are there.",
            example: "rtp: { ports: 30000-30099 }\ncalls: { most: 500 }",
            remedy: "Widen 'rtp.ports' or lower 'calls.most'."),
        DiagnosticRule(
            "no-advertised-address", "listening on every address without saying which one phones are to use",
            reason: "Phones and trunks would be told to send to 0.0.0.0.", example: "sip: { udp: \"0.0.0.0:5060\" }",
            remedy: "Set 'sip.advertise' to the address that they reach."),
        DiagnosticRule(
            "same-address", "TLS and TCP on one address and port", reason: "Only one of them could listen there.",
            example: "sip: { tcp: \"192.0.2.1:5060\", tls: \"192.0.2.1:5060\" }",
            remedy: "Give TLS a port of its own, 5061 as a rule."),
        DiagnosticRule(
            "no-certificate", "TLS without a certificate or its key",
            reason: "No phone could open a connection.", example: "sip: { tls: \"192.0.2.1:5061\" }",
            remedy: "Set 'sip.tls-certificate' and 'sip.tls-key'."),
        DiagnosticRule(
            "no-mail-server", "mail that comes in and can not be answered",
            reason: "Who writes by mail waits for an answer by mail.",
            example: "mail: { imap: \"imaps://mail.example.cn\" }", remedy: "Set 'mail.smtp'."),
        DiagnosticRule(
            "no-mail-address", "a mail server without an address of ours",
            reason: "Mail has to come from somebody, so that it can be answered.",
            example: "mail: { smtp: \"smtp://mail.example.cn:587\" }", remedy: "Set 'mail.address'."),
    ]
}
