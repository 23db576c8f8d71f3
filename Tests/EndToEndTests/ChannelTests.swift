import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// The REST API as a stranger's tool tries it, by nothing but its document.
    @Suite struct ChannelTests {
        private static let tool = House.root.appendingPathComponent(".build/schemathesis/bin/schemathesis").path

        /// What `civicline api-token` prints: the token, and the lines of the file.
        private static func token() async throws -> (token: String, file: String) {
            let (code, output) = try await Programme.run(House.executable, ["api-token", "stranger"])
            try #require(code == 0, "\(output)")
            let token = try #require(output.firstMatch(of: /civic_[A-Za-z0-9_-]{43}/)).output
            return (String(token), "tokens:\n\(output)    requests-per-minute: 100000\n")
        }

        @Test("schemathesis finds no answer that the OpenAPI document does not announce", .timeLimit(.minutes(3)))
        func schemathesis() async throws {
            let (token, file) = try await Self.token()
            let instance = try House.county(files: ["CIVICLINE_FILES_API_TOKENS": file])
            let daemon = try await instance.start()
            // In the instance's folder: the tool leaves a cache where it runs.
            let (code, output) = try await Programme.run(
                "env",
                [
                    "-C", instance.folder.path, Self.tool, "run", "http://\(instance.http)/api/v1/openapi.json",
                    "--header", "Authorization: Bearer \(token)",
                    "--checks",
                    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
                        + "response_schema_conformance,negative_data_rejection,ignored_auth,unsupported_method",
                    "--phases", "examples,coverage,fuzzing", "--max-examples", "10", "--generation-deterministic",
                    "--workers", "1", "--no-color",
                ], within: .seconds(120))
            #expect(code == 0, "\(output.suffix(6_000))")
            #expect(output.contains("Tested: 7"), "\(output.suffix(2_000))")
            await daemon.stop()
        }
    }
}
