import CivicReports
import Foundation
import Testing

@testable import CivicHTTP

struct ReportRoutesTests {
    private static let all = [
        "/reports", "/reports/equality", "/reports/staffing", "/reports/figures.csv", "/reports/equality.csv",
        "/reports/staffing.csv", "/reports/units", "/reports/units.csv",
    ]

    private func get(_ path: String, _ server: TestServer, language: String = "en") async throws -> TestClient.Answer {
        let cookie = try await server.signIn(as: "qin")
        return try await server.client.send(
            "GET", path, headers: ["Cookie": "\(cookie); civicline-language=\(language)"])
    }

    @Test(
        "reports are for supervisors and administrators",
        arguments: [(nil, 401), ("lin", 403), ("he", 403), ("qin", 200), ("wu", 200)] as [(String?, Int)])
    func roles(name: String?, status: Int) async throws {
        try await TestServer.run { server in
            var headers: [String: String] = [:]
            if let name { headers["Cookie"] = try await server.signIn(as: name) }
            for path in Self.all {
                let answer = try await server.client.send("GET", path, headers: headers)
                #expect(answer.status == status, "\(path)")
            }
        }
    }

    @Test(
        "every grouping has its figures with formulas, plots and a total, in both languages",
        arguments: Grouping.allCases)
    func figures(grouping: Grouping) async throws {
        try await TestServer.run { server in
            for (language, word) in [("en", "Answered"), ("zh-CN", "已接起")] {
                let answer = try await get("/reports?by=\(grouping.rawValue)", server, language: language)
                #expect(answer.status == 200)
                #expect(answer.body.contains("<html lang=\"\(language)\">") && answer.body.contains(word))
                #expect(answer.body.contains("<svg class=\"plot\" role=\"img\""))
                #expect(answer.body.contains("id=\"formula-aht\""))
                #expect(!answer.body.contains("{{") && !answer.body.contains("figure.aht"))
                #expect(!answer.body.contains("style="))
            }
        }
    }

    @Test("units have their rates by the citizens' word, small ones none", arguments: ["en", "zh-CN"])
    func units(language: String) async throws {
        try await TestServer.run { server in
            let answer = try await get("/reports/units", server, language: language)
            #expect(answer.body.contains("50.0 %") && answer.body.contains("90.0 %"))
            #expect(answer.body.contains("id=\"formula-adjusted\"") && answer.body.contains("<svg class=\"plot\""))
            #expect(!answer.body.contains("{{") && !answer.body.contains("units.solved"))
            let csv = try await get("/reports/units.csv", server)
            #expect(csv.body.contains("water-company,20,0.75,20,0.5,"))
            #expect(csv.body.contains("transport,1,,0,"))
        }
    }

    @Test("the figures of the page are those of the formulas")
    func values() async throws {
        try await TestServer.run { server in
            let answer = try await get("/reports?by=language", server)
            // 310 calls; 240 in time, of 310 less 10 short ones; 90 %; 2 min 40 s and 20 s wrap-up.
            for text in ["310", "80.0 %", "90.0 %", "10.0 s", "3 min 40 s", "English"] {
                #expect(answer.body.contains(text), "\(text)")
            }
            #expect(answer.body.contains("made up"))
            let days = try await get("/reports", server)
            #expect(days.body.contains("▼ 90.0 %") && days.body.contains("70.0 %"))
        }
    }

    @Test(
        "what is asked for in a wrong way is refused with the field's name",
        arguments: [
            ("/reports?from=yesterday", "from"), ("/reports?to=2026-02-30", "to"), ("/reports?by=horoscope", "by"),
            ("/reports?from=2026-11-20&to=2026-11-19", "to"), ("/reports?from=1990-01-01&to=2026-11-19", "to"),
            ("/reports/staffing?weeks=53", "weeks"), ("/reports/staffing?share=100", "share"),
            ("/reports/staffing?within=many", "within"), ("/reports/equality.csv?from=0001-01-01", "from"),
        ])
    func refused(path: String, field: String) async throws {
        try await TestServer.run { server in
            let answer = try await get(path, server)
            #expect(answer.status == 422)
            #expect(answer.body.contains("\"field\":\"\(field)\""))
        }
    }

    @Test("a queue is asked for by its name, whatever is in it")
    func queue() async throws {
        try await TestServer.run { server in
            let answer = try await get("/reports?from=2026-11-01&to=2026-11-07&queue=%3Cold%3E%26x", server)
            let asked = await server.reports.asked
            #expect(asked.last?.2 == "<old>&x" && asked.last?.0.days == 7)
            #expect(
                answer.body.contains("figures.csv?from=2026-11-01&amp;to=2026-11-07&amp;by=day&amp;queue=%3Cold%3E%26x")
            )
            #expect(answer.body.contains("<option value=\"&lt;old&gt;\">&lt;old&gt;</option>"))
            #expect(!answer.body.contains("<old>"))
        }
    }

    @Test("the other language is of the same period and queue")
    func otherLanguage() async throws {
        try await TestServer.run { server in
            let answer = try await get("/reports?from=2026-11-01&to=2026-11-07&lang=en&by=queue&queue=a%22b", server)
            #expect(
                answer.body.contains(
                    "href=\"/reports?from=2026-11-01&amp;to=2026-11-07&amp;by=queue&amp;queue=a%22b&amp;lang=zh-CN\""))
            let plain = try await get("/reports", server)
            #expect(plain.body.contains("href=\"/reports?lang="))
        }
    }

    @Test("spreadsheets get files whose texts are no formulas")
    func csv() async throws {
        try await TestServer.run { server in
            await server.reports.call(theAgent: "=HYPERLINK(\"x\")")
            let answer = try await get("/reports/figures.csv?by=agent", server)
            #expect(answer.headers["content-type"] == "text/csv; charset=utf-8")
            #expect(answer.headers["content-disposition"] == "attachment; filename=\"figures.csv\"")
            #expect(answer.body.contains("\"'=HYPERLINK(\"\"x\"\")\",270,"))
            #expect(answer.body.contains("occupancy") && answer.body.contains(",0.7"))
            let staffing = try await get("/reports/staffing.csv", server)
            #expect(staffing.body.split(separator: "\r\n").count == 337)
        }
    }

    @Test("the equality report raises its alarm, hides small groups, and keeps names text")
    func equality() async throws {
        try await TestServer.run { server in
            let answer = try await get("/reports/equality", server)
            #expect(answer.body.contains("served worse than chance explains:"))
            #expect(answer.body.contains("&lt;大坪&gt;乡") && !answer.body.contains("<大坪>"))
            #expect(answer.body.contains("40 to 59") == false && !answer.body.contains("under 18"))
            #expect(answer.body.contains("2 groups are not shown"))
            let chinese = try await get("/reports/equality", server, language: "zh-CN")
            #expect(chinese.body.contains("75 岁及以上") && chinese.body.contains("2 个分组不显示"))
        }
    }

    @Test("the staffing page has a cell for each half hour with calls")
    func staffing() async throws {
        try await TestServer.run { server in
            let answer = try await get("/reports/staffing?weeks=2&share=80&within=20", server)
            #expect(answer.body.contains("<th scope=\"row\">14:00</th>"))
            #expect(answer.body.contains("Erlang A") && answer.body.contains("3 min 40 s"))
            #expect(answer.body.contains("staffing.csv?weeks=2&amp;share=80&amp;within=20"))
        }
    }
}
