import CivicCore
import CivicDialplan
import CivicSources
import Foundation
import Testing

@Suite struct DataSourcesFileTests {
    @Test("a source gives the compiler its arguments, the types of its fields and what is personal")
    func signature() throws {
        let (sources, diagnostics) = read(
            """
            data-sources:
              water-bill:
                post: https://water.example/bills
                about: caller
                arguments: { account: text, year: number }
                body: { account: "{account}", period: { year: "{year}" }, unit: fen, version: 2 }
                headers:
                  Authorization: { environment: WATER_TOKEN, before: "Bearer " }
                deadline: 1500ms
                at-once: 3
                keep-for: 1m
                leave-alone: { after: 2, for: 5s }
                not-found: [404, 410]
                found-where: /account
                fields:
                  owed: { at: /bill/owed, kind: money, in: fen }
                  state: { at: /state, kind: one-of, values: { "0": paid, "1": due } }
                  last-day: { at: /bill/lastDay, kind: date, optional: true }
                  office-opens: { at: /office, kind: time, personal: false }
                try: { account: "10023", year: 2026 }
            """)
        #expect(diagnostics == [])
        let source = try #require(sources.first)
        #expect(source.signature.arguments == ["account": .text, "year": .number])
        #expect(
            source.signature.fields == [
                "owed": .number, "state": .oneOf(["paid", "due"]), "last-day": .date, "office-opens": .time,
            ])
        #expect(source.signature.personal == ["owed", "state", "last-day"])
        #expect(source.bounds.deadline == .milliseconds(1_500) && source.bounds.atOnce == 3)
        #expect(source.keepsFor == .seconds(60) && source.notFound == [404, 410])
        #expect(source.circuit == CircuitRule(failures: 2, pause: .seconds(5)))
        #expect(source.sample == ["account": .text("10023"), "year": .number(2026)])
        let arguments = try #require(SentArguments(source.sample, zone: shanghai))
        let body = try #require(source.body?.json(with: arguments))
        #expect(
            String(decoding: body.data, as: UTF8.self)
                == #"{"account":"10023","period":{"year":2026},"unit":"fen","version":2}"#)
    }

    @Test("a text in a body cannot become a part of its structure")
    func bodyHoldsText() throws {
        let (sources, _) = read(
            """
            data-sources:
              a: { post: "https://w.example/", about: everybody, arguments: { q: text }, body: { q: "{q}" }, fields: {} }
            """)
        let arguments = try #require(SentArguments(["q": .text(#"x","admin":true,"y":""#)], zone: shanghai))
        let sent = try #require(sources.first?.body?.json(with: arguments))
        #expect(JSONValue(parsing: sent.data) == .object(["q": .text(#"x","admin":true,"y":""#)]))
    }

    @Test(
        "what is wrong is said with its place and a remedy",
        arguments: [
            (
                "get: https://w.example/{acount}", "3:10: error: '{acount}' is no argument; did you mean '{account}'?",
                "unknown-argument"
            ),
            ("get: https://w.example/", "the argument 'account' is sent nowhere", "unused-argument"),
            ("get: https://{account}.example/", "the host is fixed", "bad-address"),
            (
                "get: https://w.example/{account}\n    heders: {}", "unknown key 'heders'; did you mean 'headers'?",
                "unknown-key"
            ),
            ("get: https://w.example/{account}\n    deadline: 2m", "'deadline' takes 100ms to 30s", "wrong-value"),
            ("get: https://w.example/{account}\n    body: {}", "a GET has no body", "wrong-value"),
            (
                "get: https://w.example/{account}\n    post: https://w.example/", "'get' or 'post', and not both",
                "missing-key"
            ),
            (
                "get: https://w.example/{account}\n    headers: { Host: x }", "'Host' is no header that can be set",
                "bad-name"
            ),
            (
                "get: https://w.example/{account}\n    try: { acount: 1 }",
                "'acount' is no argument; did you mean 'account'?", "unknown-argument"
            ),
            (
                "get: https://w.example/{account}\n    authorities: /nowhere.pem", "there is no file '/nowhere.pem'",
                "missing-file"
            ),
        ])
    func faults(lines: String, message: String, rule: String) {
        let (sources, diagnostics) = read(
            """
            data-sources:
              water:
                \(lines)
                about: caller
                arguments: { account: text }
                fields: {}
            """)
        #expect(sources.isEmpty)
        #expect(diagnostics.contains { $0.rule == rule && $0.description.contains(message) }, "\(diagnostics)")
    }

    @Test(
        "a field's faults are said",
        arguments: [
            ("{ kind: text }", "'at' is missing", "missing-key"),
            ("{ at: bill.owed, kind: text }", "did you mean '/bill/owed'?", "bad-pointer"),
            ("{ at: /a, kind: txt }", "did you mean 'text'?", "wrong-type"),
            ("{ at: /a, kind: money }", "'in' is missing", "missing-key"),
            ("{ at: /a, kind: one-of }", "'values' is missing", "missing-key"),
            ("{ at: /a, kind: one-of, values: [Paid] }", "ours are made of lower-case letters", "wrong-type"),
            ("{ at: /a, kind: number, longest: 3 }", "unknown key 'longest'", "unknown-key"),
        ])
    func fieldFaults(field: String, message: String, rule: String) {
        let (_, diagnostics) = read(
            """
            data-sources:
              water: { get: "https://w.example/", about: everybody, fields: { owed: \(field) } }
            """)
        #expect(diagnostics.contains { $0.rule == rule && $0.description.contains(message) }, "\(diagnostics)")
    }

    @Test("a source says whom its answers are about")
    func about() {
        let (_, diagnostics) = read("data-sources: { water: { get: \"https://w.example/\", fields: {} } }")
        #expect(diagnostics.map(\.rule) == ["missing-key"])
    }

    @Test("names of the citizens' record and the proof are not to be had", arguments: ["case-status", "caller"])
    func takenNames(name: String) {
        let (_, diagnostics) = read(
            """
            data-sources:
              \(name): { get: "https://w.example/{proof}", about: caller, arguments: { proof: text }, fields: {} }
            """)
        #expect(Set(diagnostics.map(\.rule)).isSuperset(of: ["duplicate-name", "bad-name"]), "\(diagnostics)")
    }

    @Test("a secret that is not there, one in the file, and a line in the clear are warned of")
    func warnings() {
        let text = """
            data-sources:
              water:
                get: http://w.example/
                about: everybody
                headers:
                  X-Token: { environment: WATER_TOKEN }
                  Authorization: Bearer 1234
                fields: {}
            """
        let (sources, diagnostics) = read(text, secrets: SourceSecrets(environment: [:]))
        #expect(sources.count == 1)
        #expect(Set(diagnostics.map(\.rule)) == ["unencrypted-source", "secret-in-file", "missing-secret"])
        #expect(diagnostics.allSatisfy { $0.severity == .warning })
        #expect(!diagnostics.contains { $0.description.contains("1234") })
        let (_, others) = read(text, secrets: SourceSecrets(environment: ["WATER_TOKEN": "x"]))
        #expect(!others.map(\.rule).contains("missing-secret"))
    }

    @Test("an empty file has no sources")
    func empty() {
        #expect(read("data-sources:\n").diagnostics == [])
        #expect(read("data-sources: []\n").diagnostics.map(\.rule) == ["wrong-type"])
    }
}
