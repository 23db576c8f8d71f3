import CivicCRM
import CivicCore
import Foundation
import Testing

@testable import CivicHTTP

struct AskTests {
    private static let form = "application/x-www-form-urlencoded"
    private static let token = "token=0123456789abcdef0123"
    private static let least = "service=water&words=no+water&township=Qingshan"

    private static func run(
        filingsPerHour: Int = 20, _ body: @escaping @Sendable (TestServer, FakeFilings) async throws -> Void
    ) async throws {
        let filings = FakeFilings()
        try await TestServer.run(channels: filings.channels(filingsPerHour: filingsPerHour)) { server in
            try await body(server, filings)
        }
    }

    /// As an old browser posts it: it says neither Origin nor Sec-Fetch-Site, and has no cookie.
    private static func post(_ server: TestServer, _ path: String, _ body: String, language: String = "en")
        async throws -> TestClient.Answer
    {
        try await server.client.send("POST", path, headers: ["Accept-Language": language], body: body, type: form)
    }

    @Test("without the setting there is no page")
    func off() async throws {
        let filings = FakeFilings()
        try await TestServer.run(channels: filings.channels(hasPage: false)) { server in
            let page = try await server.client.send("GET", "/ask")
            #expect(page.status == 404)
            #expect(try await Self.post(server, "/ask", Self.least).status == 404)
            #expect(try await !server.client.send("GET", "/").body.contains("/ask"))
        }
    }

    @Test("the page comes and goes with a reload, and its rate changes; who has filed stays counted otherwise")
    func reloaded() async throws {
        let filings = FakeFilings()
        try await TestServer.run(channels: filings.channels(hasPage: false)) { server in
            server.web.use(filings.channels(filingsPerHour: 1))
            let page = try await server.client.send("GET", "/ask")
            #expect(page.status == 200)
            #expect(try await server.client.send("GET", "/open").status == 200)
            #expect(try await Self.post(server, "/ask", "\(Self.token)&\(Self.least)").status == 201)
            server.web.use(filings.channels(filingsPerHour: 1))
            #expect(try await Self.post(server, "/ask", Self.least).status == 429)
            server.web.use(filings.channels(filingsPerHour: 2))
            #expect(try await Self.post(server, "/ask", Self.least).status == 201)
            server.web.use(filings.channels(hasPage: false))
            #expect(try await server.client.send("GET", "/ask").status == 404)
        }
    }

    @Test("the form is small, without script, in the browser's language", arguments: [("zh", "zh-CN"), ("en", "en")])
    func form(wanted: String, language: String) async throws {
        try await Self.run { server, _ in
            let page = try await server.client.send("GET", "/ask", headers: ["Accept-Language": wanted])
            #expect(page.status == 200 && page.body.contains("<html lang=\"\(language)\">"))
            #expect(!page.body.contains("<script") && page.headers["set-cookie"] == nil)
            #expect(page.body.utf8.count < 8_000)
            // Every control has its label.
            for match in page.body.matches(of: /<(?:input|select|textarea) [^>]*?id="([^"]+)"/) {
                #expect(page.body.contains("for=\"\(match.output.1)\""), "\(match.output.1)")
            }
            #expect(try await server.client.send("GET", "/").body.contains("href=\"/ask\""))
        }
    }

    @Test("the language changes with the form, so that what was typed stays, and nothing is filed by it")
    func changesLanguage() async throws {
        try await Self.run { server, filings in
            let wrong = try await Self.post(server, "/ask?lang=zh-CN", "\(Self.token)&words=no+water&village=Li")
            #expect(wrong.status == 200 && wrong.body.contains("<html lang=\"zh-CN\">"))
            #expect(wrong.body.contains("no water") && wrong.body.contains("value=\"Li\""))
            #expect(wrong.body.contains("form=\"filing\" formaction=\"/ask?lang=en\" formnovalidate"))
            #expect(wrong.body.contains("0123456789abcdef0123") && !wrong.body.contains("role=\"alert\""))
            let filed = try await Self.post(server, "/ask?lang=en", "\(Self.token)&\(Self.least)")
            #expect(filed.status == 200 && filed.body.contains("<html lang=\"en\">"))
            #expect(await filings.entries.isEmpty)
            // Enter in a field sends: the first button of the form is not the one of the language.
            let page = try await server.client.send("GET", "/ask").body
            let first = try #require(page.firstMatch(of: /<button[^>]*form="filing"[^>]*>/))
            #expect(!first.output.contains("formaction"))
        }
    }

    @Test("files a matter and prints its number and code")
    func files() async throws {
        try await Self.run { server, filings in
            let answer = try await Self.post(
                server, "/ask",
                "\(Self.token)&\(Self.least)&village=Li&name=Zhang&number=13800000001&answer=phone&happened=2026-11-20"
            )
            #expect(answer.status == 201)
            let entry = try #require(await filings.entries.first)
            #expect(entry.source == "web" && entry.filed.record.channel == .web)
            #expect(entry.filing.place == "Qingshan Li" && entry.filing.number?.key == "+8613800000001")
            let number = entry.filed.record.number.text
            #expect(answer.body.contains("\(number.prefix(4)) \(number.suffix(4))"))
            #expect(answer.body.contains("1234 5678"))
            #expect(answer.headers["cache-control"] == "no-store")
        }
    }

    @Test("a double submission is one case and hears the same number")
    func twice() async throws {
        try await Self.run { server, filings in
            let first = try await Self.post(server, "/ask", "\(Self.token)&\(Self.least)")
            let second = try await Self.post(server, "/ask", "\(Self.token)&\(Self.least)")
            #expect(first.status == 201 && second.status == 200)
            let entries = await filings.entries
            #expect(entries.count == 1)
            #expect(second.body.contains(entries[0].filed.record.number.text.prefix(4)))
            #expect(second.body.contains("1234 5678"))
        }
    }

    @Test("a form that was sent with other words is told so, keeps them, and has a new token")
    func changed() async throws {
        try await Self.run { server, filings in
            _ = try await Self.post(server, "/ask", "\(Self.token)&\(Self.least)")
            let second = try await Self.post(
                server, "/ask", "\(Self.token)&service=water&words=dirty+water&township=Qingshan")
            #expect(second.status == 409 && second.body.contains("dirty water"))
            #expect(!second.body.contains("0123456789abcdef0123"))
            #expect(await filings.entries.count == 1)
        }
    }

    @Test(
        "a wrong field is named with its remedy, and everything that was typed stays",
        arguments: [
            ("identity=110105194912310021", "identity", "compare it with the card"),
            ("happened=2026-02-30", "happened", "no such day"), ("happened=2028-01-01", "happened", "not come yet"),
            ("number=call+me", "number", "no telephone number"), ("answer=phone", "number", "leave a number"),
            ("service=nonsense", "service", "one of the list"), ("township=+", "township", "fill this in"),
        ])
    func faults(change: String, field: String, words: String) async throws {
        try await Self.run { server, filings in
            let answer = try await Self.post(
                server, "/ask",
                "\(Self.token)&service=water&words=%3CI+said%3E+%22so%22&township=Qingshan&village=Kept+village&\(change)"
            )
            #expect(answer.status == 422)
            #expect(answer.body.contains("href=\"#\(field)\"") && answer.body.contains("id=\"\(field)-fault\""))
            #expect(answer.body.contains("aria-invalid=\"true\""))
            #expect(words.split(separator: "|").contains { answer.body.contains($0) })
            #expect(answer.body.contains("&lt;I said&gt; &quot;so&quot;") && answer.body.contains("Kept village"))
            #expect(answer.body.contains("0123456789abcdef0123"))
            #expect(await filings.entries.isEmpty)
        }
    }

    @Test("2001 characters are told with the limit and kept; ten megabytes are refused before they are read")
    func tooLong() async throws {
        try await Self.run { server, filings in
            let long = String(repeating: "x", count: 2_001)
            let answer = try await Self.post(server, "/ask", "service=water&township=Q&words=\(long)")
            #expect(answer.status == 422 && answer.body.contains("2001") && answer.body.contains(long))
            let huge = try await server.client.send(
                "POST", "/ask", headers: ["Content-Length": "10485760", "Accept": "text/html"])
            #expect(huge.status == 413 && huge.body.contains("2000") && huge.body.contains("<form"))
            #expect(await filings.entries.isEmpty)
        }
    }

    @Test(
        "who filed it says whether it is solved: with number and code, once it is answered",
        arguments: [("solved", CaseState.closed, "is solved"), ("not-solved", .dispatched, "not solved")])
    func word(_ word: String, state: CaseState, told: String) async throws {
        try await Self.run { server, filings in
            _ = try await Self.post(server, "/ask", "\(Self.token)&\(Self.least)")
            let record = try #require(await filings.entries.first).filed.record
            let proof = "number=\(record.number.text)&code=\(FakeFilings.code)"
            #expect(try await !Self.post(server, "/ask/follow", proof).body.contains("/ask/word"))
            await filings.answer(record.number, "mended", at: SampleCounty.now)
            let unit = CaseActor("someone", .unit("social-security"))
            _ = try server.cases.act(
                .answer, onCase: record.id, note: "mended", seen: nil, by: unit, at: SampleCounty.now)
            #expect(try await Self.post(server, "/ask/follow", proof).body.contains("action=\"/ask/word\""))
            let wrong = try await Self.post(
                server, "/ask/word", "number=\(record.number.text)&code=00000000&word=\(word)")
            #expect(wrong.status == 403 && server.cases.record(record.id)?.state == .answered)
            let unclear = try await Self.post(server, "/ask/word", "\(proof)&word=perhaps&note=kept")
            #expect(unclear.body.contains("kept") && server.cases.record(record.id)?.state == .answered)
            let heard = try await Self.post(server, "/ask/word", "\(proof)&word=\(word)&note=still+dry")
            #expect(heard.status == 200 && heard.body.contains(told))
            #expect(server.cases.record(record.id)?.state == state)
            let late = try await Self.post(server, "/ask/word", "\(proof)&word=solved")
            #expect(late.body.contains("nothing was changed"))
        }
    }

    @Test("a formula stays text, markup stays text")
    func formulas() async throws {
        try await Self.run { server, filings in
            _ = try await Self.post(
                server, "/ask", "service=water&township=%3Cb%3E&words=%3DHYPERLINK%28%22http%3A%2F%2Fx%22%29")
            let entry = try #require(await filings.entries.first)
            #expect(entry.filed.record.summary == "=HYPERLINK(\"http://x\")")
            let shown = try await Self.post(
                server, "/ask/follow", "number=\(entry.filed.record.number.text)&code=\(FakeFilings.code)")
            #expect(shown.body.contains("=HYPERLINK(&quot;") && !shown.body.contains("<b>"))
        }
    }

    @Test("one source is throttled, and what it typed is kept")
    func throttled() async throws {
        try await Self.run(filingsPerHour: 2) { server, filings in
            for index in 0..<2 {
                #expect(try await Self.post(server, "/ask", "\(Self.token)\(index)&\(Self.least)").status == 201)
            }
            let third = try await Self.post(server, "/ask", "\(Self.token)3&\(Self.least)")
            #expect(third.status == 429 && third.headers["retry-after"] == "1800")
            #expect(third.body.contains("no water") && third.body.contains("30 minutes"))
            #expect(await filings.entries.count == 2)
        }
    }

    @Test(
        "a proxy's word about the client counts, the client's own does not",
        arguments: [
            (["127.0.0.1"], "198.51.100.9, 192.0.2.7", "192.0.2.7"),
            (["127.0.0.1", "192.0.2.7"], "198.51.100.9, 192.0.2.7", "198.51.100.9"),
            ([], "192.0.2.7", "127.0.0.1"), (["127.0.0.1"], "", "127.0.0.1"),
        ] as [(Set<String>, String, String)])
    func proxies(proxies: Set<String>, header: String, place: String) async throws {
        let filings = FakeFilings()
        try await TestServer.run(channels: filings.channels(proxies: proxies)) { server in
            let headers = header.isEmpty ? [:] : ["X-Forwarded-For": header]
            _ = try await server.client.send(
                "POST", "/ask/follow", headers: headers, body: "number=00000018&code=1", type: Self.form)
            #expect(await filings.places == [place])
        }
    }

    @Test("number and code show state and answer, and add a message once")
    func follows() async throws {
        try await Self.run { server, filings in
            _ = try await Self.post(server, "/ask", Self.least)
            let number = try #require(await filings.entries.first?.filed.record.number)
            await filings.answer(number, "The pipe is\nmended.", at: SampleCounty.now)
            let proof = "number=\(number.text)&code=\(FakeFilings.code)"
            let shown = try await Self.post(server, "/ask/follow", proof)
            #expect(
                shown.status == 200 && shown.body.contains("The pipe is<br>mended.") && shown.body.contains("answered"))
            #expect(!shown.body.contains("inside only"))
            #expect(shown.body.contains("Nobody but you."))
            await server.records.looked([
                OpeningTold(at: SampleCounty.now, unit: "transport", ground: .assigned),
                OpeningTold(at: SampleCounty.now, unit: nil, ground: .stated(.check, words: "inside words")),
            ])
            let looks = try await Self.post(server, "/ask/follow", proof).body
            #expect(looks.contains("Transport office: assigned") && looks.contains("The hotline: complaint or check"))
            #expect(!looks.contains("inside words") && !looks.contains("Nobody but you."))
            #expect(await filings.places == ["127.0.0.1", "127.0.0.1"])
            #expect(await server.accounts.book.map(\.action) == [.viewCase, .viewCase])
            let message = "\(proof)&\(Self.token)&message=still+dirty"
            for _ in 0..<2 {
                let added = try await Self.post(server, "/ask/message", message)
                #expect(added.status == 200 && added.body.contains("still dirty"))
            }
            #expect(await filings.entries[0].filed.events.filter { $0.note == "still dirty" }.count == 1)
            let empty = try await Self.post(server, "/ask/message", "\(proof)&\(Self.token)&message=+")
            #expect(empty.body.contains("write something first"))
            let long = String(repeating: "y", count: 2_001)
            let refused = try await Self.post(
                server, "/ask/message", "\(proof)&token=fedcba98765432100&message=\(long)")
            #expect(refused.body.contains("2000 characters") && refused.body.contains(long))
        }
    }

    @Test(
        "a wrong number, a wrong code and too many of them are told apart only as far as they may be",
        arguments: [("12345678", "1", 422), ("00000018", "1", 403), ("00000018", "99999999", 429), ("", "", 422)])
    func refusals(number: String, code: String, status: Int) async throws {
        try await Self.run { server, _ in
            for path in ["/ask/follow", "/ask/message"] {
                let answer = try await Self.post(server, path, "number=\(number)&code=\(code)&message=x")
                #expect(answer.status == status && answer.body.contains("role=\"alert\""))
                #expect(answer.body.contains("value=\"\(number)\""))
            }
        }
    }

    @Test("a record that does not answer is told, and nothing is said to be filed")
    func down() async throws {
        try await Self.run { server, filings in
            await filings.fail(true)
            let answer = try await Self.post(server, "/ask", Self.least)
            #expect(answer.status == 503 && answer.headers["retry-after"] != nil)
        }
    }

    @Test("no session counts here, and other pages' posts still need their origin")
    func sessions() async throws {
        #expect(SameOrigin.needsNoSession("/ask") && SameOrigin.needsNoSession("/ask/follow"))
        for path in ["/asking", "/api/desk/case", "/api/v1", "/sign-in", "/open311"] {
            #expect(!SameOrigin.needsNoSession(path), "\(path)")
        }
    }
}
