import CivicDialplan
import CivicSources
import Foundation
import Testing

@Suite struct AnswerReaderTests {
    /// What a field of this kind becomes of `value`.
    private func outcome(_ field: String, _ value: String) throws(SourceFault) -> DialplanValue? {
        let (sources, diagnostics) = read(
            "data-sources: { a: { get: \"https://w.example/\", about: everybody, fields: { x: { at: /x, \(field) } } } }"
        )
        guard let source = sources.first else {
            Issue.record("\(diagnostics)")
            return nil
        }
        let body = Data(#"{"x": \#(value)}"#.utf8)
        guard case .found(let fields) = try source.outcome(of: SourceResponse(status: 200, body: body)) else {
            return nil
        }
        return fields["x"]
    }

    @Test(
        "values become what the field says",
        arguments: [
            ("kind: text", #""A-17""#, DialplanValue.text("A-17")), ("kind: text", "17", .text("17")),
            ("kind: number", "42", .number(42)), ("kind: number", #""42""#, .number(42)),
            ("kind: number", "42.0", .number(42)),
            ("kind: number", "1e3", .number(1_000)), ("kind: money, in: yuan", "12.5", .number(1_250)),
            ("kind: money, in: yuan", #""0.07""#, .number(7)),
            ("kind: money, in: yuan", "1234567.89", .number(123_456_789)),
            ("kind: money, in: fen", "1250", .number(1_250)), ("kind: money, in: yuan", "-3", .number(-300)),
            ("kind: flag", "true", .flag(true)), ("kind: time", #""08:30""#, .time(minutes: 510)),
            ("kind: one-of, values: [paid, due]", #""due""#, .text("due")),
            (#"kind: one-of, values: { "0": paid, "1": due }"#, "1", .text("due")),
            ("kind: one-of, values: { true: due, false: paid }", "false", .text("paid")),
            ("kind: number, optional: true", "null", .absent),
            ("kind: date", #""2026-12-01""#, .date(Date(timeIntervalSince1970: 1_796_097_600))),
            ("kind: date", #""20261201""#, .date(Date(timeIntervalSince1970: 1_796_097_600))),
            ("kind: date", #""2026-12-01 08:30:00""#, .date(Date(timeIntervalSince1970: 1_796_085_000))),
            ("kind: date", #""2026-12-01T00:30:00Z""#, .date(Date(timeIntervalSince1970: 1_796_085_000))),
            ("kind: date", #""2026-12-01T08:30:00.123+0800""#, .date(Date(timeIntervalSince1970: 1_796_085_000))),
            ("kind: date", "1796085000", .date(Date(timeIntervalSince1970: 1_796_085_000))),
            ("kind: date", "1796085000000", .date(Date(timeIntervalSince1970: 1_796_085_000))),
        ])
    func values(field: String, json: String, expected: DialplanValue) throws {
        #expect(try outcome(field, json) == expected)
    }

    @Test(
        "what is not of the field's kind fails, and says what it is without saying it",
        arguments: [
            ("kind: text, longest: 3", #""secret""#, "a text"), ("kind: text", "{}", "an object"),
            ("kind: number", "1.5", "a number"),
            ("kind: number", #""1,000""#, "a text"), ("kind: number", "1e30", "a number"),
            ("kind: number", "true", "true or false"),
            ("kind: money, in: yuan", "0.001", "a number"), ("kind: money, in: fen", "1.5", "a number"),
            ("kind: flag", "1", "a number"), ("kind: flag", #""true""#, "a text"),
            ("kind: date", #""2026-02-30""#, "a text"),
            ("kind: date", #""tomorrow""#, "a text"), ("kind: date", "-5", "a number"),
            ("kind: time", #""25:00""#, "a text"),
            ("kind: one-of, values: [paid]", #""due""#, "a text"), ("kind: number", "null", "nothing"),
            ("kind: number", "[1]", "a list"),
        ])
    func wrong(field: String, json: String, found: String) {
        do {
            let value = try outcome(field, json)
            Issue.record("\(String(describing: value))")
        } catch {
            guard case .wrongField("x", _, found) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(!"\(error)".contains("secret"))
        }
    }

    @Test("statuses and an empty place tell found from not found and from a fault")
    func statuses() throws {
        let source = try waterBill("not-found: [404]\n    found-where: /bill")
        func outcome(_ status: Int, _ body: String = owes, to host: String? = nil) throws -> LookUpOutcome {
            try source.outcome(of: SourceResponse(status: status, location: host, body: Data(body.utf8)))
        }
        #expect(try outcome(200) == owed)
        #expect(try outcome(404) == .notFound)
        #expect(try outcome(200, #"{"bill": null}"#) == .notFound)
        #expect(try outcome(200, #"{"bill": []}"#) == .notFound)
        #expect(try outcome(200, "{}") == .notFound)
        #expect(throws: SourceFault.status(500)) { try outcome(500) }
        #expect(throws: SourceFault.status(401)) { try outcome(401) }
        #expect(throws: SourceFault.redirected(toHost: "evil.example")) { try outcome(302, to: "evil.example") }
        #expect(throws: SourceFault.notJSON) { try outcome(200, "<html>") }
        #expect(throws: SourceFault.notJSON) { try outcome(200, "") }
        #expect(throws: SourceFault.notJSON) { try outcome(200, owes + "x") }
    }

    @Test("JSON that is nested without end is refused, not followed")
    func deepJSON() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(JSONValue(parsing: Data(deep.utf8)) == nil)
    }

    private func waterBill(_ more: String) throws -> DataSource {
        try CivicSourcesTests.waterBill(at: "https://w.example/{account}", more)
    }
}
