import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    @Suite struct TransferTests {
        @Test("an agent's phone passes the citizen on: back when nobody wants it, bridged when somebody does")
        func blind() async throws {
            let instance = try House.county()
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            func phone(_ user: String, _ password: String?) async throws -> Baresip {
                try await Baresip(
                    user: user, password: password, server: instance.sip,
                    folder: instance.folder.appendingPathComponent(user))
            }
            let agent = try await phone(SampleAgent.sipUser, SampleAgent.sipPassword)
            let colleague = try await phone("2002", "sample-phone-2002")
            let citizen = try await phone("+8613900000009", nil)
            let desk = try await DeskBrowser(
                desk: instance.http, name: SampleAgent.name, password: SampleAgent.password,
                folder: instance.folder.appendingPathComponent("desk"))
            _ = try await desk.snapshot(within: .seconds(20)) { $0.state.deviceReady }
            try await desk.post("/api/desk/choice", #"{"choice":"ready"}"#)
            try await colleague.waitForRegistration("200 OK", within: .seconds(10))
            let murmur = instance.folder.appendingPathComponent("murmur.wav")
            try SoundFiles.murmur(seconds: 120, to: murmur)

            try citizen.dial("sip:12345@\(instance.sip)")
            try await citizen.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try citizen.play(murmur)
            try await Task.sleep(for: .seconds(2))
            try citizen.press("0")
            try await agent.waitFor("CALL_INCOMING", within: .seconds(20))
            try agent.answer()
            try await agent.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try agent.play(murmur)
            _ = try await desk.snapshot(within: .seconds(10)) { $0.state.state == "talking" }

            try agent.transfer(to: "sip:2002@\(instance.sip)")
            try await colleague.waitFor("CALL_INCOMING", within: .seconds(10))
            try colleague.hangUp()
            try await agent.waitFor("TRANSFER_FAILED", within: .seconds(10))
            #expect(!agent.events.contains { $0.type == "CALL_CLOSED" })
            #expect(!citizen.events.contains { $0.type == "CALL_CLOSED" })

            let second = ContinuousClock.now
            try agent.transfer(to: "sip:2002@\(instance.sip)")
            try await colleague.waitFor("CALL_INCOMING", after: second, within: .seconds(10))
            try colleague.answer()
            try await colleague.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try colleague.play(murmur)
            try await agent.waitFor("CALL_CLOSED", within: .seconds(10))
            _ = try await desk.snapshot(within: .seconds(10)) { $0.state.state == "wrap-up" }
            #expect(!citizen.events.contains { $0.type == "CALL_CLOSED" })

            try colleague.hangUp()
            try await citizen.waitFor("CALL_CLOSED", within: .seconds(30))
            for phone in [agent, colleague, citizen] { await phone.stop() }
            await desk.close()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }
    }
}
