import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    @Suite(.serialized) struct LoadTests {
        @Test("sipp's own caller: 500 calls at 50 a second, none failed")
        func fiveHundredCalls() async throws {
            let lab = try House.lab()
            let daemon = try await lab.start()
            let result = try await Sipp.run(
                Sipp.arguments(lab, scenario: ["-sn", "uac", "-d", "1000"], number: "9000", calls: 500, rate: 50))
            #expect(result.code == 0, "\(result.output.suffix(3_000))")
            #expect(result.total("Successful call") == 500)
            #expect(result.total("Failed call") == 0)
            try await lab.waitFor("civicline_conversations", within: .seconds(5)) { $0 == 0 }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("a line that stays full: everybody free has a caller, and nothing of the line had to be put right")
        func fullLine() async throws {
            let load = LineLoad(citizens: 60, agents: 12, duration: .seconds(40), talk: .seconds(4))
            let instance = try load.instance(executable: House.executable, root: House.root)
            let report = try await load.run(on: instance)
            #expect(report.mostWaiting > 40 && report.mostTalking == 12, "\(report)")
            #expect(report.answered > 60, "\(report)")
            #expect(report.repairs == 0 && report.idleWhileWaiting == 0 && report.refused == 0, "\(report)")
        }

        @Test("garbage, half messages and absurd session descriptions harm nobody's call")
        func garbage() async throws {
            let lab = try House.lab()
            let daemon = try await lab.start()
            async let calls = Sipp.run(
                Sipp.arguments(lab, scenario: ["-sn", "uac", "-d", "3000"], number: "9000", calls: 60, rate: 20))
            try await HostileSender.sendAll(to: lab.sip)
            let result = try await calls
            #expect(result.code == 0, "\(result.output.suffix(3_000))")
            #expect(result.total("Failed call") == 0)
            #expect(daemon.isRunning)
            #expect(try await lab.figure("civicline_sip_malformed_total") > 100)
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("a stranger does not reach an outside number, and a phone without an account reaches no extension")
        func strangers() async throws {
            let lab = try House.lab()
            let daemon = try await lab.start()
            for number in ["0014155550100", "1002"] {
                let result = try await Sipp.run(
                    Sipp.arguments(
                        lab, scenario: ["-sn", "uac", "-d", "100"], number: number, calls: 1, rate: 1,
                        from: "127.0.0.2"))
                #expect(result.code != 0)
                #expect(result.total("Successful call") == 0)
            }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("new calls are refused with 503 while the calls in progress are told and ended")
        func draining() async throws {
            let lab = try House.lab(["CIVICLINE_SHUTDOWN_PATIENCE": "4s"])
            let daemon = try await lab.start()
            let caller = try Programme(
                "sipp",
                Sipp.arguments(lab, scenario: ["-sf", House.scenario("stays")], number: "9005", calls: 3, rate: 10),
                log: lab.folder.appendingPathComponent("callers"))
            try await lab.waitFor("civicline_conversations", within: .seconds(10)) { $0 == 3 }
            kill(daemon.processIdentifier, SIGTERM)
            try await Task.sleep(for: .milliseconds(500))
            let late = try await Sipp.run(
                Sipp.arguments(lab, scenario: ["-sf", House.scenario("refused")], number: "9000", calls: 1, rate: 1))
            #expect(late.code == 0, "the late caller saw no 503 with Retry-After: \(late.output.suffix(2_000))")
            #expect(await caller.exitCode(within: .seconds(15)) == 0, "\(caller.output.suffix(2_000))")
            #expect(await daemon.exitCode(within: .seconds(15)) == 0)
        }
    }
}
