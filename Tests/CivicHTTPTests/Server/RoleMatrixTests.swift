import CivicCRM
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import CivicHTTP

/// Who gets what answer from which route: all routes, all roles, in one table.
@Suite("every route and every role")
struct RoleMatrixTests {
    /// A request as it stands in the table, sent with an empty JSON object where it has a body, by:
    /// nobody, an agent, a supervisor, an administrator, an auditor, a person of a department, one of a partner
    /// enterprise, and an application with a token that may do everything an application may.
    ///
    /// `in?`: sign in first (401). `no`: the role is missing (403). `why`: a reason for opening the file is missing (403).
    /// A number: that status; 4xx of somebody who was let in says what is wrong with the request.
    private static let table = """
                                                     nobody agent super admin audit  unit partn token
        GET    /healthz                                      200  200  200  200  200  200  200  200
        GET    /metrics                                      200  200  200  200  200  200  200  200
        GET    /                                             200  200  200  200  200  200  200  200
        GET    /desk                                         303  200  303  303  303  303  303  303
        GET    /assets/base.css                              200  200  200  200  200  200  200  200
        GET    /sign-in                                      200  303  303  303  303  303  303  200
        POST   /sign-in                                      422  422  422  422  422  422  422  422
        POST   /sign-out                                     303  303  303  303  303  303  303  303
        GET    /api/desk/state                               in?  200   no   no   no   no   no  in?
        POST   /api/desk/choice                              in?  422   no   no   no   no   no  in?
        POST   /api/desk/hang-up                             in?  409   no   no   no   no   no  in?
        POST   /api/desk/transfer                            in?  422   no   no   no   no   no  in?
        POST   /api/desk/mask                                in?  422   no   no   no   no   no  in?
        POST   /api/desk/hold                                in?  422   no   no   no   no   no  in?
        POST   /api/desk/confirm-citizen                     in?  422   no   no   no   no   no  in?
        POST   /api/desk/wrap-up                             in?  422   no   no   no   no   no  in?
        GET    /api/desk/events                              in?  200   no   no   no   no   no  in?
        GET    /api/desk/colleagues                          in?  200   no   no   no   no   no  in?
        POST   /api/desk/consult                             in?  422   no   no   no   no   no  in?
        POST   /api/desk/pass                                in?  422   no   no   no   no   no  in?
        POST   /api/desk/hear                                in?  422   no   no   no   no   no  in?
        POST   /api/desk/complete-transfer                   in?  200   no   no   no   no   no  in?
        POST   /api/desk/end-consultation                    in?  200   no   no   no   no   no  in?
        PUT    /api/desk/phone                               in?  422   no   no   no   no   no  in?
        DELETE /api/desk/phone/w1234567                      in?  204   no   no   no   no   no  in?
        POST   /api/desk/phone/w1234567/call                 in?  415   no   no   no   no   no  in?
        DELETE /api/desk/phone/w1234567/call                 in?  409   no   no   no   no   no  in?
        POST   /api/desk/accept                              in?  204   no   no   no   no   no  in?
        POST   /api/desk/decline                             in?  204   no   no   no   no   no  in?
        GET    /call                                         200  200  200  200  200  200  200  200
        POST   /api/call                                     415  415  415  415  415  415  415  415
        DELETE /api/call/b-call                              404  404  404  404  404  404  404  404
        GET    /floor                                        in?   no  200  200   no   no   no  in?
        GET    /wall                                         in?   no  200  200   no   no   no  in?
        GET    /api/floor                                    in?   no  200  200   no   no   no  in?
        POST   /api/floor/calls/C-7K2M9XQ4TB                 in?   no  422   no   no   no   no  in?
        PUT    /api/floor/supervision                        in?   no  422   no   no   no   no  in?
        POST   /api/floor/take-over                          in?   no  204   no   no   no   no  in?
        DELETE /api/floor/supervision                        in?   no  204   no   no   no   no  in?
        GET    /api/desk/citizen/101                         in?  why   no   no   no   no   no  in?
        GET    /api/desk/search                              in?  422   no   no   no   no   no  in?
        POST   /api/desk/search                              in?  422   no   no   no   no   no  in?
        GET    /api/desk/case/13                             in?  why   no   no   no   no   no  in?
        POST   /api/desk/case                                in?  422   no   no   no   no   no  in?
        POST   /api/desk/case/13/note                        in?  422   no   no   no   no   no  in?
        GET    /api/desk/citizen/101/circle                  in?  why   no   no   no   no   no  in?
        POST   /api/desk/citizen/101/household               in?  422   no   no   no   no   no  in?
        POST   /api/desk/citizen/101/preference              in?  why   no   no   no   no   no  in?
        POST   /api/desk/citizen/101/consent                 in?  422   no   no   no   no   no  in?
        POST   /api/desk/citizen/101/withdraw                in?  422   no   no   no   no   no  in?
        GET    /api/desk/citizen/101/likely                  in?  why   no   no   no   no   no  in?
        GET    /cases                                        in?   no  200   no   no  200  200  in?
        GET    /api/cases                                    in?   no  200   no   no  200  200  in?
        GET    /api/cases/13                                 in?   no  why   no   no  200  404  in?
        POST   /api/cases/13                                 in?   no  422   no   no  422  422  in?
        GET    /attachments/1                                in?  why  why   no   no  404  404  in?
        POST   /api/cases/13/files                           in?   no  why   no   no  201  404  in?
        GET    /visits                                       in?  200  200   no   no   no   no  in?
        GET    /visits/13                                    in?  404  404   no   no   no   no  in?
        POST   /visits/13                                    in?  404  404   no   no   no   no  in?
        GET    /doubles                                      in?  200  200   no   no   no   no  in?
        GET    /doubles/101/with/102                         in?  200  200   no   no   no   no  in?
        POST   /doubles/101/with/102                         in?   no  422   no   no   no   no  in?
        GET    /doubles/merges/1                             in?  404  404   no   no   no   no  in?
        POST   /doubles/merges/1                             in?   no  404   no   no   no   no  in?
        GET    /enter                                        in?  200   no   no   no   no   no  in?
        POST   /enter                                        in?  422   no   no   no   no   no  in?
        GET    /identification                               in?  200  200  200  200   no   no  in?
        POST   /api/openings                                 in?  422  422   no   no   no   no  in?
        POST   /openings                                     in?  422  422   no   no   no   no  in?
        POST   /openings/mark                                in?   no  200   no  200   no   no  in?
        GET    /openings                                     in?   no  200   no  200   no   no  in?
        GET    /calls                                        in?   no  200  200   no   no   no  in?
        GET    /trunks                                       in?   no  200  200   no   no   no  in?
        GET    /calls/C-7K2M9XQ4TB                           in?   no  404  404   no   no   no  in?
        GET    /calls/C-7K2M9XQ4TB/ladder.svg                in?   no  404  404   no   no   no  in?
        GET    /calls/C-7K2M9XQ4TB/messages.pcap             in?   no  404  404   no   no   no  in?
        GET    /studio                                       in?   no   no  200   no   no   no  in?
        POST   /studio                                       in?   no   no  303   no   no   no  in?
        GET    /studio/steps                                 in?   no   no  200   no   no   no  in?
        GET    /studio/county                                in?   no   no  200   no   no   no  in?
        GET    /lib/editor/codemirror.js                     in?   no   no  200   no   no   no  in?
        GET    /api/studio/county                            in?   no   no  200   no   no   no  in?
        GET    /api/studio/county/versions/1                 in?   no   no  200   no   no   no  in?
        GET    /api/studio/county/clip                       in?   no   no  404   no   no   no  in?
        POST   /api/studio/county/check                      in?   no   no  422   no   no   no  in?
        POST   /api/studio/county/walk                       in?   no   no  422   no   no   no  in?
        POST   /api/studio/county/picture                    in?   no   no  422   no   no   no  in?
        POST   /api/studio/county/diff                       in?   no   no  422   no   no   no  in?
        POST   /api/studio/county/publish                    in?   no   no  422   no   no   no  in?
        POST   /api/studio/county/rollback                   in?   no   no  422   no   no   no  in?
        POST   /api/studio/county/draft                      in?   no   no  422   no   no   no  in?
        POST   /api/studio/county/discard                    in?   no   no  200   no   no   no  in?
        GET    /studio/requests/1                            in?   no   no  404   no   no   no  in?
        POST   /studio/requests/1/approve                    in?   no   no  303   no   no   no  in?
        POST   /studio/requests/1/decline                    in?   no   no  303   no   no   no  in?
        GET    /api/studio/county/tests                      in?   no   no  200   no   no   no  in?
        POST   /api/studio/county/tests                      in?   no   no  422   no   no   no  in?
        POST   /api/studio/county/tests/check                in?   no   no  422   no   no   no  in?
        POST   /api/studio/county/tests/add                  in?   no   no  422   no   no   no  in?
        POST   /api/studio/county/tests/save                 in?   no   no  422   no   no   no  in?
        GET    /api/studio/county/past                       in?   no   no  200   no   no   no  in?
        GET    /api/replays/C-7K2M9XQ4TB                     in?   no   no  404   no   no   no  in?
        POST   /api/studio/county/what-if                    in?   no   no  422   no   no   no  in?
        GET    /studio/prompts                               in?   no   no  200   no   no   no  in?
        GET    /api/prompts                                  in?   no   no  200   no   no   no  in?
        GET    /api/prompts/en/welcome/recordings            in?   no   no  200   no   no   no  in?
        GET    /api/prompts/en/welcome/sound                 in?   no   no  200   no   no   no  in?
        POST   /api/prompts/en/welcome/text                  in?   no   no  422   no   no   no  in?
        POST   /api/prompts/en/welcome/recording             in?   no   no  415   no   no   no  in?
        POST   /api/prompts/en/welcome/restore               in?   no   no  422   no   no   no  in?
        POST   /api/prompts/booth                            in?   no   no  422   no   no   no  in?
        GET    /surge                                        in?   no  200  200   no   no   no  in?
        GET    /api/surge                                    in?   no  200  200   no   no   no  in?
        POST   /api/surge                                    in?   no  422  422   no   no   no  in?
        POST   /api/surge/9/end                              in?   no  404  404   no   no   no  in?
        POST   /api/surge/voice                              in?   no  422  422   no   no   no  in?
        GET    /api/surge/texts/surge.flood/sound            in?   no  200  200   no   no   no  in?
        GET    /ask                                          200  200  200  200  200  200  200  200
        POST   /ask                                          422  422  422  422  422  422  422  422
        GET    /ask/follow                                   200  200  200  200  200  200  200  200
        POST   /ask/follow                                   422  422  422  422  422  422  422  422
        POST   /ask/word                                     422  422  422  422  422  422  422  422
        POST   /ask/file                                     422  422  422  422  422  422  422  422
        POST   /ask/message                                  422  422  422  422  422  422  422  422
        GET    /open                                         200  200  200  200  200  200  200  200
        GET    /open.csv                                     200  200  200  200  200  200  200  200
        GET    /api/v1/openapi.json                          200  200  200  200  200  200  200  200
        GET    /reports                                      in?   no  200  200   no   no   no  in?
        GET    /reports/figures.csv                          in?   no  200  200   no   no   no  in?
        GET    /reports/equality                             in?   no  200  200   no   no   no  in?
        GET    /reports/equality.csv                         in?   no  200  200   no   no   no  in?
        GET    /reports/staffing                             in?   no  200  200   no   no   no  in?
        GET    /reports/staffing.csv                         in?   no  200  200   no   no   no  in?
        GET    /reports/units                                in?   no  200  200   no   no   no  in?
        GET    /reports/units.csv                            in?   no  200  200   no   no   no  in?
        GET    /insight/matters                              in?   no  200  200  200   no   no  in?
        GET    /insight                                      in?   no  200  200  200   no   no  in?
        GET    /insight/topics.csv                           in?   no  200  200  200   no   no  in?
        GET    /insight/forecast                             in?   no  200  200  200   no   no  in?
        GET    /insight/forecast.csv                         in?   no  200  200  200   no   no  in?
        GET    /insight/reasons                              in?   no  200  200  200   no   no  in?
        GET    /insight/groups                               in?   no  200  200  200   no   no  in?
        GET    /api/v1/services                              401  401  401  401  401  401  401  200
        GET    /api/v1/units                                 401  401  401  401  401  401  401  200
        POST   /api/v1/cases                                 401  401  401  401  401  401  401  400
        GET    /api/v1/cases                                 401  401  401  401  401  401  401  200
        GET    /api/v1/cases/NUMBER                          401  401  401  401  401  401  401  200
        POST   /api/v1/cases/NUMBER/messages                 401  401  401  401  401  401  401  400
        GET    /open311/discovery.json                       200  200  200  200  200  200  200  200
        GET    /open311/v2/services.json                     200  200  200  200  200  200  200  200
        POST   /open311/v2/requests.json                     401  401  401  401  401  401  401  401
        GET    /open311/v2/requests.json                     401  401  401  401  401  401  401  401
        GET    /open311/discovery.xml                        200  200  200  200  200  200  200  200
        GET    /open311/v2/services.xml                      200  200  200  200  200  200  200  200
        POST   /open311/v2/requests.xml                      401  401  401  401  401  401  401  401
        GET    /open311/v2/requests.xml                      401  401  401  401  401  401  401  401
        GET    /open311/v2/services/water.json               200  200  200  200  200  200  200  200
        GET    /open311/v2/requests/NUMBER.json              401  401  401  401  401  401  401  401
        GET    /open311/v2/requests/NUMBER.json?api_key=all  200  200  200  200  200  200  200  200
        GET    /open311/v2/requests.json?api_key=writer      403  403  403  403  403  403  403  403
        POST   /api/cases/13/relay                            in?   no   no   no   no  200  409  in?
        POST   /api/relay/1/phone                             in?   no   no   no   no  204  204  in?
        POST   /api/relay/1/call                              in?   no   no   no   no  415  415  in?
        DELETE /api/relay-calls/1                             in?   no   no   no   no  404  404  in?
        GET    /citizens                                      in?   no   no  200   no   no   no  in?
        POST   /citizens                                      in?   no   no  422   no   no   no  in?
        POST   /citizens/open                                 in?   no   no  422   no   no   no  in?
        GET    /citizens/101                                  in?   no   no  why   no   no   no  in?
        POST   /citizens/101/export                           in?   no   no  why   no   no   no  in?
        POST   /citizens/101/hold                             in?   no   no  why   no   no   no  in?
        POST   /citizens/101/lift                             in?   no   no  why   no   no   no  in?
        POST   /citizens/101/erase                            in?   no   no  why   no   no   no  in?
        POST   /api/desk/articles                             in?  422   no   no   no   no   no  in?
        POST   /api/desk/articles/pension-renewal/told        in?  404   no   no   no   no   no  in?
        GET    /knowledge                                     in?  200  200  200  200  200  200  in?
        GET    /knowledge/pension-renewal                     in?  404  404  404  404  404  404  in?
        GET    /knowledge/pension-renewal/edit                in?   no   no  404   no  404  404  in?
        POST   /knowledge/pension-renewal                     in?   no   no  422   no  422  422  in?
        GET    /knowledge/pension-renewal/compare/1/2         in?  404  404  404  404  404  404  in?
        POST   /knowledge/pension-renewal/recall              in?   no   no  404   no   no   no  in?
        GET    /recalls                                       in?  200  200  200   no   no   no  in?
        GET    /recalls/1                                     in?  404  404  404   no   no   no  in?
        GET    /recalls/people/1                              in?  404  404   no   no   no   no  in?
        POST   /recalls/people/1                              in?  404  404   no   no   no   no  in?
        POST   /api/floor/agents/li.na/membership             in?   no  200  200   no   no   no  in?
        POST   /api/desk/proof                                in?  200   no   no   no   no   no  in?
        POST   /api/desk/stop-proof                           in?  200   no   no   no   no   no  in?
        GET    /api/desk/waiting                              in?  200   no   no   no   no   no  in?
        POST   /api/desk/life-and-limb                        in?  422   no   no   no   no   no  in?
        GET    /insight/segments                              in?   no  200  200  200   no   no  in?
        GET    /api/desk/citizen/101/standing                 in?  why   no   no   no   no   no  in?
        POST   /api/desk/citizen/101/fact                     in?  422   no   no   no   no   no  in?
        POST   /api/desk/citizen/101/offer                    in?  422   no   no   no   no   no  in?
        GET    /api/v1/articles                               401  401  401  401  401  401  401  200
        """

    private static let people = [
        FakeAccounts.lin, FakeAccounts.supervisor, FakeAccounts.administrator, FakeAccounts.auditor,
        FakeAccounts.transport, FakeAccounts.water,
    ]

    private struct Row {
        let method: String
        let path: String
        let answers: [String]

        init?(_ line: Substring) {
            let parts = line.split(separator: " ").map(String.init)
            guard parts.count == RoleMatrixTests.people.count + 4 else { return nil }
            (method, path, answers) = (parts[0], parts[1], Array(parts[2...]))
        }

        /// Whether the row asks what is registered as `method` and `template`.
        func asks(_ method: String, _ template: String) -> Bool {
            let asked = path.prefix { $0 != "?" }.split(separator: "/")
            let parts = template.split(separator: "/")
            return method == self.method && asked.count == parts.count
                && zip(asked, parts).allSatisfy { $1.hasPrefix(":") || $0 == $1 }
        }
    }

    private static let rows = table.split(separator: "\n").dropFirst().compactMap(Row.init)

    /// A server with a case that the token `all` filed, and a photograph of a case of the water company.
    private static func run(_ body: @escaping @Sendable (TestServer, CaseNumber) async throws -> Void) async throws {
        let filings = FakeFilings()
        try await TestServer.run(callPage: .anonymous, channels: filings.channels()) { server in
            let filed = try await server.client.send(
                "POST", "/api/v1/cases", headers: ["Authorization": "Bearer all", "Idempotency-Key": "k"],
                body: APITests.matter)
            let number = try #require((try filed.json()["number"] as? String).flatMap(CaseNumber.init))
            let photo = NewAttachment(name: "pipe.jpg", kind: .jpeg, content: Data([0xFF, 0xD8, 0xFF]))
            try await filings.attach([photo], toCase: 12, by: CaseEvent.citizen, at: SampleCounty.now)
            try await body(server, number)
        }
    }

    /// The answer in the table's words.
    private static func word(_ answer: TestClient.Answer) -> String {
        let kind = (try? answer.json()["type"] as? String)?.split(separator: ":").last ?? ""
        return switch (answer.status, kind) {
        case (401, "sign-in-first"): "in?"
        case (403, "role-missing"): "no"
        case (403, "reason-needed"): "why"
        default: String(answer.status)
        }
    }

    @Test("gives exactly the answer that the table states, and what is refused leaves no trace")
    func answers() async throws {
        try await Self.run { server, number in
            for row in Self.rows {
                var answers: [String] = []
                for caller in 0..<(Self.people.count + 2) {
                    var headers = server.client.here
                    switch caller {
                    case 0: break
                    case Self.people.count + 1: headers["Authorization"] = "Bearer all"
                    default:
                        // A session for each request: signing out is one of them.
                        let session = await server.accounts.createSession(for: Self.people[caller - 1])
                        headers["Cookie"] = "\(SessionReader.cookieName)=\(session)"
                    }
                    let before = await server.accounts.book
                    let answer = try await server.client.send(
                        row.method, row.path.replacing("NUMBER", with: number.text), headers: headers,
                        body: ["POST", "PUT"].contains(row.method) ? "{}" : nil)
                    answers.append(Self.word(answer))
                    if answer.status == 401 || answer.status == 403 {
                        #expect(await server.accounts.book == before, "\(row.method) \(row.path)")
                    }
                }
                #expect(answers == row.answers, "\(row.method) \(row.path): \(answers.joined(separator: " "))")
            }
        }
    }

    @Test("a route that is registered stands in the table, and what stands there is registered")
    func complete() async throws {
        try await Self.run { server, _ in
            let registered = server.web.house.addRoutes(to: Router(context: WebContext.self)).methods
                .flatMap { path, methods in methods.map { ($0.rawValue, path) } }
            #expect(registered.count > 150)
            for (method, path) in registered {
                #expect(Self.rows.contains { $0.asks(method, path) }, "\(method) \(path) is not in the table")
            }
            for row in Self.rows {
                #expect(
                    registered.contains { row.asks($0.0, $0.1) }, "\(row.method) \(row.path) is no route any more")
            }
        }
    }

    @Test("nothing that a session allows is done for the page of another site")
    func otherSite() async throws {
        try await Self.run { server, _ in
            let changing = Self.rows.filter { $0.method != "GET" && !SameOrigin.needsNoSession($0.path) }
            #expect(changing.count > 60)
            for row in changing {
                for person in Self.people {
                    let session = await server.accounts.createSession(for: person)
                    let answer = try await server.client.send(
                        row.method, row.path,
                        headers: [
                            "Origin": "https://evil.example", "Cookie": "\(SessionReader.cookieName)=\(session)",
                        ], body: "{}")
                    #expect(
                        answer.status == 403 && answer.body.contains("foreign-origin"), "\(row.method) \(row.path)")
                }
            }
        }
    }
}
