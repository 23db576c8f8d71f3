import CivicCRM
import CivicDaemon
import CivicHTTP
import CivicStore
import Foundation
import Testing

@Suite("The file of applications")
struct APITokensFileTests {
    private static let hash = String(repeating: "0a", count: 32)

    private func complaints(_ text: String) throws -> [String] {
        let folder = try ConfigurationFolder()
        try folder.write(text, to: "config/api-tokens.yaml")
        do {
            _ = try folder.load()
            return []
        } catch {
            return "\(error)".split(separator: "\n").map(String.init)
        }
    }

    @Test("gives each application its rights, channel and rate")
    func reads() throws {
        let folder = try ConfigurationFolder()
        try folder.write(
            "tokens: [{ name: tv, hash: \(Self.hash), rights: [cases:create], channel: television, requests-per-minute: 5 }]",
            to: "config/api-tokens.yaml")
        let token = try #require(try folder.load().apiTokens.first)
        #expect(
            token.client
                == APIClient(name: "tv", rights: [.createCases], channel: .television, requestsPerMinute: 5))
        #expect(!token.isSample)
    }

    @Test("need not be there, and may be empty")
    func none() throws {
        #expect(try ConfigurationFolder().load().apiTokens.isEmpty)
        #expect(try complaints("tokens: []").isEmpty)
    }

    @Test(
        "tells what is wrong at its place, with the remedy",
        arguments: [
            ("{ name: Tv, hash: \(hash), rights: [] }", "a-z, 0-9 and '-'"),
            ("{ name: tv, hash: secret, rights: [] }", "civicline api-token tv"),
            ("{ name: tv, hash: \(hash), rights: [cases:creat] }", "did you mean 'cases:create'?"),
            ("{ name: tv, hash: \(hash) }", "rights"), ("{ name: tv, rights: [] }", "hash"),
            ("{ name: tv, hash: \(hash), rights: [], channel: pigeon }", "channel"),
            ("{ name: tv, hash: \(hash), rights: [], requests-per-minute: 0 }", "requests-per-minute"),
            ("{ name: tv, hash: \(hash), rights: [], nmae: x }", "nmae"),
            (
                "{ name: tv, hash: \(hash), rights: [] }, { name: tv, hash: \(hash), rights: [] }",
                "a second application"
            ),
        ])
    func refuses(entry: String, words: String) throws {
        let found = try complaints("tokens: [\(entry)]")
        #expect(found.contains { $0.contains("api-tokens.yaml:1:") && $0.contains(words) }, "\(found)")
    }

    @Test("a new token has 256 bits, is known by its beginning, and no two are the same")
    func makes() {
        let tokens = (0..<50).map { _ in APITokens.make() }
        #expect(Set(tokens).count == 50)
        #expect(
            tokens.allSatisfy { $0.hasPrefix("civic_") && $0.count == 49 && $0.allSatisfy { $0 != "+" && $0 != "/" } })
        #expect(APITokens.hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
