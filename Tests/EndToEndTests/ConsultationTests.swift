import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// The desk asks and passes on with SIP phones; browsers do it in `BrowserPhoneTests`.
    @Suite struct ConsultationTests {
        @Test("passed on to a phone that declines, the citizen is back in line; asked first, the phone has the citizen")
        func phones() async throws {
            let instance = try House.county()
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let agent = try await phone(SampleAgent.sipUser, SampleAgent.sipPassword, instance)
            let colleague = try await phone("2002", "sample-phone-2002", instance)
            try await colleague.waitForRegistration("200 OK", within: .seconds(10))
            let citizen = try await phone("+8613900000009", nil, instance)
            let desk = try await DeskBrowser(
                desk: instance.http, name: SampleAgent.name, password: SampleAgent.password,
                folder: instance.folder.appendingPathComponent("desk"))
            _ = try await desk.snapshot(within: .seconds(10)) { $0.state.deviceReady }
            try await desk.post("/api/desk/choice", #"{"choice":"ready"}"#)
            let tones = try [1_000, 600, 1_700].map { hertz in
                let file = instance.folder.appendingPathComponent("\(hertz).wav")
                try SoundFiles.tone(hertz: Double(hertz), seconds: 120, to: file)
                return file
            }

            try citizen.dial("sip:12345@\(instance.sip)")
            try await citizen.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try citizen.play(tones[0])
            try await Task.sleep(for: .seconds(2))
            try citizen.press("0")
            try await agent.waitFor("CALL_INCOMING", within: .seconds(20))
            try agent.answer()
            let talk = try await desk.snapshot(within: .seconds(5)) { $0.state.state == "talking" }.snapshot
            let reference = try #require(talk.state.call?.conversation)

            try await desk.post("/api/desk/pass", #"{"kind":"number","id":"2002"}"#)
            try await colleague.waitFor("CALL_INCOMING", within: .seconds(10))
            try await agent.waitFor("CALL_CLOSED", within: .seconds(5))
            let declinedAt = ContinuousClock.now
            try colleague.hangUp()
            try await desk.post(
                "/api/desk/wrap-up", #"{"conversation":"\#(reference)","code":"other","note":"","ready":true}"#)
            try await agent.waitFor("CALL_INCOMING", after: declinedAt, within: .seconds(20))
            let answeredAt = ContinuousClock.now
            try agent.answer()
            try await agent.waitFor("CALL_ESTABLISHED", after: answeredAt, within: .seconds(5))
            try agent.play(tones[1])

            let askedAt = ContinuousClock.now
            let asked = try await desk.post("/api/desk/consult", #"{"kind":"number","id":"2002"}"#)
            #expect(asked.contains(#""consultation""#), "\(asked)")
            await #expect(throws: DemoFailure.self) { try await desk.post("/api/desk/complete-transfer", "{}") }
            try await colleague.waitFor("CALL_INCOMING", after: askedAt, within: .seconds(10))
            try colleague.answer()
            try await colleague.waitFor("CALL_ESTABLISHED", after: askedAt, within: .seconds(10))
            try colleague.play(tones[2])
            try await Task.sleep(for: .seconds(2))
            let three = try await desk.post("/api/desk/hear", #"{"who":"everyone"}"#)
            #expect(three.contains(#""hearing":"everyone""#), "\(three)")
            try await desk.post("/api/desk/complete-transfer", "{}")
            try await agent.waitFor("CALL_CLOSED", after: askedAt, within: .seconds(5))
            try await Task.sleep(for: .seconds(3))
            #expect(!citizen.events.contains { $0.type == "CALL_CLOSED" })
            try colleague.hangUp()
            await desk.close()
            for one in [agent, colleague, citizen] { await one.stop() }
            // Two seconds of the agent alone, three of the citizen alone.
            let heard = try #require(colleague.heardFile)
            #expect(try SoundFiles.share(of: 600, in: heard) > 0.15)
            #expect(try SoundFiles.share(of: 1_000, in: heard) > 0.25)
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("an agent who hangs up while the one asked is rung leaves the citizen to them, and both are heard")
        func hangsUpWhileRinging() async throws {
            let instance = try House.county()
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let agent = try await phone(SampleAgent.sipUser, SampleAgent.sipPassword, instance)
            let colleague = try await phone("2002", "sample-phone-2002", instance)
            try await colleague.waitForRegistration("200 OK", within: .seconds(10))
            let citizen = try await phone("+8613900000009", nil, instance)
            let desk = try await DeskBrowser(
                desk: instance.http, name: SampleAgent.name, password: SampleAgent.password,
                folder: instance.folder.appendingPathComponent("desk"))
            _ = try await desk.snapshot(within: .seconds(10)) { $0.state.deviceReady }
            try await desk.post("/api/desk/choice", #"{"choice":"ready"}"#)
            let tone = instance.folder.appendingPathComponent("tone.wav")
            try SoundFiles.tone(hertz: 1_000, seconds: 120, to: tone)
            try citizen.dial("sip:12345@\(instance.sip)")
            try await citizen.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try citizen.play(tone)
            try await Task.sleep(for: .seconds(2))
            try citizen.press("0")
            try await agent.waitFor("CALL_INCOMING", within: .seconds(20))
            try agent.answer()
            _ = try await desk.snapshot(within: .seconds(5)) { $0.state.state == "talking" }
            try await desk.post("/api/desk/consult", #"{"kind":"number","id":"2002"}"#)
            try await colleague.waitFor("CALL_INCOMING", within: .seconds(10))
            try agent.hangUp()
            try await agent.waitFor("CALL_CLOSED", within: .seconds(5))
            try colleague.answer()
            try await colleague.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try await Task.sleep(for: .seconds(3))
            try colleague.hangUp()
            await desk.close()
            for one in [agent, colleague, citizen] { await one.stop() }
            #expect(try SoundFiles.share(of: 1_000, in: try #require(colleague.heardFile)) > 0.5)
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("a colleague at a SIP phone is asked: who declines is free again, who answers has the citizen after")
        func colleagueAtPhone() async throws {
            let instance = try House.county()
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let agent = try await phone(SampleAgent.sipUser, SampleAgent.sipPassword, instance)
            let colleague = try await phone("2002", "sample-phone-2002", instance)
            try await colleague.waitForRegistration("200 OK", within: .seconds(10))
            let citizen = try await phone("+8613900000009", nil, instance)
            let desk = try await DeskBrowser(
                desk: instance.http, name: SampleAgent.name, password: SampleAgent.password,
                folder: instance.folder.appendingPathComponent("desk"))
            let other = try await DeskBrowser(
                desk: instance.http, name: "wang.jun", password: "sample-desk-2002",
                folder: instance.folder.appendingPathComponent("other"))
            for one in [desk, other] { _ = try await one.snapshot(within: .seconds(10)) { $0.state.deviceReady } }
            try await desk.post("/api/desk/choice", #"{"choice":"ready"}"#)
            let tone = instance.folder.appendingPathComponent("tone.wav")
            try SoundFiles.tone(hertz: 1_000, seconds: 120, to: tone)
            try citizen.dial("sip:12345@\(instance.sip)")
            try await citizen.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try citizen.play(tone)
            try await Task.sleep(for: .seconds(2))
            try citizen.press("0")
            try await agent.waitFor("CALL_INCOMING", within: .seconds(20))
            try agent.answer()
            _ = try await desk.snapshot(within: .seconds(5)) { $0.state.state == "talking" }
            try await other.post("/api/desk/choice", #"{"choice":"ready"}"#)

            try await desk.post("/api/desk/consult", #"{"kind":"colleague","id":"wang.jun"}"#)
            try await colleague.waitFor("CALL_INCOMING", within: .seconds(10))
            let declinedAt = ContinuousClock.now
            try colleague.hangUp()
            _ = try await other.snapshot(within: .seconds(5)) { $0.state.state == "ready" }
            #expect(try await desk.get("/api/desk/state").contains(#""consultationEnd":"declined""#))

            try await desk.post("/api/desk/consult", #"{"kind":"colleague","id":"wang.jun"}"#)
            try await colleague.waitFor("CALL_INCOMING", after: declinedAt, within: .seconds(10))
            try colleague.answer()
            try await colleague.waitFor("CALL_ESTABLISHED", after: declinedAt, within: .seconds(10))
            try await Task.sleep(for: .seconds(1))
            try await desk.post("/api/desk/complete-transfer", "{}")
            _ = try await other.snapshot(within: .seconds(5)) { $0.state.state == "talking" }
            try await agent.waitFor("CALL_CLOSED", within: .seconds(5))
            try await Task.sleep(for: .seconds(3))
            #expect(!citizen.events.contains { $0.type == "CALL_CLOSED" })
            try colleague.hangUp()
            try await citizen.waitFor("CALL_CLOSED", within: .seconds(20))
            for one in [desk, other] { await one.close() }
            for one in [agent, colleague, citizen] { await one.stop() }
            #expect(try SoundFiles.share(of: 1_000, in: try #require(colleague.heardFile)) > 0.5)
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        private func phone(_ user: String, _ password: String?, _ instance: HotlineInstance) async throws -> Baresip {
            try await Baresip(
                user: user, password: password, server: instance.sip,
                folder: instance.folder.appendingPathComponent(user))
        }
    }
}
