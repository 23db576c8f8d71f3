import CivicCore
import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// A look-up over HTTPS to another system, from a real phone's call to what the caller hears.
    @Suite struct DataSourceTests {
        /// The water company: a folder served over TLS, whose certificate vouches for itself.
        private final class WaterWorks {
            let folder: URL
            let port = FreePorts.take(1)[0]
            private var server: Programme?

            init() async throws {
                folder = FileManager.default.temporaryDirectory.appendingPathComponent("water-\(UUID().uuidString)")
                try FileManager.default.createDirectory(
                    at: folder.appendingPathComponent("accounts"), withIntermediateDirectories: true)
                try #"{"bill": {"owed": 42.50, "state": "due"}}"#.write(
                    to: folder.appendingPathComponent("accounts/10023"), atomically: true, encoding: .utf8)
                let (code, output) = try await Programme.run(
                    "openssl",
                    [
                        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", path("key.pem"),
                        "-out", path("certificate.pem"),
                    ])
                try #require(code == 0, "\(output)")
            }

            deinit { try? FileManager.default.removeItem(at: folder) }

            func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

            func open() async throws {
                server = try Programme(
                    "openssl",
                    [
                        "s_server", "-accept", "127.0.0.1:\(port)", "-cert", "certificate.pem", "-key", "key.pem",
                        "-WWW",
                    ],
                    log: folder.appendingPathComponent("server.log"), folder: folder)
                try await server?.waitFor("ACCEPT", within: .seconds(10))
            }

            func close() async { await server?.stop() }

            /// Files of a configuration that asks it.
            func configure() throws -> [String: String] {
                try """
                data-sources:
                  water-bill:
                    get: https://localhost:\(port)/accounts/{account}
                    arguments: { account: text }
                    about: everybody
                    authorities: certificate.pem
                    deadline: 3s
                    leave-alone: { after: 1, for: 1h }
                    fields:
                      owed: { at: /bill/owed, kind: money, in: yuan }
                      state: { at: /bill/state, kind: one-of, values: [paid, due] }
                    try: { account: "10023" }
                """.write(toFile: path("data-sources.yaml"), atomically: true, encoding: .utf8)
                try """
                dialplan: water
                answers: ["12345"]
                languages: [en, zh-CN]
                person: none
                start: bill
                steps:
                  bill:
                    look-up: water-bill
                    with: { account: '10023' }
                    into: bill
                    prompt: looking-up
                    deadline: 5s
                    found: told
                    not-found: sorry
                    late: sorry
                    failed: sorry
                  told: { say: [{ value: bill.owed, as: money }], then: bye }
                  sorry: { say: lookup-late, then: bye }
                  bye: { goodbye: goodbye-thanks }

                """.write(toFile: path("water.yaml"), atomically: true, encoding: .utf8)
                return [
                    "CIVICLINE_FILES_DATA_SOURCES": path("data-sources.yaml"),
                    "CIVICLINE_FILES_DIALPLANS": path("water.yaml"), "CIVICLINE_LANGUAGES": "en,zh-CN",
                ]
            }
        }

        /// What the caller of one call heard in a step, by the call's own lines.
        private func call(_ instance: HotlineInstance, _ name: String) async throws -> String {
            let phone = try await Baresip(
                user: "+8613900000001", password: nil, server: instance.sip,
                folder: instance.folder.appendingPathComponent(name))
            try phone.dial("sip:12345@\(instance.sip)")
            try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try await phone.waitFor("CALL_CLOSED", within: .seconds(40))
            await phone.stop()
            return try await instance.newestTrail()
        }

        @Test(
            "a caller hears what another system says, and words and a way on when it is dead; nothing of it is in the log"
        )
        func hears() async throws {
            let works = try await WaterWorks()
            try await works.open()
            let environment = try works.configure()
            let instance = try House.county(environment)
            let (code, tried) = try await Programme.run(
                House.executable,
                [
                    "data-sources", "water-bill", "--config",
                    House.root.appendingPathComponent("config/civicline.yaml").path,
                ],
                environment: environment)
            #expect(code == 0 && tried.contains("owed: 42.50 yuan") && tried.contains("state: 'due'"), "\(tried)")
            try await instance.makeSampleCounty(citizens: 50)
            let daemon = try await instance.start()

            let heard = try await call(instance, "alive")
            #expect(heard.contains("heard told: ") && heard.contains("forty-two yuan and fifty fen"), "\(heard)")
            let source = "source=\"water-bill\""
            let found = "civicline_data_source_answers_total{outcome=\"found\",\(source)}"
            #expect(try await instance.figure(found) == 1)

            await works.close()
            // Two calls: the second is not kept waiting by the dead endpoint.
            for name in ["dead", "spared"] {
                let fallback = try await call(instance, name)
                #expect(fallback.contains("heard sorry: ") && !fallback.contains("heard told: "), "\(fallback)")
            }
            #expect(try await instance.figure("civicline_data_source_answers_total{outcome=\"spared\",\(source)}") == 1)
            #expect(try await instance.figure("civicline_data_source_resting{\(source)}") == 1)
            #expect(try await instance.figure("civicline_data_source_asked_total{\(source)}") == 2)
            #expect(daemon.output.contains("data source water-bill failed"))
            #expect(!daemon.output.contains("10023") && !daemon.output.contains("accounts"))
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }
    }
}
