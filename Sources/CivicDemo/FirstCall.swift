import CivicCRM
import CivicCore
import Foundation

/// The main job from end to end, with real programs on both sides.
///
/// A citizen's phone dials 12345, chooses by RFC 4733 and then by tones in the audio, hears the state of a case, and
/// asks for a person; the desk gets the card before the agent's phone rings; both talk; the agent hangs up and wraps
/// up. Each thing that should happen is checked, and the first that does not ends it with a `DemoFailure`.
package struct FirstCall: Sendable {
    private let instance: HotlineInstance
    private let timeline: Timeline
    private let known = KnownCitizens.ownPhone

    package init(instance: HotlineInstance, timeline: Timeline) {
        self.instance = instance
        self.timeline = timeline
    }

    package func run() async throws {
        try await instance.makeSampleCounty()
        timeline.add("county", "5,000 made-up citizens are in the record")
        let daemon = try await instance.start()
        timeline.add("hotline", "answers at sip:12345@\(instance.sip)")
        do {
            try await play()
        } catch {
            await daemon.stop(within: .seconds(15))
            throw DemoFailure("\(error)\n--- the daemon said:\n\(daemon.output.suffix(3_000))")
        }
        guard await daemon.stop(within: .seconds(15)) == 0 else { throw DemoFailure("the daemon did not stop cleanly") }
        timeline.add("hotline", "stopped cleanly")
    }

    private func play() async throws {
        let agent = try await Baresip(
            user: SampleAgent.sipUser, password: SampleAgent.sipPassword, server: instance.sip,
            folder: instance.folder.appendingPathComponent("agent"))
        let citizen = try await Baresip(
            user: known.number, password: nil, server: instance.sip,
            folder: instance.folder.appendingPathComponent("citizen"))
        do {
            let desk = try await makeReady(agent)
            try await selfService(citizen, desk: desk)
            try await talk(citizen, agent, desk)
            await desk.close()
        } catch {
            await citizen.stop()
            await agent.stop()
            throw error
        }
        await citizen.stop()
        await agent.stop()
        try checkAudio(citizen, agent)
    }

    private func makeReady(_ agent: Baresip) async throws -> DeskBrowser {
        let desk = try await DeskBrowser(
            desk: instance.http, name: SampleAgent.name, password: SampleAgent.password,
            folder: instance.folder.appendingPathComponent("desk"))
        _ = try await desk.snapshot(within: .seconds(10)) { $0.state.deviceReady }
        timeline.add("agent", "phone \(SampleAgent.sipUser) is registered with a digest")
        try await desk.post("/api/desk/choice", #"{"choice":"ready"}"#)
        _ = try await desk.snapshot(within: .seconds(5)) { $0.state.state == "ready" }
        timeline.add("agent", "signed in at the desk and ready")
        return desk
    }

    private func selfService(_ citizen: Baresip, desk: DeskBrowser) async throws {
        let quiet = instance.folder.appendingPathComponent("quiet.wav")
        try SoundFiles.murmur(seconds: 180, to: quiet)
        try citizen.dial("sip:12345@\(instance.sip)")
        timeline.add("citizen", "dials 12345 from \(known.number)")
        try await citizen.waitFor("CALL_ESTABLISHED", within: .seconds(10))
        timeline.add("citizen", "is answered")
        try citizen.play(quiet)
        try await pause(3)
        try citizen.press("2")
        timeline.add("citizen", "presses 2 for English (RFC 4733)")
        try await pause(6)
        try citizen.press("1")
        timeline.add("citizen", "presses 1 for the state of a case (RFC 4733)")
        try await pause(3)
        try citizen.press("1")
        timeline.add("citizen", "presses 1: the case number is at hand (RFC 4733)")
        try await pause(3)

        guard let number = known.caseNumber else { throw DemoFailure("the known citizen has no case") }
        try await playKeys(number.text, citizen)
        timeline.add("citizen", "keys the case number \(number) as tones in the audio")
        try await pause(3)
        try await playKeys(known.keyedSuffix + "#", citizen)
        timeline.add("citizen", "keys the proof as tones in the audio")
        try await pause(12)
        try await playKeys("0", citizen)
        timeline.add("citizen", "presses 0 for a person, as a tone in the audio")
        try citizen.play(quiet)
    }

    private func playKeys(_ keys: String, _ citizen: Baresip) async throws {
        let file = instance.folder.appendingPathComponent("keys-\(UUID().uuidString).wav")
        try SoundFiles.keys(keys, to: file)
        try citizen.play(file)
        try await Task.sleep(for: .milliseconds(700 + 200 * keys.count))
    }

    private func talk(_ citizen: Baresip, _ agent: Baresip, _ desk: DeskBrowser) async throws {
        let (popped, card) = try await desk.snapshot(within: .seconds(20)) {
            $0.kind == "card" && $0.state.state == "reserved" && $0.state.call != nil
        }
        let ringing = try await agent.waitFor("CALL_INCOMING", within: .seconds(10))
        let lead = (ringing.at - popped).components
        let leadMilliseconds = Double(lead.seconds) * 1e3 + Double(lead.attoseconds) / 1e15
        guard leadMilliseconds > 0 else { throw DemoFailure("the phone rang before the card was there") }
        guard let call = card.state.call else { throw DemoFailure("the card is empty") }
        try check(call)
        for entry in call.trail { timeline.add("hotline", "\(entry.kind): \(entry.text)", at: entry.at) }
        timeline.add(
            "desk",
            "card: \(call.card.candidates.map { "\($0.citizen.name) (\(Int($0.confidence * 100)) %)" }.joined(separator: ", "))"
                + ", open cases \(call.card.openCases.map(\.number).joined(separator: ", "))")
        timeline.add("agent", "phone rings, \(Int(leadMilliseconds)) ms after the card")

        let citizenVoice = instance.folder.appendingPathComponent("citizen-voice.wav")
        let agentVoice = instance.folder.appendingPathComponent("agent-voice.wav")
        try SoundFiles.tone(hertz: Self.citizenTone, seconds: 120, to: citizenVoice)
        try SoundFiles.tone(hertz: Self.agentTone, seconds: 120, to: agentVoice)
        try agent.answer()
        try await agent.waitFor("CALL_ESTABLISHED", within: .seconds(5))
        timeline.add("agent", "answers")
        try citizen.play(citizenVoice)
        try agent.play(agentVoice)
        _ = try await desk.snapshot(within: .seconds(5)) { $0.state.state == "talking" }
        try await pause(5)
        try agent.hangUp()
        timeline.add("agent", "hangs up")
        _ = try await desk.snapshot(within: .seconds(5)) { $0.state.state == "wrap-up" }
        try await citizen.waitFor("CALL_CLOSED", within: .seconds(20))
        timeline.add("citizen", "hears the goodbye, and the call ends")
        try await desk.post(
            "/api/desk/wrap-up",
            #"{"conversation":"\#(call.conversation)","code":"information-given","note":"Asked when the case will be answered."}"#
        )
        _ = try await desk.snapshot(within: .seconds(5)) { $0.state.state == "ready" && $0.state.call == nil }
        timeline.add("agent", "wraps up and is ready again")
    }

    private func check(_ call: DeskSnapshot.Call) throws {
        guard call.card.candidates.contains(where: { $0.citizen.id == known.id }) else {
            throw DemoFailure("the card does not know the caller")
        }
        guard let number = known.caseNumber, call.card.openCases.contains(where: { $0.number == number.text }) else {
            throw DemoFailure("the card does not show the open case")
        }
        let kinds = call.trail.map { "\($0.kind) \($0.text)" }.joined(separator: "\n")
        for expected in ["pressed 2", "pressed 1", "case-status: found", "caller: found", "pressed 0"]
        where !kinds.contains(expected) {
            throw DemoFailure("the trail holds no '\(expected)':\n\(kinds)")
        }
    }

    private func checkAudio(_ citizen: Baresip, _ agent: Baresip) throws {
        guard let citizenHeard = citizen.heardFile, let agentHeard = agent.heardFile else {
            throw DemoFailure("a phone kept no recording of what it heard")
        }
        let toAgent = try SoundFiles.share(of: Self.citizenTone, in: agentHeard)
        let toCitizen = try SoundFiles.share(of: Self.agentTone, in: citizenHeard)
        let spoken = try SoundFiles.audibleSeconds(in: citizenHeard)
        timeline.add("agent", "heard the citizen's tone in \(Int(toAgent * 100)) % of the talk")
        timeline.add(
            "citizen",
            "heard \(Int(spoken)) s of sound in all, the agent's tone in \(Int(toCitizen * 100)) % of the call")
        guard toAgent > 0.5 else { throw DemoFailure("the agent hardly heard the citizen") }
        guard toCitizen > 0.05 else { throw DemoFailure("the citizen hardly heard the agent") }
        guard spoken > 15 else { throw DemoFailure("the citizen hardly heard the prompts") }
    }

    private func pause(_ seconds: Double) async throws {
        try await Task.sleep(for: .milliseconds(Int(seconds * 1_000)))
    }

    private static let citizenTone = 1_000.0
    private static let agentTone = 600.0
}

/// The first sample account of `config/accounts.yaml`.
package enum SampleAgent {
    package static let name = "li.na"
    package static let password = "sample-desk-2001"
    package static let sipUser = "2001"
    package static let sipPassword = "sample-phone-2001"
}
