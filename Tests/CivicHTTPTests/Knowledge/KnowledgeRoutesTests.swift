import CivicCRM
import CivicCore
import CivicHTTP
import Foundation
import Testing

@Suite("/knowledge", .timeLimit(.minutes(5)))
struct KnowledgeRoutesTests {
    private func send(
        _ server: TestServer, _ method: String, _ path: String, as name: String = "wu", body: String? = nil,
        language: String = "en", type: String = "application/x-www-form-urlencoded"
    ) async throws -> TestClient.Answer {
        var headers = server.client.here
        headers["Cookie"] = "\(try await server.signIn(as: name)); civicline-language=\(language)"
        return try await server.client.send(method, path, headers: headers, body: body, type: type)
    }

    private func typed(_ changes: [String: String] = [:]) -> String {
        var form = ArticleForm(FakeKnowledge.made("no-water", 2, "停水", "No water")).fields
        form.merge(["base": "2", "act": "publish", "note": "a new sum"]) { $1 }
        form.merge(changes) { $1 }
        return form.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
    }

    @Test(
        "everybody of the house reads; administrators write, and a unit its own articles",
        arguments: [
            (nil, 401, 401), ("lin", 200, 403), ("qin", 200, 403), ("he", 200, 403), ("wu", 200, 200),
            ("ping", 200, 200),
            ("zhou", 200, 403),
        ] as [(String?, Int, Int)])
    func roles(name: String?, read: Int, write: Int) async throws {
        try await TestServer.run { server in
            func status(_ method: String, _ path: String, _ body: String? = nil) async throws -> Int {
                guard let name else { return try await server.client.send(method, path).status }
                return try await send(server, method, path, as: name, body: body).status
            }
            for path in ["/knowledge", "/knowledge/no-water", "/knowledge/no-water/compare/1/2"] {
                #expect(try await status("GET", path) == read, "\(path)")
            }
            #expect(try await status("GET", "/knowledge/no-water/edit") == write)
            guard name != nil else { return }
            let posted = try await status("POST", "/knowledge/no-water", typed())
            #expect(posted == (write == 200 ? 303 : 403))
            #expect(server.knowledge.standing("no-water")?.version == (write == 200 ? 3 : 2))
        }
    }

    @Test("pages are whole in both languages, and texts stay texts", arguments: ["en", "zh-CN"])
    func pages(language: String) async throws {
        try await TestServer.run { server in
            for path in [
                "/knowledge", "/knowledge?q=%E5%81%9C%E6%B0%B4", "/knowledge/no-water", "/knowledge/old-sums",
                "/knowledge/new", "/knowledge/no-water/edit", "/knowledge/no-water/compare/1/2", "/recalls",
            ] {
                let page = try await send(server, "GET", path, language: language)
                #expect(page.status == 200 && page.body.contains("<html lang=\"\(language)\">"), "\(path)")
                #expect(!page.body.contains("{{") && !page.body.contains("<b>note"), "\(path)")
                #expect(page.body.firstMatch(of: />(knowledge|recalls)\.[a-z]/) == nil, "\(path)")
            }
            let compared = try await send(server, "GET", "/knowledge/no-water/compare/1/2", language: language)
            #expect(compared.body.contains("<del>en: Without water</del>"))
            #expect(compared.body.contains("<ins>en: When there is no water</ins>"))
            #expect(try await send(server, "GET", "/knowledge/nothing").status == 404)
            #expect(try await send(server, "GET", "/knowledge/no-water/compare/1/9").status == 404)
        }
    }

    @Test("what needs somebody comes first; words find")
    func list() async throws {
        try await TestServer.run { server in
            let all = try await send(server, "GET", "/knowledge").body
            let expired = try #require(all.range(of: "Old sums"))
            let usual = try #require(all.range(of: "When there is no water"))
            #expect(expired.lowerBound < usual.lowerBound && all.contains("Expired"))
            let found = try await send(server, "GET", "/knowledge?q=water").body
            #expect(found.contains("When there is no water") && !found.contains("Old sums"))
        }
    }

    @Test("a preview publishes nothing and shows each channel; what is wrong is told beside its field")
    func preview() async throws {
        try await TestServer.run { server in
            let page = try await send(
                server, "POST", "/knowledge/no-water", body: typed(["act": "preview", "short.en": "Brief <i>."]))
            #expect(
                page.status == 200 && page.body.contains("Brief &lt;i&gt;.") && page.body.contains("id=\"preview\""))
            #expect(server.knowledge.standing("no-water")?.version == 2)
            let wrong = try await send(
                server, "POST", "/knowledge/no-water", body: typed(["parts.en": "One only.", "last-day": "soon"]))
            #expect(
                wrong.status == 422 && wrong.body.contains("href=\"#last-day\"") && wrong.body.contains("One only."))
            #expect(wrong.body.contains("aria-describedby=\"parts.en-fault\""))
        }
    }

    @Test("who comes second is told who was first, and keeps what was written")
    func second() async throws {
        try await TestServer.run { server in
            server.knowledge.refuse(.changedMeanwhile(by: "zhao", version: 3))
            let page = try await send(server, "POST", "/knowledge/no-water", body: typed(["short.en": "Mine."]))
            #expect(
                page.status == 422 && page.body.contains("zhao has published version 3") && page.body.contains("Mine."))
        }
    }

    @Test(
        "a version that there never was is no base of an edit",
        arguments: ["\(Int.max)", "\(Int.min)", "3", "0", "-1"])
    func unknownBase(base: String) async throws {
        try await TestServer.run { server in
            for act in ["publish", "preview"] {
                let page = try await send(
                    server, "POST", "/knowledge/no-water", body: typed(["base": base, "act": act, "short.en": "Mine."]))
                #expect(page.status == 422 && page.body.contains("has published version 2"))
                #expect(page.body.contains("Mine.") && server.knowledge.standing("no-water")?.version == 2)
            }
        }
    }

    @Test("a unit writes no article for another unit")
    func foreignUnit() async throws {
        try await TestServer.run { server in
            let page = try await send(
                server, "POST", "/knowledge/no-water", as: "ping", body: typed(["unit": "civil-affairs"]))
            #expect(page.status == 422 && server.knowledge.standing("no-water")?.version == 2)
            #expect(try await send(server, "POST", "/knowledge/shelter", as: "ping", body: typed()).status == 403)
            let new = try await send(
                server, "POST", "/knowledge/new", as: "ping", body: typed(["id": "meter", "base": ""]))
            #expect(new.headers["location"] == "/knowledge/meter?done=published")
            let taken = try await send(server, "POST", "/knowledge/new", body: typed(["id": "shelter", "base": ""]))
            #expect(taken.status == 422 && server.knowledge.standing("shelter")?.version == 1)
        }
    }

    // MARK: The desk

    private func post(_ server: TestServer, _ path: String, _ body: String) async throws -> TestClient.Answer {
        try await send(server, "POST", path, as: "lin", body: body, type: "application/json")
    }

    @Test("an agent finds answers by the caller's words and notes what was told: version, call, language")
    func told() async throws {
        try await TestServer.run { server in
            await server.desk.put(SampleCounty.state("talking", at: SampleCounty.now), for: "lin")
            let found = try await post(server, "/api/desk/articles", #"{"q":"家里没水怎么办"}"#)
            #expect(found.status == 200 && found.body.contains("\"id\":\"no-water\""))
            let answer = try await post(
                server, "/api/desk/articles/no-water/told", #"{"version":2,"language":"zh-CN","channel":"speech"}"#)
            #expect(answer.status == 200)
            let receipt = try #require(await server.records.receipts.first)
            #expect(receipt.article == "no-water" && receipt.version == 2 && receipt.by == "lin")
            #expect(receipt.conversation != nil && receipt.numberKey != nil && receipt.heard == 2)
            let text = try await post(
                server, "/api/desk/articles/no-water/told", #"{"version":2,"language":"en","channel":"sms"}"#)
            #expect(text.status == 200 && server.knowledge.sent.map(\.channel) == [.sms])
        }
    }

    @Test("in a call whose citizen nobody has confirmed, an answer is told to no citizen of the page's choice")
    func citizenOfCall() async throws {
        try await TestServer.run { server async throws in
            await server.desk.put(SampleCounty.state("ringing", at: SampleCounty.now), for: "lin")
            let body = #"{"version":2,"language":"zh-CN","channel":"speech","citizenId":9}"#
            #expect(try await post(server, "/api/desk/articles/no-water/told", body).status == 200)
            let receipt = try #require(await server.records.receipts.first)
            #expect(receipt.citizenId == nil && receipt.conversation != nil)
        }
    }

    @Test(
        "what has expired or was changed is told to nobody, and nobody is told without a call or a reason",
        arguments: [
            ("old-sums", #"{"version":1,"language":"en","channel":"speech"}"#, 409),
            ("no-water", #"{"version":1,"language":"en","channel":"speech"}"#, 409),
            ("no-water", #"{"version":2,"language":"fr","channel":"speech"}"#, 409),
            ("no-water", #"{"version":2,"language":"en","channel":"smoke"}"#, 409),
            ("nothing", #"{"version":2,"language":"en","channel":"speech"}"#, 404),
        ])
    func notTold(id: String, body: String, status: Int) async throws {
        try await TestServer.run { server async throws in
            await server.desk.put(SampleCounty.state("talking", at: SampleCounty.now), for: "lin")
            #expect(try await post(server, "/api/desk/articles/\(id)/told", body).status == status)
            #expect(await server.records.receipts.isEmpty)
        }
    }

    @Test("without a call the citizen's file has to be open for a reason")
    func withoutCall() async throws {
        try await TestServer.run { server async throws in
            let body = #"{"version":2,"language":"en","channel":"letter","citizenId":101}"#
            #expect(try await post(server, "/api/desk/articles/no-water/told", body).status == 403)
            #expect(try await server.stateReason("citizen/101", as: "lin") == 200)
            #expect(try await post(server, "/api/desk/articles/no-water/told", body).status == 200)
            #expect(await server.records.receipts.map(\.citizenId) == [101])
        }
    }

    @Test("who wants it gets the case's number as a text message")
    func caseNumber() async throws {
        try await TestServer.run { server async throws in
            await server.desk.put(SampleCounty.state("talking", at: SampleCounty.now), for: "lin")
            for (form, count) in [
                (#"{"service":"water","summary":"x"}"#, 0), (#"{"service":"water","summary":"x","sendsText":true}"#, 1),
            ] {
                #expect(try await post(server, "/api/desk/case", form).status == 201)
                #expect(server.knowledge.numbers.count == count)
            }
        }
    }

    @Test("a text message that fails does not hide that the case was opened")
    func caseNumberUnsent() async throws {
        try await TestServer.run { server async throws in
            await server.desk.put(SampleCounty.state("talking", at: SampleCounty.now), for: "lin")
            server.knowledge.breakTexts()
            let wished = #"{"service":"water","summary":"x","sendsText":true}"#
            let opened = try await post(server, "/api/desk/case", wished)
            #expect(opened.status == 201 && opened.body.contains(#""isTextUnsent":true"#))
            let plain = try await post(server, "/api/desk/case", #"{"service":"water","summary":"x"}"#)
            #expect(plain.status == 201 && !plain.body.contains("isTextUnsent"))
        }
    }

    // MARK: Recalls

    @Test(
        "an administrator begins a recall with a reason; its list names nobody, and a look at a person is in the book first"
    )
    func recall() async throws {
        try await TestServer.run { server in
            let path = "/knowledge/no-water/recall"
            #expect(try await send(server, "POST", path, as: "lin", body: "first=1&last=1&why=x").status == 403)
            #expect(try await send(server, "POST", path, body: "first=1&last=1&why=").status == 422)
            #expect(try await send(server, "POST", path, body: "first=2&last=1&why=x").status == 422)
            let begun = try await send(server, "POST", path, body: "first=1&last=1&why=a+wrong+sum")
            #expect(begun.status == 303 && begun.headers["location"] == "/recalls/1?done=recalled")
            for language in ["en", "zh-CN"] {
                let list = try await send(server, "GET", "/recalls/1", language: language).body
                #expect(list.contains("a wrong sum") && list.contains("/recalls/people/5"))
                #expect(!list.contains("13800000001") && !list.contains(SampleCounty.mother.name))
                #expect(list.firstMatch(of: />(knowledge|recalls)\.[a-z]/) == nil)
            }
            #expect(try await send(server, "GET", "/recalls/people/5").status == 403)
            let person = try await send(server, "GET", "/recalls/people/5", as: "lin")
            #expect(person.status == 200 && person.body.contains("tel:+8613800000001"))
            #expect(person.body.contains(SampleCounty.mother.name))
            #expect(
                await server.accounts.book.contains {
                    $0.agent == "lin" && $0.action == .viewCitizen && $0.citizen == SampleCounty.mother.id
                })
        }
    }

    @Test("somebody tells them, and a receipt says so; what is missing is told")
    func byPerson() async throws {
        try await TestServer.run { server in
            _ = try await send(server, "POST", "/knowledge/no-water/recall", body: "first=1&last=1&why=x")
            let path = "/recalls/people/5"
            for body in ["note=a", "word=not-reached&note="] {
                #expect(try await send(server, "POST", path, as: "lin", body: body).status == 422)
            }
            let page = try await send(server, "GET", path, as: "lin").body
            #expect(page.contains(#"name="version" value="2""#))
            let told = "word=told&note=at+home&version=2"
            #expect(try await send(server, "POST", path, as: "lin", body: told).status == 303)
            #expect(server.knowledge.told.map(\.version) == [2])
            let late = try await send(server, "POST", path, as: "qin", body: told)
            #expect(late.status == 422 && late.body.contains("This is settled"))
            #expect(!late.body.contains(SampleCounty.mother.name) && !late.body.contains("13800000001"))
            #expect(server.knowledge.told.count == 1)
        }
    }

    @Test("what was changed since it was read out, or has expired, was told to nobody")
    func byPersonOutdated() async throws {
        try await TestServer.run { server in
            _ = try await send(server, "POST", "/knowledge/no-water/recall", body: "first=1&last=1&why=x")
            let path = "/recalls/people/5"
            for body in ["word=told&version=1", "word=told&version=x", "word=told"] {
                let page = try await send(server, "POST", path, as: "lin", body: body)
                #expect(page.status == 422 && page.body.contains("It is version 2 now"), "\(body)")
            }
            let ended = FakeKnowledge.made("no-water", 3, "停水", "No water", lastDay: "2026-11-22")
            _ = try server.knowledge.publish(ended, base: 2, note: "", by: "wu")
            let expired = try await send(server, "POST", path, as: "lin", body: "word=told&version=3")
            #expect(expired.status == 422 && expired.body.contains("2026-11-22"))
            #expect(server.knowledge.told.isEmpty)
            #expect(server.knowledge.recallPerson(5)?.state == .person)
        }
    }

    @Test("who waits for no person is named only for a stated reason, and a number without a name to nobody")
    func closedPeople() async throws {
        try await TestServer.run { server in
            _ = try await send(server, "POST", "/knowledge/no-water/recall", body: "first=1&last=1&why=x")
            let done = "word=not-reached&note=moved+away"
            #expect(try await send(server, "POST", "/recalls/people/5", as: "lin", body: done).status == 303)
            let shut = try await send(server, "GET", "/recalls/people/5", as: "lin")
            #expect(shut.status == 403 && !shut.body.contains("13800000001"))
            #expect(!shut.body.contains(SampleCounty.mother.name))
            #expect(await server.openings.book.isEmpty)
            #expect(try await server.stateReason("citizen/\(SampleCounty.mother.id)", as: "lin") == 200)
            let open = try await send(server, "GET", "/recalls/people/5", as: "lin")
            #expect(open.status == 200 && open.body.contains("tel:+8613800000001"))
            #expect(await server.openings.book.map(\.opening.citizenId) == [SampleCounty.mother.id])
            let caller = try await send(server, "GET", "/recalls/people/6", as: "lin")
            #expect(caller.status == 200 && !caller.body.contains("13800000009"))
            #expect(await server.openings.book.count == 1)
        }
    }

    @Test("what was refused of a recall is told above the article")
    func refusedRecall() async throws {
        try await TestServer.run { server in
            server.knowledge.refuse(.nothingRight)
            let page = try await send(server, "POST", "/knowledge/no-water/recall", body: "first=1&last=1&why=x")
            #expect(page.status == 422 && page.body.contains("Publish what is right first"))
        }
    }

    // MARK: The public

    @Test(
        "before somebody files, the form shows what is known already; what has expired is not shown",
        arguments: [
            ("%E6%B2%A1%E6%B0%B4", true), ("sums", false),
        ])
    func ask(question: String, isFound: Bool) async throws {
        try await TestServer.run(channels: FakeFilings().channels()) { server in
            let page = try await server.client.send(
                "GET", "/ask?q=\(question)", headers: ["Accept-Language": "en"])
            #expect(page.status == 200)
            #expect(page.body.contains("When there is no water") == isFound && !page.body.contains("Old sums"))
            #expect(page.body.contains("There is no answer at hand") == !isFound)
        }
    }

    @Test("an application's words may be 200 characters long, and longer ones are refused by the field's name")
    func longWords() async throws {
        try await TestServer.run(channels: FakeFilings().channels()) { server in
            for (count, status) in [(200, 200), (201, 422)] {
                let answer = try await server.client.send(
                    "GET", "/api/v1/articles?q=" + String(repeating: "0", count: count),
                    headers: ["Authorization": "Bearer all"])
                #expect(answer.status == status)
                #expect(answer.body.contains(#""q""#) == (status == 422))
            }
        }
    }
}
