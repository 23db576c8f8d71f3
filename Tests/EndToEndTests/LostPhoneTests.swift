import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    @Suite struct LostPhoneTests {
        @Test("an agent's phone that loses its power is noticed within seconds, and the citizen is back in line")
        func lostPhone() async throws {
            let instance = try House.county()
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let agent = try await Baresip(
                user: SampleAgent.sipUser, password: SampleAgent.sipPassword, server: instance.sip,
                folder: instance.folder.appendingPathComponent("agent"))
            let citizen = try await Baresip(
                user: "+8613900000009", password: nil, server: instance.sip,
                folder: instance.folder.appendingPathComponent("citizen"))
            let desk = try await DeskBrowser(
                desk: instance.http, name: SampleAgent.name, password: SampleAgent.password,
                folder: instance.folder.appendingPathComponent("desk"))
            _ = try await desk.snapshot(within: .seconds(10)) { $0.state.deviceReady }
            try await desk.post("/api/desk/choice", #"{"choice":"ready"}"#)

            let murmur = instance.folder.appendingPathComponent("murmur.wav")
            try SoundFiles.murmur(seconds: 120, to: murmur)
            try citizen.dial("sip:12345@\(instance.sip)")
            try await citizen.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try citizen.play(murmur)
            try await Task.sleep(for: .seconds(2))
            try citizen.press("0")
            try await agent.waitFor("CALL_INCOMING", within: .seconds(20))
            try agent.answer()
            try await agent.waitFor("CALL_ESTABLISHED", within: .seconds(5))
            try agent.play(murmur)
            _ = try await desk.snapshot(within: .seconds(5)) { $0.state.state == "talking" }
            try await Task.sleep(for: .seconds(3))

            await agent.killAtOnce()
            // rtp.agent-dead-after is 5 s.
            try await instance.waitFor(#"civicline_waiting{queue="general"}"#, within: .seconds(9)) { $0 == 1 }
            #expect(!citizen.events.contains { $0.type == "CALL_CLOSED" })
            try citizen.hangUp()
            try await instance.waitFor(#"civicline_waiting{queue="general"}"#, within: .seconds(9)) { $0 == 0 }
            await citizen.stop()
            await desk.close()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }
    }
}
