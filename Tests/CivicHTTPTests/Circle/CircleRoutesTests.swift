import CivicCRM
import CivicHTTP
import Foundation
import Testing

@Suite("A citizen's circle at the desk", .timeLimit(.minutes(5)))
struct CircleRoutesTests {
    private static let mother = "/api/desk/citizen/101"

    private func send(
        _ server: TestServer, _ method: String, _ path: String, as name: String = "lin", body: String? = nil
    ) async throws -> TestClient.Answer {
        var headers = server.client.here
        headers["Cookie"] = try await server.signIn(as: name)
        if name == "lin" { _ = try await server.stateReason("citizen/101", as: name) }
        return try await server.client.send(method, path, headers: headers, body: body, type: "application/json")
    }

    @Test("everybody who is shown is in the book first, and nothing is shown when the book is shut")
    func audited() async throws {
        try await TestServer.run { server in
            let answer = try await send(server, "GET", Self.mother + "/circle")
            #expect(answer.status == 200 && answer.body.contains(SampleCounty.son.name))
            #expect(answer.body.contains("\"role\":\"parent\"") && !answer.body.contains("1877"))
            let seen = await server.accounts.book.filter { $0.action == .viewCitizen }.compactMap(\.citizen)
            #expect(seen == [101, 102])
            let cookie = try await server.signIn(as: "lin")
            await server.accounts.shutBook(true)
            let shut = try await server.client.send("GET", Self.mother + "/circle", headers: ["Cookie": cookie])
            #expect(shut.status == 503 && !shut.body.contains(SampleCounty.son.name))
        }
    }

    @Test("it opens for a call or a stated reason, like the file that it is a part of")
    func reason() async throws {
        try await TestServer.run { server in
            let headers = server.client.here.merging(["Cookie": try await server.signIn()]) { $1 }
            let shut = try await server.client.send("GET", Self.mother + "/circle", headers: headers)
            #expect(shut.status == 403 && shut.body.contains("reason-needed"))
            #expect(!shut.body.contains(SampleCounty.son.name))
            let form = #"{"way":"phone"}"#
            let kept = try await server.client.send("POST", Self.mother + "/preference", headers: headers, body: form)
            #expect(kept.status == 403 && kept.body.contains("reason-needed"))
            #expect(await server.records.preferences.isEmpty)
            #expect(await server.accounts.book.allSatisfy { $0.action == .signIn })
            #expect(try await send(server, "POST", Self.mother + "/preference", body: form).status == 200)
        }
    }

    @Test("only agents see and change it", arguments: ["qin", "he", "zhou", nil] as [String?])
    func roles(name: String?) async throws {
        try await TestServer.run { server in
            for (method, path) in [
                ("GET", "/circle"), ("POST", "/household"), ("POST", "/preference"), ("POST", "/consent"),
                ("POST", "/withdraw"),
            ] {
                let body = method == "GET" ? nil : "{}"
                let answer =
                    if let name {
                        try await send(server, method, Self.mother + path, as: name, body: body)
                    } else {
                        try await server.client.send(
                            method, Self.mother + path, headers: server.client.here, body: body,
                            type: "application/json")
                    }
                #expect(answer.status == (name == nil ? 401 : 403), "\(path)")
            }
        }
    }

    @Test("wishes are written down and forgotten")
    func preference() async throws {
        try await TestServer.run { server in
            let form = #"{"from":"09:00","to":"11:30","way":"phone","takesMachine":false}"#
            let saved = try await send(server, "POST", Self.mother + "/preference", body: form)
            #expect(saved.body.contains(#""from":"09:00""#) && saved.body.contains(#""takesMachine":false"#))
            #expect(
                await server.records.preferences[101]
                    == ContactPreference(hours: 540..<690, takesMachine: false))
            let any = try await send(
                server, "POST", Self.mother + "/preference", body: #"{"from":"","to":"","way":"letter"}"#)
            #expect(any.status == 200)
            #expect(await server.records.preferences[101] == ContactPreference(way: .letter))
            _ = try await send(server, "POST", Self.mother + "/preference", body: "{}")
            #expect(await server.records.preferences[101] == nil)
            for wrong in [
                #"{"from":"11:30","to":"09:00","way":"phone"}"#, #"{"from":"x","to":"09:00","way":"phone"}"#,
                #"{"way":"pigeon"}"#,
            ] {
                #expect(try await send(server, "POST", Self.mother + "/preference", body: wrong).status == 422)
            }
        }
    }

    @Test("a consent is given with what shows it, holds through its last day, and is withdrawn")
    func consent() async throws {
        try await TestServer.run { server in
            let form =
                #"{"purpose":"hear-cases","proxy":102,"relation":"kin","evidence":"signed form","until":"2027-02-28"}"#
            let given = try await send(server, "POST", Self.mother + "/consent", body: form)
            #expect(given.status == 200 && given.body.contains(#""holds":true"#))
            let consent = try #require(await server.records.consents.first)
            #expect(consent.by == "lin" && consent.proxy == 102 && consent.evidence == "signed form")
            let end = try #require(consent.until)
            #expect(Calendar.current.dateComponents([.month, .day, .hour], from: end - 1).day == 28)
            let other = try await send(server, "POST", "/api/desk/citizen/102/withdraw", body: #"{"consent":1}"#)
            #expect(other.status == 404, "it is not this citizen's")
            let ended = try await send(server, "POST", Self.mother + "/withdraw", body: #"{"consent":1}"#)
            #expect(ended.body.contains(#""holds":false"#))
            for wrong in [
                #"{"purpose":"hear-cases","proxy":102,"relation":"kin"}"#, #"{"purpose":"surveys","proxy":102}"#,
                #"{"purpose":"surveys","evidence":"x","until":"soon"}"#,
                #"{"purpose":"surveys","evidence":"x","until":"2001-01-01"}"#,
                #"{"purpose":"hear-cases","evidence":"x"}"#,
            ] {
                let answer = try await send(server, "POST", Self.mother + "/consent", body: wrong)
                #expect(answer.status == 422, "\(wrong)")
            }
            #expect(await server.records.consents.count == 1)
        }
    }

    private func wish(_ server: TestServer, _ id: Int64) async throws -> Int {
        try await send(server, "POST", "/api/desk/citizen/\(id)/preference", body: #"{"way":"letter"}"#).status
    }

    @Test("in a talk, it is changed for whom the agent has confirmed, and for whoever lets them bring matters")
    func inTalk() async throws {
        try await TestServer.run { server in
            await server.desk.put(SampleCounty.state("ringing", at: SampleCounty.now), for: "lin")
            let nobody = try await wish(server, 101)
            #expect(nobody == 409, "nobody is confirmed")
            // The mother is.
            await server.desk.put(SampleCounty.state("talking", at: SampleCounty.now), for: "lin")
            let (hers, others) = (try await wish(server, 101), try await wish(server, 102))
            #expect(hers == 200 && others == 409)
            await server.records.let(101, speakFor: 102, .hearCases)
            let hears = try await wish(server, 102)
            #expect(hears == 409, "who may hear may not change")
            await server.records.let(101, speakFor: 102, .bringMatters)
            let brings = try await wish(server, 102)
            #expect(brings == 200)
        }
    }

    @Test("what somebody is in the household is changed; nobody unknown is put into it")
    func household() async throws {
        try await TestServer.run { server in
            let set = try await send(
                server, "POST", Self.mother + "/household", body: #"{"member":102,"role":"child"}"#)
            #expect(set.body.contains(#""role":"child""#))
            _ = try await send(server, "POST", Self.mother + "/household", body: #"{"member":102}"#)
            #expect(await server.records.roles[102] == nil)
            let strange = try await send(
                server, "POST", Self.mother + "/household", body: #"{"member":9,"role":"child"}"#)
            #expect(strange.status == 404)
        }
    }
}
