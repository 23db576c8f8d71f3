import CivicHTTP
import Foundation
import Testing

@Suite("/open")
struct OpenPageTests {
    @Test("everybody reads the figures in both languages, and they are worked out once", arguments: ["en", "zh-CN"])
    func page(language: String) async throws {
        let filings = FakeFilings()
        try await TestServer.run(channels: filings.channels()) { server in
            let answer = try await server.client.send("GET", "/open?lang=\(language)")
            #expect(answer.status == 200)
            // The small unit stands together with the next larger one.
            #expect(!answer.body.contains("tiny") && !answer.body.contains("roads"))
            #expect(answer.body.contains(language == "en" ? "Others together" : "其他合计"))
            // Each figure has its name beside it, for screens on which the head of the table has no room.
            #expect(answer.body.contains(/<td data-name="[^"]+">40<\/td>/))
            let figures = answer.body.replacing(/\x20data-name="[^"]+"/, with: "")
            #expect(figures.contains("<td>40</td><td>30</td><td>100 %</td><td>2.5</td>"))
            let csv = try await server.client.send("GET", "/open.csv?lang=\(language)")
            #expect(csv.headers["content-type"] == "text/csv; charset=utf-8")
            #expect(csv.body.split(separator: "\r\n").count == 4)
            #expect(await filings.counted == 1)
        }
    }

    @Test("a house without the public's form has no figures for the public either")
    func off() async throws {
        try await TestServer.run { server in
            let answer = try await server.client.send("GET", "/open")
            #expect(answer.status == 404)
        }
    }

    @Test("records that do not answer are told as such")
    func down() async throws {
        let filings = FakeFilings()
        await filings.fail(true)
        try await TestServer.run(channels: filings.channels()) { server in
            let answer = try await server.client.send("GET", "/open")
            #expect(answer.status == 503)
        }
    }
}
