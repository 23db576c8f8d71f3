import CivicCore
import CivicDemo
import Foundation
import FoundationNetworking
import Testing

extension EndToEnd {
    /// What citizens were told is kept, whatever happens to the process that told them.
    @Suite struct IntakeCrashTests {
        @Test("kill -9 while matters come in: each that was acknowledged is there once, under its number")
        func bulk() async throws {
            let (code, output) = try await Programme.run(House.executable, ["api-token", "bulk"])
            try #require(code == 0, "\(output)")
            let token = String(try #require(output.firstMatch(of: /civic_[A-Za-z0-9_-]{43}/)).output)
            let instance = try House.county(
                ["CIVICLINE_ASK_FILINGS_PER_HOUR": "100000"],
                files: ["CIVICLINE_FILES_API_TOKENS": "tokens:\n\(output)    requests-per-minute: 100000\n"])
            var daemon = try await instance.start()
            let receipts = Receipts()
            let clients = Intake.Way.allCases.flatMap { way in
                (1...2).map { number in
                    Intake(way: way, number: number, base: "http://\(instance.http)", token: token, receipts: receipts)
                }
            }
            let filing = Task {
                try await withThrowingTaskGroup { group in
                    for client in clients { group.addTask { try await client.fileUntilClosed() } }
                    try await group.waitForAll()
                }
            }
            let seed = UInt64.random(in: 0 ... .max)
            var random = SplitMix64(seed: seed)
            do {
                for _ in 0..<5 {
                    try await Task.sleep(for: .milliseconds(Int.random(in: 50...500, using: &random)))
                    await daemon.killAtOnce()
                    daemon = try await instance.start()
                }
            } catch {
                // Nobody is left who asks a daemon that does not come back.
                filing.cancel()
                throw error
            }
            await receipts.close()
            try await filing.value

            // What was acknowledged, sent once more, is known as the same.
            let told = await receipts.numbers
            for matter in told.keys.shuffled(using: &random).prefix(50) {
                let client = try #require(clients.first { matter.hasPrefix($0.name) })
                #expect(try await client.file(matter) == told[matter], "\(matter)")
            }
            #expect(await daemon.stop(within: .seconds(20)) == 0)

            let file = instance.data.appendingPathComponent("civicline.sqlite").path
            let (_, table) = try await Programme.run(
                "sqlite3", ["-readonly", file, "SELECT number || ' ' || summary FROM citizen_case"])
            let kept = table.split(separator: "\n").map(String.init)
            #expect(kept.count == told.count, "seed \(seed)")
            #expect(Set(kept) == Set(told.map { "\($1) \($0)" }), "seed \(seed)")
            #expect(told.count > 100, "too few matters came in to prove anything")
            let verdict = try await Programme.run(
                House.executable, ["ledger", "verify", "--data", instance.data.path])
            #expect(verdict.code == 0 && verdict.output.contains("intact"), "seed \(seed): \(verdict.output)")
        }
    }
}

/// What citizens were told, by the words of their matters.
private actor Receipts {
    private(set) var numbers: [String: String] = [:]
    private(set) var isClosed = false

    func keep(_ number: String, of matter: String) { numbers[matter] = number }
    func close() { isClosed = true }
}

/// One client that files matters by one way, one after the other; each until its number has come.
private struct Intake: Sendable {
    enum Way: String, CaseIterable { case api, ask, open311 }

    /// The connection broke, or the daemon was not up: nothing is known of the matter.
    private struct Unanswered: Error {}

    let way: Way
    let number: Int
    let base: String
    let token: String
    let receipts: Receipts
    private let session = URLSession(configuration: .ephemeral)

    init(way: Way, number: Int, base: String, token: String, receipts: Receipts) {
        self.way = way
        self.number = number
        self.base = base
        self.token = token
        self.receipts = receipts
    }

    /// In the words of its matters.
    var name: String { "\(way.rawValue)-\(number)-" }

    /// Also the last matter is sent until its number has come: it may be written down already.
    func fileUntilClosed() async throws {
        var index = 0
        while await !receipts.isClosed {
            let matter = "\(name)\(index)"
            var number: String?
            while number == nil {
                do {
                    number = try await file(matter)
                } catch is Unanswered {
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            if let number { await receipts.keep(number, of: matter) }
            index += 1
        }
    }

    /// Files the matter, or files it again; the number of its case.
    func file(_ matter: String) async throws -> String {
        switch way {
        case .api:
            try await send(
                "/api/v1/cases", #"{"service":"water","text":"\#(matter)","place":{"township":"Qingshan"}}"#,
                headers: [
                    "Content-Type": "application/json", "Authorization": "Bearer \(token)", "Idempotency-Key": matter,
                ], numberAfter: #""number":""#)
        case .ask:
            // The form's own token makes it known again.
            try await send(
                "/ask", "service=water&township=Qingshan&words=\(matter)&token=0123456789abcdef-\(matter)",
                numberAfter: "<strong>")
        case .open311:
            // Knows no key: the same words are the same matter.
            try await send(
                "/open311/v2/requests.json",
                "service_code=water&address_string=Qingshan&description=\(matter)&api_key=\(token)",
                numberAfter: #""service_request_id":""#)
        }
    }

    private func send(
        _ path: String, _ body: String, headers: [String: String] = [:], numberAfter mark: String
    ) async throws -> String {
        var request = URLRequest(url: try #require(URL(string: base + path)), timeoutInterval: 10)
        request.httpMethod = "POST"
        request.httpBody = Data(body.utf8)
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        guard let (data, response) = try? await session.data(for: request) else { throw Unanswered() }
        let text = String(decoding: data, as: UTF8.self)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        if status >= 500 { throw Unanswered() }
        guard status == 200 || status == 201, let place = text.range(of: mark) else {
            throw DemoFailure("\(path) answered \(status): \(text.suffix(500))")
        }
        let digits = text[place.upperBound...].prefix { $0.isNumber || $0 == " " }.filter(\.isNumber)
        guard digits.count == 8 else { throw DemoFailure("\(path) gave no number: \(text.suffix(500))") }
        return digits
    }
}
