import CivicCRM
import Testing

@testable import CivicHTTP

@Suite("/identification", .timeLimit(.minutes(5)))
struct IdentityPageTests {
    @Test("prints every row of the table as it is, in both languages", arguments: PageLanguage.allCases)
    func prints(language: PageLanguage) throws {
        let words = try Site().words(in: language)
        let table = WebHouse.identityTable(words)
        let yes = try #require(words["identification.yes"])
        #expect(
            table.matches(of: /<td>([^<]+)<\/td>/).map { $0.output.1 == yes }
                == IdentityPolicy.Kind.allCases.flatMap { kind in
                    IdentityPolicy.Act.allCases.filter { $0.kind == kind }.flatMap { act in
                        IdentityLevel.allCases.map { IdentityPolicy.allows(act, at: $0) }
                    }
                })
        #expect(!table.contains("act.") && !table.contains("level."))
    }

    @Test(
        "whoever works with it reads it; units do not",
        arguments: [("lin", 200), ("qin", 200), ("wu", 200), ("he", 200), ("zhou", 403)])
    func roles(name: String, status: Int) async throws {
        try await TestServer.run { server in
            let cookie = try await server.signIn(as: name)
            let answer = try await server.client.send("GET", "/identification", headers: ["Cookie": cookie])
            #expect(answer.status == status)
        }
    }
}
