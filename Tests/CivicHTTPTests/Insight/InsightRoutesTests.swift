import CivicCRM
import CivicCore
import Foundation
import Testing

@testable import CivicHTTP

struct InsightRoutesTests {
    private static let all = InsightPage.allCases.map(\.address) + ["/insight/topics.csv", "/insight/forecast.csv"]

    private func get(_ path: String, _ server: TestServer, language: String = "en", as name: String = "qin")
        async throws -> TestClient.Answer
    {
        let cookie = try await server.signIn(as: name)
        return try await server.client.send(
            "GET", path, headers: ["Cookie": "\(cookie); civicline-language=\(language)"])
    }

    @Test(
        "insight is for supervisors, administrators and auditors",
        arguments: [(nil, 401), ("lin", 403), ("ping", 403), ("he", 200), ("qin", 200), ("wu", 200)]
            as [(String?, Int)])
    func roles(name: String?, status: Int) async throws {
        try await TestServer.run { server in
            var headers: [String: String] = [:]
            if let name { headers["Cookie"] = try await server.signIn(as: name) }
            for path in Self.all {
                #expect(try await server.client.send("GET", path, headers: headers).status == status, "\(path)")
            }
        }
    }

    @Test(
        "every page has its method, its tabs and a drawing, in both languages, and names stay text",
        arguments: InsightPage.allCases)
    func pages(page: InsightPage) async throws {
        try await TestServer.run { server in
            for (language, word) in [("en", "How it is reckoned"), ("zh-CN", "计算方法")] {
                let answer = try await get(page.address, server, language: language)
                #expect(answer.status == 200 && answer.body.contains("<html lang=\"\(language)\">"))
                #expect(answer.body.contains("<summary>\(word)</summary>"))
                #expect(answer.body.contains("href=\"\(page.address)\" aria-current=\"page\""))
                #expect(answer.body.contains("<svg class=\"plot\" role=\"img\""))
                #expect(!answer.body.contains("{{") && !answer.body.contains("insight.\(page.rawValue)"))
                #expect(
                    !answer.body.contains("style=") && !answer.body.contains("<b>") && !answer.body.contains("<清水>"))
                #expect(!answer.body.contains("{count}") && !answer.body.contains("equality.dimension"))
            }
        }
    }

    @Test("the topic that rises stands first, small weeks and cells are not told, and the days can be chosen")
    func topics() async throws {
        try await TestServer.run { server in
            let answer = try await get("/insight?until=2026-11-22", server)
            #expect(answer.body.contains("More matters than chance explains"))
            #expect(answer.body.contains("&lt;清水&gt;镇 · Water supply fault"))
            #expect(answer.body.contains("2026-11-16 – 2026-11-22"))
            #expect(answer.body.contains("1 further cells") && !answer.body.contains("白云乡"))
            let csv = try await get("/insight/topics.csv?until=2026-11-22", server)
            #expect(csv.body.contains("\r\n<清水>镇,water,hidden,6,6,hidden,6,") && csv.body.contains(",yes\r\n"))
            #expect(await server.insight.asked.last?.upperBound == LocalDate("2026-11-23"))
        }
    }

    @Test(
        "what is asked for in a wrong way is refused with the field's name",
        arguments: [
            ("/insight?until=yesterday", "until"), ("/insight?until=2027-06-01", "until"),
            ("/insight/groups?year=1900", "year"), ("/insight/groups?year=x", "year"),
        ])
    func refused(path: String, field: String) async throws {
        try await TestServer.run { server in
            let answer = try await get(path, server)
            #expect(answer.status == 422 && answer.body.contains("\"field\":\"\(field)\""))
        }
    }

    @Test("citizens and cases are in the audit book before they are shown, and nothing is shown without it")
    func audit() async throws {
        try await TestServer.run { server in
            let answer = try await get("/insight/matters", server)
            #expect(!answer.body.contains("德福") && !answer.body.contains("周明"))
            #expect(answer.body.contains("<a href=\"/insight/matters?open=7\">№ 7 · Name…</a>"))
            #expect(answer.body.contains("<a href=\"/cases#31\">00012365</a>"))
            #expect(answer.body.contains("same place, same words"))
            #expect(
                answer.body.contains("Of 2 cases that people merged in the last year, these rules would have found 1."))
            let book = await server.accounts.book
            #expect(book.filter { $0.action == .viewCase }.map(\.citizen) == [7, 9, 101, 102, 103, 104, 105, 106])
            let administrator = try await get("/insight/matters", server, as: "wu")
            #expect(administrator.body.contains("00012365") && !administrator.body.contains("/cases#"))
            let cookie = try await server.signIn(as: "qin")
            await server.accounts.shutBook(true)
            let shut = try await server.client.send("GET", "/insight/matters", headers: ["Cookie": cookie])
            #expect(shut.status == 503 && !shut.body.contains("00012365"))
        }
    }

    @Test("a citizen's name is shown to a supervisor who has said why the file is opened, and to nobody else")
    func names() async throws {
        try await TestServer.run { server in
            let asked = try await get("/insight/matters?open=7", server)
            #expect(asked.status == 403 && asked.body.contains("citizen/7") && !asked.body.contains("德福"))
            _ = try await server.stateReason("citizen/7", as: "qin")
            let opened = try await get("/insight/matters?open=7", server)
            #expect(opened.status == 200 && opened.body.contains("&lt;b&gt;赵&lt;/b&gt;德福"))
            #expect(!opened.body.contains("周明"))
            let noted = await server.openings.book.map(\.opening)
            #expect(noted.map(\.citizenId) == [7] && noted.allSatisfy(\.ground.isStated))
            let administrator = try await get("/insight/matters?open=7", server, as: "wu")
            #expect(administrator.status == 200 && !administrator.body.contains("德福"))
        }
    }

    @Test("the forecast is told with its error beside the naive one, and agents can be planned for it")
    func forecast() async throws {
        try await TestServer.run { server in
            // 30 calls in one half hour of every day: nothing to be wrong about.
            let answer = try await get("/insight/forecast", server)
            #expect(answer.body.contains("Error of the naive forecast</dt><dd>0.0 %"))
            #expect(answer.body.contains("<th scope=\"row\">14:00</th>") && answer.body.contains("30.0<small>30 – 30"))
            #expect(answer.body.contains("/reports/staffing?arrivals=forecast"))
            let staffing = try await get("/reports/staffing?weeks=2&arrivals=forecast", server)
            #expect(staffing.status == 200 && staffing.body.contains("30.0 (≤ 30)"))
            #expect(staffing.body.contains("agents for the calls forecast"))
            #expect(staffing.body.contains("staffing.csv?weeks=2&amp;share=95&amp;within=15&amp;arrivals=forecast"))
            let csv = try await get("/reports/staffing.csv?weeks=2&arrivals=forecast", server)
            #expect(csv.body.contains(",30,30\r\n"))
            #expect(try await get("/insight/forecast.csv", server).body.split(separator: "\r\n").count == 337)
        }
    }

    @Test("shares are told with how many there were, and what is small is not told")
    func shares() async throws {
        try await TestServer.run { server in
            let reasons = try await get("/insight/reasons", server)
            #expect(reasons.body.contains("60.0 %") && reasons.body.contains("24 / 40"))
            // Without the three guesses of the rule that is not told.
            #expect(reasons.body.contains("the rules were right in 60.0 % of 40 calls"))
            #expect(reasons.body.contains("20.0 %") && !reasons.body.contains("3 / 3"))
            let groups = try await get("/insight/groups?year=2026", server)
            #expect(groups.body.contains("× 2.3") && groups.body.contains("40 / 100"))
            #expect(!groups.body.contains("3 / 100"))
            #expect(try await get("/insight/groups?year=2025", server).body.contains("not yet enough"))
        }
    }

    @Test("the card's line says what the call may be about and is in the audit book")
    func likely() async throws {
        try await TestServer.run { server in
            _ = try await server.stateReason("citizen/101", as: "lin")
            let answer = try await get("/api/desk/citizen/101/likely", server, as: "lin")
            #expect(answer.body == #"{"number":"00012365","rule":"answered","service":"roads"}"#)
            #expect(await server.accounts.book.contains { $0.action == .viewCitizen && $0.citizen == 101 })
            #expect(try await get("/api/desk/citizen/x/likely", server, as: "lin").status == 404)
            #expect(try await get("/api/desk/citizen/101/likely", server, as: "ping").status == 403)
        }
    }
}
