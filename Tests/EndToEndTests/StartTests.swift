import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    @Suite struct StartTests {
        @Test("says what a newcomer needs, answers health checks, and stops cleanly on SIGTERM")
        func startAndStop() async throws {
            let instance = try House.county()
            let daemon = try await instance.start()
            #expect(daemon.output.contains("sip:12345@\(instance.sip)"))
            #expect(daemon.output.contains("http://\(instance.http)/desk"))
            let (_, health) = try await Programme.run("curl", ["-sS", "http://\(instance.http)/healthz"])
            #expect(!health.isEmpty)
            #expect(await daemon.stop(within: .seconds(20)) == 0)
            #expect(daemon.output.contains("everything is written"))
        }

        @Test("a port in use ends the start with one clear line and exit code 69")
        func portInUse() async throws {
            let first = try House.county()
            let daemon = try await first.start()
            let second = try House.county(["CIVICLINE_SIP_UDP": "\(first.sip)"])
            await #expect(throws: DemoFailure.self) { _ = try await second.start() }
            let third = try House.county(["CIVICLINE_HTTP": "\(first.http)"])
            for (instance, place) in [(second, "\(first.sip)"), (third, "\(first.http)")] {
                let (code, output) = try await instance.failingStart()
                #expect(code == 69)
                #expect(output.split(separator: "\n").count { $0.contains(place) && $0.contains("in use") } >= 1)
            }
            await daemon.stop(within: .seconds(20))
        }

        @Test("a folder that cannot be written ends the start with exit code 69")
        func unwritableFolder() async throws {
            let instance = try House.county()
            try "a file".write(to: instance.data, atomically: true, encoding: .utf8)
            let (code, output) = try await instance.failingStart()
            #expect(code == 69)
            #expect(output.contains(instance.data.path))
        }

        @Test("a misspelt key and a faulty variable end the start with exit code 78, naming place and remedy")
        func wrongKey() async throws {
            let faulty = try House.county(["CIVICLINE_RTP_PORTS": "many"])
            let (code, output) = try await faulty.failingStart()
            #expect(code == 78)
            #expect(output.contains("CIVICLINE_RTP_PORTS"))

            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("civicline-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            try FileManager.default.copyItem(at: House.root.appendingPathComponent("config"), to: folder)
            let file = folder.appendingPathComponent("civicline.yaml")
            let text = try String(contentsOf: file, encoding: .utf8)
            try (text + "\nshutdwon:\n  patience: 3s\n").write(to: file, atomically: true, encoding: .utf8)
            let (keyCode, keyOutput) = try await Programme.run(
                House.executable, ["check", "--config", file.path])
            #expect(keyCode == 78)
            #expect(keyOutput.contains("civicline.yaml:"))
            #expect(keyOutput.contains("did you mean 'shutdown'?"))
        }
    }
}

/// Real programs against a real daemon: one at a time in a process, for the sake of small machines, and because programs that
/// are started at once inherit each other's pipes. The test command runs two such processes side by side.
@Suite(.serialized) enum EndToEnd {}
