import CivicCRM
import Foundation
import NIOCore
import Testing

@testable import CivicHTTP

/// Document and implementation agree, both ways.
struct OpenAPITests {
    private struct Operation: Hashable, CustomStringConvertible {
        var method: String
        var path: String
        var description: String { "\(method) \(path)" }
    }

    private static func resolved(_ document: OpenAPIDocument, _ value: JSONValue) -> JSONValue {
        guard let way = value["$ref"]?.string else { return value }
        return way.split(separator: "/").dropFirst().reduce(document.content) { $0[String($1)] ?? .null }
    }

    private static func operations(_ document: OpenAPIDocument) -> [Operation: JSONValue] {
        var found: [Operation: JSONValue] = [:]
        for (path, item) in document.content["paths"]?.object ?? [:] {
            for (method, operation) in item.object ?? [:] {
                found[Operation(method: method.uppercased(), path: path)] = operation
            }
        }
        return found
    }

    /// Checks an answer by what the document says of its operation and status.
    private static func check(
        _ answer: TestClient.Answer, _ method: String, _ path: String, _ document: OpenAPIDocument
    ) throws {
        let plain = String(path.prefix { $0 != "?" })
        let template = "/api/v1" + plain.replacing(/\/cases\/[^\/]+/) { _ in "/cases/{number}" }
        let name = Operation(method: method, path: template)
        let operation = try #require(operations(document)[name], "\(name) is not in the document")
        let given = try #require(
            operation["responses"]?[String(answer.status)], "\(name) answers \(answer.status) unannounced")
        let response = resolved(document, given)
        for (header, described) in response["headers"]?.object ?? [:] where described["required"] == .bool(true) {
            #expect(answer.headers[header.lowercased()] != nil, "\(name) \(answer.status) \(header)")
        }
        guard let content = response["content"]?.object else {
            #expect(answer.body.isEmpty)
            return
        }
        let type = String((answer.headers["content-type"] ?? "").prefix { $0 != ";" })
        let media = try #require(content[type], "\(name) \(answer.status) sends \(type)")
        guard type != "text/csv" else { return }
        let body = try JSONDecoder().decode(JSONValue.self, from: Data(answer.body.utf8))
        let schema = JSONSchema(root: document.content, schema: media["schema"] ?? .null)
        #expect(schema.misfit(body) == nil, "\(name) \(answer.status): \(answer.body)")
    }

    @Test("every status of every operation is provoked, and each answer is as the document says")
    func statuses() async throws {
        let document = try OpenAPIDocument()
        try await APITests.run { api in
            var seen: [Operation: Set<String>] = [:]
            func note(_ answer: TestClient.Answer, _ method: String, _ path: String) throws {
                try Self.check(answer, method, path, document)
                let plain = "/api/v1" + path.prefix { $0 != "?" }
                let template = plain.replacing(/\/cases\/[^\/]+/) { _ in "/cases/{number}" }
                seen[Operation(method: method, path: template), default: []].insert(String(answer.status))
            }
            func get(_ path: String, token: String? = "all", match: String? = nil, accept: String? = nil) async throws {
                try note(try await api.send("GET", path, token: token, accept: accept, match: match), "GET", path)
            }
            let filed = try await api.post("/cases", APITests.matter, key: "k")
            try note(filed, "POST", "/cases")
            let number = try #require(try filed.json()["number"] as? String)
            let reads = ["/services", "/units", "/articles", "/cases", "/cases/\(number)"]
            for path in reads + ["/openapi.json"] {
                try await get(path)
                try await get(path, match: "*")
            }
            for path in reads {
                try await get(path, token: nil)
                try await get(path + "?x=1")
            }
            try await get("/cases", accept: "text/csv")
            try await get("/cases/00000000")
            for path in ["/cases", "/cases/\(number)/messages"] {
                let body = path == "/cases" ? APITests.matter : #"{"text":"x"}"#
                try note(try await api.post(path, body, key: "a\(path.count)"), "POST", path)
                try note(try await api.post(path, body, key: "a\(path.count)"), "POST", path)
                try note(try await api.post(path, "{", key: "b"), "POST", path)
                try note(try await api.post(path, body, key: nil), "POST", path)
                try note(try await api.post(path, "{}", key: "b"), "POST", path)
                try note(try await api.post(path, "{}", key: "b", type: "text/plain"), "POST", path)
                let long = "{\"text\":\"\(String(repeating: "x", count: 66_000))\"}"
                try note(try await api.post(path, long, key: "b"), "POST", path)
                try note(try await api.send("POST", path, token: nil, key: "b", body: body), "POST", path)
                try note(try await api.send("POST", path, token: "reader", key: "b", body: body), "POST", path)
            }
            try note(
                try await api.post("/cases/00000000/messages", #"{"text":"x"}"#, key: "c"), "POST",
                "/cases/00000000/messages")
            await api.filings.fail(true)
            try await get("/cases")
            try await get("/cases/\(number)")
            try note(try await api.post("/cases", APITests.matter, key: "d"), "POST", "/cases")
            let messages = "/cases/\(number)/messages"
            try note(try await api.post(messages, #"{"text":"x"}"#, key: "d"), "POST", messages)
            await api.filings.fail(false)
            // The rate of one application is used up last; a token without the right for reading is 'writer'.
            for path in ["/cases", "/cases/\(number)"] { try await get(path, token: "writer") }
            for _ in 0..<2 { _ = try await api.send("GET", "/units", token: "hasty") }
            for path in reads { try await get(path, token: "hasty") }
            for path in ["/cases", messages] {
                try note(try await api.send("POST", path, token: "hasty", key: "e", body: "{}"), "POST", path)
            }
            for (operation, described) in Self.operations(document) {
                let announced = Set((described["responses"]?.object ?? [:]).keys)
                #expect(announced == seen[operation, default: []], "\(operation)")
            }
        }
    }

    @Test("what the document does not name is not there")
    func nothingElse() async throws {
        let document = try OpenAPIDocument()
        let known = Self.operations(document)
        try await APITests.run { api in
            for path in Set(known.keys.map(\.path)) {
                let concrete = String(path.dropFirst("/api/v1".count)).replacing("{number}", with: "00000018")
                for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"]
                where known[Operation(method: method, path: path)] == nil {
                    let answer = try await api.send(method, concrete)
                    #expect(answer.status == 405 && answer.headers["allow"] != nil, "\(method) \(path)")
                }
            }
            #expect(try await api.send("GET", "/citizens", accept: "text/html").status == 404)
        }
    }

    @Test("every reference leads somewhere, and every schema is used")
    func references() throws {
        let document = try OpenAPIDocument()
        let text = String(buffer: document.asset.bytes)
        let ways = Set(text.matches(of: /"\$ref": "#\/([^"]+)"/).map { String($0.output.1) })
        for way in ways {
            let target = way.split(separator: "/").reduce(document.content as JSONValue?) { $0?[String($1)] }
            #expect(target != nil, "\(way)")
        }
        for name in (document.content["components"]?["schemas"]?.object ?? [:]).keys {
            #expect(ways.contains("components/schemas/\(name)"), "\(name)")
        }
    }

    @Test("the examples fit their schemas")
    func examples() throws {
        let document = try OpenAPIDocument()
        var checked = 0
        func look(_ value: JSONValue) {
            if let example = value["example"], let schema = value["schema"] {
                #expect(JSONSchema(root: document.content, schema: schema).misfit(example) == nil, "\(example)")
                checked += 1
            }
            for inner in value.object?.values.map({ $0 }) ?? value.array ?? [] { look(inner) }
        }
        look(document.content)
        #expect(checked == 6)
    }

    @Test("the limits of the document are those of the form")
    func limits() throws {
        let schema = try OpenAPIDocument().schema("NewCase").schema
        for (field, limit) in FilingForm.limits {
            let path = field.jsonPath.split(separator: ".").flatMap { ["properties", String($0)] }
            let described = path.reduce(schema as JSONValue?) { $0?[$1] }
            #expect(described?["maxLength"] == .number(Double(limit)), "\(field)")
        }
        for field in FilingField.allCases {
            let path = field.jsonPath.split(separator: ".").flatMap { ["properties", String($0)] }
            #expect(path.reduce(schema as JSONValue?) { $0?[$1] } != nil, "\(field)")
        }
    }

    @Test(
        "five hundred made-up bodies never break it: each is taken or refused with a field, and none is a fault of ours"
    )
    func madeUpBodies() async throws {
        var generator = SeededGenerator(state: 2026)
        let bodies = (0..<500).map { _ in Self.body(&generator, depth: 0) }
        try await APITests.run { api in
            var taken = 0
            for (index, body) in bodies.enumerated() {
                let answer = try await api.post("/cases", body, key: "k\(index)")
                #expect([201, 400, 422].contains(answer.status), "\(body)")
                if answer.status == 201 { taken += 1 }
                if answer.status == 422 { #expect(try answer.json()["field"] is String, "\(body)") }
            }
            #expect(await api.filings.entries.count == taken)
            #expect(taken > 5 && taken < 450)
        }
    }

    private static func body(_ random: inout SeededGenerator, depth: Int) -> String {
        let texts = [
            "\"water\"", "\"\"", "\"=1+1\"", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"\u{202E}x\"", "\"2026-02-30\"",
            "\"phone\"",
            "\"13800000001\"", "\"11010519491231002X\"", "1e999", "-0", "12345678901234567890", "null", "true", "[]",
            "{}",
            "\"\(String(repeating: "长", count: 2_001))\"", "{\"township\":\"a\"}", "{\"township\":\"a\",\"x\":1}",
            "{\"name\":\"b\"}", "{\"number\":\"13800000001\"}", "tru", "\"unfinished",
        ]
        func value() -> String { texts[Int.random(in: 0..<texts.count, using: &random)] }
        func sound(_ good: String) -> String { Int.random(in: 0..<5, using: &random) > 0 ? good : value() }
        var members = [
            "\"service\":\(sound("\"water\""))", "\"text\":\(sound("\"no water\""))",
            "\"place\":\(sound("{\"township\":\"a\"}"))",
        ]
        for name in ["reporter", "happenedOn", "answerBy", "colour", "text"]
        where Int.random(in: 0..<8, using: &random) == 0 {
            members.append("\"\(name)\":\(value())")
        }
        if Int.random(in: 0..<10, using: &random) == 0 { members.removeFirst() }
        return "{" + members.joined(separator: ",") + "}"
    }
}

/// SplitMix64: the same numbers each time.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
