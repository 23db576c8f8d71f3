import CivicCRM
import CivicHTTP
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// GeoReport v2 as an application meets it.
struct Open311Tests {
    private static let form = "application/x-www-form-urlencoded"

    private static func run(_ body: @escaping @Sendable (TestServer, FakeFilings) async throws -> Void) async throws {
        let filings = FakeFilings()
        try await TestServer.run(channels: filings.channels()) { try await body($0, filings) }
    }

    private static func get(_ server: TestServer, _ path: String) async throws -> TestClient.Answer {
        try await server.client.send("GET", "/open311/v2/" + path, headers: ["Accept-Language": "en"])
    }

    private static func post(_ server: TestServer, _ path: String, _ body: String) async throws -> TestClient.Answer {
        try await server.client.send(
            "POST", "/open311/v2/" + path, headers: ["Accept-Language": "en"], body: body, type: form)
    }

    private static func list(_ answer: TestClient.Answer) throws -> [[String: Any]] {
        try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [[String: Any]] ?? []
    }

    private static let matter =
        "api_key=all&service_code=water&description=no+water&address_string=Qingshan+7&first_name=Ann&last_name=Lee&phone=13800000001"

    @Test("lists the services and defines each, in JSON and XML, without a key")
    func services() async throws {
        try await Self.run { server, _ in
            let list = try Self.list(try await Self.get(server, "services.json"))
            #expect(list.map { $0["service_code"] as? String } == ["water", "pension", "road"])
            #expect(list[0]["service_name"] as? String == "Water supply fault")
            #expect(list[0]["metadata"] as? Bool == false && list[0]["type"] as? String == "realtime")
            let xml = try await Self.get(server, "services.xml?jurisdiction_id=civicline")
            #expect(xml.headers["content-type"] == "text/xml; charset=utf-8")
            #expect(xml.body.contains("<services><service><service_code>water</service_code>"))
            #expect(try XMLDocument(data: Data(xml.body.utf8)).rootElement()?.childCount == 3)
            let definition = try await Self.get(server, "services/water.json")
            #expect(definition.body == #"{"attributes":[],"service_code":"water"}"#)
            #expect(try await Self.get(server, "services/water.xml").body.contains("<service_definition>"))
            let chinese = try await Self.get(server, "services.json?locale=zh-CN")
            #expect(chinese.body.contains("供水故障"))
        }
    }

    @Test("files a request once, with number and code in its notice")
    func files() async throws {
        try await Self.run { server, filings in
            let first = try await Self.post(server, "requests.json", Self.matter)
            #expect(first.status == 201)
            let receipt = try #require(try Self.list(first).first)
            let number = try #require(receipt["service_request_id"] as? String)
            #expect((receipt["service_notice"] as? String)?.contains(FakeFilings.code) == true)
            #expect(receipt["account_id"] is NSNull)
            let again = try await Self.post(server, "requests.json", Self.matter)
            #expect(again.status == 201 && again.body == first.body)
            let entry = try #require(await filings.entries.first)
            #expect(await filings.entries.count == 1)
            #expect(entry.source == "api:all" && entry.filing.name == "Ann Lee" && entry.filing.place == "Qingshan 7")
            #expect(entry.filed.record.number.text == number)
            let xml = try await Self.post(server, "requests.xml", Self.matter.replacing("no+water", with: "%3Cdry%3E"))
            #expect(xml.status == 201)
            #expect(xml.body.contains("<service_requests><request><service_request_id>"))
        }
    }

    @Test("degrees do for a place, and a Chinese name has the family's first")
    func degrees() async throws {
        try await Self.run { server, filings in
            let body = "api_key=all&service_code=road&description=x&lat=28.77&long=104.62&first_name=三&last_name=张"
            #expect(try await Self.post(server, "requests.json", body).status == 201)
            let filing = try #require(await filings.entries.first?.filing)
            #expect(filing.place == "28.77, 104.62" && filing.name == "张三")
        }
    }

    @Test("shows requests of the key with their state and W3C dates of the county")
    func follows() async throws {
        try await Self.run { server, filings in
            _ = try await Self.post(server, "requests.json", Self.matter)
            let number = try #require(await filings.entries.first?.filed.record.number)
            let open = try #require(
                try Self.list(try await Self.get(server, "requests/\(number.text).json?api_key=all")).first)
            #expect(open["status"] as? String == "open" && open["description"] as? String == "no water")
            #expect(open["requested_datetime"] as? String == "2027-01-15T16:00:00+08:00")
            #expect(open["agency_responsible"] as? String == "Water company")
            await filings.answer(number, "Mended & <done>", at: SampleCounty.now)
            let xml = try await Self.get(server, "requests/\(number.text).xml?api_key=all")
            #expect(xml.body.contains("<status>closed</status><status_notes>Mended &amp; &lt;done&gt;</status_notes>"))
            #expect(!xml.body.contains("inside only"))
            _ = try XMLDocument(data: Data(xml.body.utf8))
            #expect(try await Self.get(server, "requests/\(number.text).json?api_key=reader").status == 404)
        }
    }

    @Test(
        "filters as the specification says",
        arguments: [
            ("", 2), ("&status=open", 1), ("&status=closed", 1), ("&status=open,closed", 2), ("&service_code=water", 1),
            ("&service_code=road,water", 2), ("&start_date=2027-01-15T00:00:00Z", 2),
            ("&end_date=2027-01-01T00:00:00Z", 0),
            ("&start_date=2027-01-15T16:00:01%2B08:00", 0), ("&start_date=2027-01-15T16:00:00+08:00", 2),
            ("&service_request_id=ID", 1), ("&service_request_id=ID,00000018", 1),
        ])
    func filters(query: String, count: Int) async throws {
        try await Self.run { server, filings in
            _ = try await Self.post(server, "requests.json", Self.matter)
            _ = try await Self.post(
                server, "requests.json", Self.matter.replacing("service_code=water", with: "service_code=road"))
            let number = try #require(await filings.entries.first?.filed.record.number)
            await filings.answer(number, "done", at: SampleCounty.now)
            let query = query.replacing("ID", with: number.text)
            let answer = try await Self.get(server, "requests.json?api_key=all\(query)")
            #expect(answer.status == 200)
            #expect(try Self.list(answer).count == count)
        }
    }

    @Test(
        "refusals are lists of errors with the field and its remedy",
        arguments: [
            ("requests.json", "service_code=water&description=x&address_string=a", 401, "civicline api-token"),
            ("requests.json", "api_key=reader&service_code=water&description=x&address_string=a", 403, "cases:create"),
            ("requests.json", "api_key=all&service_code=no&description=x&address_string=a", 400, "service_code:"),
            ("requests.json", "api_key=all&service_code=water&address_string=a", 400, "description:"),
            ("requests.json", "api_key=all&service_code=water&description=x", 400, "address_string:"),
            ("requests.json", "api_key=all&service_code=water&description=x&address_string=a&phone=no", 400, "phone:"),
            ("requests.json", "api_key=all&jurisdiction_id=berlin.de&service_code=water", 404, "jurisdiction_id:"),
        ])
    func refuses(path: String, body: String, status: Int, words: String) async throws {
        try await Self.run { server, filings in
            let answer = try await Self.post(server, path, body)
            #expect(answer.status == status)
            let error = try #require(try Self.list(answer).first)
            #expect(error["code"] as? Int == status)
            #expect((error["description"] as? String)?.contains(words) == true, "\(answer.body)")
            let xml = try await Self.post(server, "requests.xml", body)
            #expect(xml.status == status && xml.body.contains("<errors><error><code>\(status)</code><description>"))
            #expect(await filings.entries.isEmpty)
        }
    }

    @Test(
        "wrong questions are refused",
        arguments: [
            ("requests.json", 401), ("requests.json?api_key=all&status=lost", 400),
            ("requests.json?api_key=all&start_date=monday", 400),
            ("requests.json?api_key=all&service_request_id=1", 400),
            ("requests/00000018.json?api_key=all", 404), ("requests/x.json?api_key=all", 404),
            ("requests/00000018.pdf?api_key=all", 404), ("services/none.json", 404),
            ("requests.json?api_key=all&start_date=2027-01-02T00:00:00Z&end_date=2027-01-01T00:00:00Z", 400),
        ])
    func wrongQuestions(path: String, status: Int) async throws {
        try await Self.run { server, _ in
            let answer = try await Self.get(server, path)
            #expect(answer.status == status)
        }
    }

    @Test("says where it is")
    func discovery() async throws {
        try await Self.run { server, _ in
            let answer = try await server.client.send("GET", "/open311/discovery.json")
            #expect(answer.status == 200 && answer.body.contains("/open311/v2"))
            let xml = try await server.client.send("GET", "/open311/discovery.xml")
            _ = try XMLDocument(data: Data(xml.body.utf8))
        }
    }
}
