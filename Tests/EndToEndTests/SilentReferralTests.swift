import CivicCore
import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    @Suite struct SilentReferralTests {
        @Test("where the carrier accepts REFER and then says nothing, the house makes the call itself after 32 seconds")
        func silent() async throws {
            let outside = try await Baresip(
                user: "+8659112345678", password: nil, server: SocketEndpoint(host: "127.0.0.1", port: 5060),
                folder: FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString))
            defer { try? FileManager.default.removeItem(at: outside.folder) }
            let trunks = """
                trunks:
                  - name: local
                    addresses: [127.0.0.1]
                    outbound: ["sip:\(outside.address)"]
                    transfers: referred
                outbound-calls: { allowed: ["+86591"] }
                """
            let instance = try House.county(files: ["CIVICLINE_FILES_TRUNKS": trunks])
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let agent = try await Baresip(
                user: SampleAgent.sipUser, password: SampleAgent.sipPassword, server: instance.sip,
                folder: instance.folder.appendingPathComponent("agent"))
            let desk = try await DeskBrowser(
                desk: instance.http, name: SampleAgent.name, password: SampleAgent.password,
                folder: instance.folder.appendingPathComponent("desk"))
            _ = try await desk.snapshot(within: .seconds(20)) { $0.state.deviceReady }
            try await desk.post("/api/desk/choice", #"{"choice":"ready"}"#)
            let murmur = instance.folder.appendingPathComponent("murmur.wav")
            try SoundFiles.murmur(seconds: 120, to: murmur)

            let citizen = Task { [instance] in
                try await Sipp.run(
                    Sipp.arguments(
                        instance, scenario: ["-sf", House.scenario("silent-transfer")], number: "12345", calls: 1,
                        rate: 1))
            }
            try await agent.waitFor("CALL_INCOMING", within: .seconds(30))
            try agent.answer()
            try await agent.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try agent.play(murmur)
            let (_, talking) = try await desk.snapshot(within: .seconds(10)) { $0.state.state == "talking" }
            let reference = try #require(talking.state.call?.conversation)
            let asked = ContinuousClock.now
            try agent.transfer(to: "sip:059112345678@\(instance.sip)")
            let rung = try await outside.waitFor("CALL_INCOMING", within: .seconds(45))
            #expect(rung.at - asked > .seconds(31))
            try outside.answer()
            try await outside.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            _ = try await desk.snapshot(within: .seconds(10)) { $0.state.state == "wrap-up" }
            #expect(try await instance.figure("civicline_conversations") == 1)
            #expect(try await instance.figure(#"civicline_trunk_calls_out_total{trunk="local"}"#) == 1)
            try outside.hangUp()
            let result = try await citizen.value
            #expect(result.code == 0, "\(result.output.suffix(3_000))")
            try await instance.waitFor("civicline_conversations", within: .seconds(30)) { $0 == 0 }
            let shown = try await instance.command(["calls", "show", reference])
            #expect(shown.contains("* the carrier did not transfer: status 408"), "\(shown)")
            await outside.stop()
            await agent.stop()
            await desk.close()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }
    }
}
