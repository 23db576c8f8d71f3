import CivicCRM
import CivicCalls
import CivicCore
import CivicHTTP
import Foundation
import Testing

struct DeskRoutesTests {
    @Test("a card never carries what proves a citizen")
    func noProofs() async throws {
        try await TestServer.run { server in
            let session = try await server.signIn()
            await server.desk.put(SampleCounty.state("talking", at: SampleCounty.now), for: "lin")
            for path in ["/api/desk/state", "/api/desk/citizen/101", "/api/desk/search?q=%E7%A6%BE%E5%B0%8F"] {
                let answer = try await server.client.send("GET", path, headers: ["Cookie": session])
                #expect(answer.status == 200)
                #expect(answer.body.contains("禾小兰"))
                for secret in ["secret-hash", "042X", "pinHash", "idSuffix"] { #expect(!answer.body.contains(secret)) }
                #expect(answer.headers["cache-control"] == "no-store")
            }
        }
    }

    @Test("wrap-up is handed on, and makes ready when asked")
    func wrapUp() async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": try await server.signIn()]) { $1 }
            let body = """
                {"conversation":"C-7K2M9XQ4TB","code":"case-opened","note":"  水压低 \\u0007","citizenId":101,"ready":true}
                """
            let answer = try await server.client.send("POST", "/api/desk/wrap-up", headers: headers, body: body)
            #expect(answer.status == 200)
            #expect(try answer.json()["state"] as? String == "ready")
            let form = try #require(await server.desk.wrapUps.first)
            #expect(form.note == "水压低")
            #expect(form.citizenId == 101)
            #expect(await server.desk.choices == [.ready])
        }
    }

    @Test(
        "a wrong body is refused with the name of the field",
        arguments: [
            ("choice", #"{"choice":"asleep"}"#, 422, "choice"),
            ("choice", #"{"choice":"not-ready","reason":"golf"}"#, 422, "reason"),
            ("choice", #"{"choice":7}"#, 422, "choice"), ("choice", "{}", 422, "choice"),
            ("choice", "{", 400, nil), ("choice", "\u{0}", 400, nil), ("choice", "[]", 422, "body"),
            ("transfer", #"{"queue":"nowhere"}"#, 422, "queue"), ("mask", #"{"on":"yes"}"#, 422, "on"),
            ("confirm-citizen", #"{"citizenId":1.5}"#, 422, "body"),
            ("confirm-citizen", #"{"citizenId":1e300}"#, 422, "body"),
            ("wrap-up", #"{"conversation":"C-1","code":"fine","note":""}"#, 422, "code"),
            ("case", #"{"service":"moon","summary":"x"}"#, 422, "service"),
            ("case", #"{"service":"water","summary":"   "}"#, 422, "summary"),
            ("case", #"{"service":"water","summary":"x","citizenId":999}"#, 422, "citizenId"),
            ("case/11/note", #"{"note":"x","state":"eaten"}"#, 422, "state"),
            ("search", #"{"q":"a"}"#, 422, "q"),
        ] as [(String, String, Int, String?)])
    func refusesBody(route: String, body: String, status: Int, field: String?) async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": try await server.signIn()]) { $1 }
            let answer = try await server.client.send("POST", "/api/desk/\(route)", headers: headers, body: body)
            #expect(answer.status == status)
            #expect(answer.headers["content-type"] == "application/problem+json")
            let problem = try answer.json()
            #expect(problem["field"] as? String == field)
            #expect((problem["remedy"] as? String)?.isEmpty == false)
        }
    }

    @Test(
        "what the contact centre refuses becomes a problem with a remedy",
        arguments: [
            (DeskRefusal.noDevice, 409, "no-device"), (.wrongState("talking"), 409, "wrong-state"),
            (.unknownAgent, 403, "unknown-agent"), (.notInCall, 409, "not-in-call"),
            (.notRecorded, 409, "not-recorded"),
            (.invalid(field: "code", reason: "no call"), 422, "invalid"),
        ])
    func deskRefusal(refusal: DeskRefusal, status: Int, kind: String) async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": try await server.signIn()]) { $1 }
            await server.desk.refuse(refusal)
            let answer = try await server.client.send(
                "POST", "/api/desk/choice", headers: headers, body: #"{"choice":"ready"}"#)
            #expect(answer.status == status)
            #expect(try answer.json()["type"] as? String == "urn:civicline:problem:\(kind)")
        }
    }

    @Test("the recording is paused and goes on again, and the page is told until when")
    func masksRecording() async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": try await server.signIn()]) { $1 }
            let post = { try await server.client.send("POST", "/api/desk/mask", headers: headers, body: $0) }
            var state = SampleCounty.state("talking", at: SampleCounty.now)
            state.call?.isRecorded = false
            await server.desk.put(state, for: "lin")
            #expect(try await post(#"{"on":true}"#).status == 409)

            state.call?.isRecorded = true
            await server.desk.put(state, for: "lin")
            let masked = try await post(#"{"on":true}"#).json()["call"] as? [String: Any]
            #expect(masked?["isRecorded"] as? Bool == true)
            #expect(masked?["maskedUntil"] is String)
            let unmasked = try await post(#"{"on":false}"#).json()["call"] as? [String: Any]
            #expect(unmasked?["isRecorded"] as? Bool == true)
            #expect(unmasked?["maskedUntil"] == nil)
        }
    }

    @Test("a new case belongs to the call of the moment, whatever the page says")
    func opensCase() async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": try await server.signIn()]) { $1 }
            await server.desk.put(SampleCounty.state("talking", at: SampleCounty.now), for: "lin")
            let answer = try await server.client.send(
                "POST", "/api/desk/case", headers: headers,
                body: #"{"service":"water","summary":"停水三天","conversation":"C-FORGED0000"}"#)
            #expect(answer.status == 201)
            let draft = try #require(await server.records.drafts.first)
            #expect(draft.conversation?.text == "C-7K2M9XQ4TB")
            #expect(draft.citizenId == 101)
            #expect(draft.by == "lin")
            #expect(draft.contactNumber == "+8613800000001")
        }
    }

    @Test("a case is shown with its history and can be added to")
    func caseHistory() async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": try await server.signIn()]) { $1 }
            #expect(try await server.stateReason("case/12", as: "lin") == 200)
            let note = try await server.client.send(
                "POST", "/api/desk/case/12/note", headers: headers, body: #"{"note":"<b>又停水</b>","state":"in-work"}"#)
            #expect(try note.json()["state"] as? String == "in-work")
            let shown = try await server.client.send(
                "GET", "/api/desk/case/12", headers: ["Cookie": headers["Cookie"] ?? ""])
            #expect((try shown.json()["history"] as? [Any])?.count == 3)
            let reckoning = try shown.json()["reckoning"] as? [String: Any]
            let lines = reckoning?["lines"] as? [String: [String]]
            #expect(lines?["en"]?.last?.hasPrefix("An answer is due ") == true)
            #expect(lines?["zh"]?.last?.hasPrefix("应于") == true)
            #expect(try shown.json()["moves"] as? [String] == ["dispatched", "answered"])
            #expect(shown.body.contains("<b>又停水</b>"))
            #expect(shown.headers["content-type"]?.hasPrefix("application/json") == true)
            #expect(await server.accounts.book.map(\.action).contains(.viewCase))
        }
    }

    @Test(
        "unknown records are 404",
        arguments: ["citizen/999", "case/999", "citizen/abc", "case/-1", "citizen/99999999999999999999"])
    func unknownRecord(path: String) async throws {
        try await TestServer.run { server in
            let session = try await server.signIn()
            #expect(
                try await server.client.send("GET", "/api/desk/\(path)", headers: ["Cookie": session]).status == 404)
        }
    }

    @Test(
        "a record that does not answer is told as such, without its error", arguments: ["citizen/101", "search?q=ab"])
    func recordsDown(path: String) async throws {
        try await TestServer.run { server in
            let session = try await server.signIn()
            await server.records.fail(true)
            let answer = try await server.client.send("GET", "/api/desk/\(path)", headers: ["Cookie": session])
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] == "5")
            #expect(!answer.body.contains("StoreDown"))
        }
    }

    @Test("nothing is shown that the audit book has not taken")
    func auditFirst() async throws {
        try await TestServer.run { server in
            let session = try await server.signIn()
            _ = try await server.stateReason("citizen/101", as: "lin")
            await server.accounts.shutBook(true)
            let answer = try await server.client.send("GET", "/api/desk/citizen/101", headers: ["Cookie": session])
            #expect(answer.status == 503)
            #expect(!answer.body.contains("禾小兰"))
        }
    }

    @Test("nothing is written that the audit book has not taken")
    func auditBeforeWriting() async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": try await server.signIn()]) { $1 }
            _ = try await server.stateReason("case/12", as: "lin")
            await server.accounts.shutBook(true)
            for (route, body) in [
                ("case", #"{"service":"water","summary":"x"}"#), ("case/12/note", #"{"note":"x"}"#),
                ("wrap-up", #"{"conversation":"C-1","code":"other","note":""}"#),
            ] {
                let answer = try await server.client.send("POST", "/api/desk/\(route)", headers: headers, body: body)
                #expect(answer.status == 503)
            }
            #expect(await server.records.drafts.isEmpty)
            #expect(await server.desk.wrapUps.isEmpty)
        }
    }
}
