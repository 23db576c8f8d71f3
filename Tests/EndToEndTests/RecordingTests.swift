import CivicDSP
import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    @Suite struct RecordingTests {
        @Test("an agent pauses the recording at the desk: what is said meanwhile is not in it, what comes after is")
        func pause() async throws {
            let instance = try House.county(["CIVICLINE_RECORDING_CONVERSATIONS": "wav"])
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
            let voice = instance.folder.appendingPathComponent("voice.wav")
            try SoundFiles.tone(hertz: 1_000, seconds: 120, to: voice)
            try citizen.dial("sip:12345@\(instance.sip)")
            try await citizen.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try citizen.play(murmur)  // Without sound baresip sends no keys either.
            try await Task.sleep(for: .seconds(2))
            try citizen.press("0")
            try await agent.waitFor("CALL_INCOMING", within: .seconds(20))
            try agent.answer()
            try await agent.waitFor("CALL_ESTABLISHED", within: .seconds(5))
            let snapshot = try await desk.snapshot(within: .seconds(5)) { $0.state.state == "talking" }.1
            let reference = try #require(snapshot.state.call?.conversation)
            try citizen.play(voice)
            try await Task.sleep(for: .seconds(3))
            try await desk.post("/api/desk/mask", #"{"on":true}"#)
            try await Task.sleep(for: .seconds(3))
            try await desk.post("/api/desk/mask", #"{"on":false}"#)
            try await Task.sleep(for: .seconds(3))
            try agent.hangUp()
            try await citizen.waitFor("CALL_CLOSED", within: .seconds(20))
            await citizen.stop()
            await agent.stop()
            await desk.close()
            #expect(await daemon.stop(within: .seconds(20)) == 0)

            let file = instance.folder.appendingPathComponent("data/recordings/\(reference).wav")
            let runs = try RecordedTrack.runs(inLeftTrackOf: file)
            let middle = try #require(
                runs.indices.dropFirst().dropLast().first { index in
                    !runs[index].isTone && runs[index - 1].isTone && runs[index + 1].isTone
                })
            #expect(runs[middle].seconds > 2.5 && runs[middle].seconds < 4)
            #expect(runs[middle - 1].seconds > 1.5 && runs[middle + 1].seconds > 1.5)
        }
    }
}
