import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// The citizen keys the PIN in the middle of the talk.
    @Suite struct ProofInTalkTests {
        @Test("the agent hears no tones and nothing of the citizen while the PIN is keyed, and then whom it proves")
        func proven() async throws {
            let instance = try House.county(["CIVICLINE_RECORDING_CONVERSATIONS": "wav"])
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let agent = try await phone(SampleAgent.sipUser, SampleAgent.sipPassword, instance)
            // Emma Clarke of every sample county.
            let citizen = try await phone("+447700900123", nil, instance)
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
            let talk = try await desk.snapshot(within: .seconds(5)) { $0.state.state == "talking" }.snapshot
            let person = try #require(talk.state.call?.card.candidates.first?.citizen.id)
            try await Task.sleep(for: .seconds(1))
            let asked = try await desk.post("/api/desk/proof", #"{"citizenId":\#(person)}"#)
            #expect(asked.contains(#""proof""#), "\(asked)")
            await #expect(throws: DemoFailure.self) { try await desk.post("/api/desk/hold", #"{"on":true}"#) }
            try await Task.sleep(for: .seconds(6))
            for key in "3690#" {
                try citizen.press(key)
                try await Task.sleep(for: .milliseconds(400))
            }
            _ = try await desk.snapshot(within: .seconds(10)) { $0.state.call?.citizenId == person }
            // It is over when "one moment" has been said to its end.
            var state = ""
            for _ in 0..<50 {
                state = try await desk.get("/api/desk/state")
                if state.contains(#""end":"#) { break }
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(state.contains(#""end":"proven""#) && state.contains(#""identity":"proven""#), "\(state)")
            try await Task.sleep(for: .seconds(4))
            try agent.hangUp()
            try await citizen.waitFor("CALL_CLOSED", within: .seconds(20))
            await desk.close()
            for one in [agent, citizen] { await one.stop() }
            // Before the proof and after it, of more than a dozen seconds.
            let share = try SoundFiles.share(of: 1_000, in: try #require(agent.heardFile))
            #expect(share > 0.1 && share < 0.45, "\(share)")
            #expect(await daemon.stop(within: .seconds(20)) == 0)

            // The recording holds silence from the question to the end of the proof, and the talk around it.
            let conversation = try #require(talk.state.call?.conversation)
            let runs = try RecordedTrack.runs(
                inLeftTrackOf: instance.folder.appendingPathComponent("data/recordings/\(conversation).wav"))
            let silent = try #require(
                runs.indices.dropFirst().dropLast().first { index in
                    !runs[index].isTone && runs[index - 1].isTone && runs[index + 1].isTone && runs[index].seconds > 1
                }, "\(runs)")
            #expect(runs[silent].seconds > 8, "\(runs)")
            // The keys are in no line of the call.
            try await instance.expectTrail("the proof is masked") { trail in
                trail.contains("own/secret: ••••") && !trail.contains("3690")
            }
        }

        private func phone(_ user: String, _ password: String?, _ instance: HotlineInstance) async throws -> Baresip {
            try await Baresip(
                user: user, password: password, server: instance.sip,
                folder: instance.folder.appendingPathComponent(user))
        }
    }
}
