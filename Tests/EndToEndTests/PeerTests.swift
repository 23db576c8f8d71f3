import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// Peers that are not ours: a proxy in between, a phone of another make, a tool that torments.
    @Suite(.serialized) struct PeerTests {
        @Test("sipsak: OPTIONS is answered, and still is after it has been sent mangled ones; a call does not notice")
        func torment() async throws {
            let lab = try House.lab()
            let daemon = try await lab.start()
            let phone = try await phone(of: lab, "+8613900000009", password: nil)
            try phone.dial("sip:9000@\(lab.sip)")
            try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            func ask() async throws -> Int32 {
                try await Programme.run("sipsak", ["-s", "sip:9000@\(lab.sip)"], within: .seconds(20)).code
            }
            #expect(try await ask() == 0)
            // So many of a request's characters are turned to anything; it waits for an answer for two seconds at most.
            for count in [1, 5, 25, 100, 400] {
                _ = try? await Programme.run(
                    "sipsak", ["-R", "-t", String(count), "-D", "4", "-s", "sip:9000@\(lab.sip)"], within: .seconds(4))
            }
            #expect(try await ask() == 0)
            #expect(!phone.events.contains { $0.type == "CALL_CLOSED" })
            try phone.hangUp()
            await phone.stop()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("kamailio in between: a phone registers, calls and is called through it, and nothing goes past it")
        func proxy() async throws {
            let lab = try House.lab()
            let daemon = try await lab.start()
            let proxy = try await Kamailio(folder: lab.folder.appendingPathComponent("kamailio"))
            let behind = try await phone(of: lab, "1001", password: "civic-1001", through: proxy)
            let direct = try await phone(of: lab, "1002", password: "civic-1002")
            try await behind.waitForRegistration("200 OK", within: .seconds(10))
            try await direct.waitForRegistration("200 OK", within: .seconds(10))

            // Out: the dialplan ends the call, so the BYE comes along both Record-Route values (RFC 5658).
            try behind.dial("sip:9000@\(lab.sip)")
            try await behind.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try await Task.sleep(for: .seconds(2))
            try behind.press("9")
            try await behind.waitFor("CALL_CLOSED", within: .seconds(10))

            // In, along the Path (RFC 3327), ended by either side.
            for isEndedBehind in [true, false] {
                let begun = ContinuousClock.now
                try direct.dial("sip:1001@\(lab.sip)")
                try await behind.waitFor("CALL_INCOMING", after: begun, within: .seconds(10))
                try behind.answer()
                try await direct.waitFor("CALL_ESTABLISHED", after: begun, within: .seconds(10))
                if isEndedBehind {
                    try behind.hangUp()
                    try await direct.waitFor("CALL_CLOSED", after: begun, within: .seconds(10))
                } else {
                    // Without the proxy there is no way: nothing of ours goes to the phone's Contact.
                    await proxy.stop()
                    let hungUp = ContinuousClock.now
                    try direct.hangUp()
                    try await Task.sleep(for: .seconds(3))
                    #expect(!behind.events.contains { $0.type == "CALL_CLOSED" && $0.at > hungUp })
                }
            }
            await behind.stop()
            await direct.stop()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test(
            "linphone registers, calls a menu, is called, and both ends hang up",
            arguments: ["udp", "tcp"])
        func linphone(transport: String) async throws {
            let lab = try House.lab()
            let daemon = try await lab.start()
            let linphone = try await Linphone(
                user: "1001", password: "civic-1001", server: lab.sip, transport: transport,
                folder: lab.folder.appendingPathComponent("linphone"))
            try linphone.type("soundcard use files")
            let other = try await phone(of: lab, "1002", password: "civic-1002")
            try await other.waitForRegistration("200 OK", within: .seconds(10))
            try await linphone.waitForRegistration(within: .seconds(20))
            try linphone.type("call sip:9000@\(lab.sip)")
            try await lab.waitFor("civicline_conversations", within: .seconds(10)) { $0 == 1 }
            try linphone.type("terminate")
            try await lab.waitFor("civicline_conversations", within: .seconds(10)) { $0 == 0 }
            try other.dial("sip:1001@\(lab.sip)")
            try await other.waitFor("CALL_RINGING", within: .seconds(10))
            try linphone.type("answer")
            try await other.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try await Task.sleep(for: .seconds(2))
            try linphone.type("terminate")
            try await other.waitFor("CALL_CLOSED", within: .seconds(10))
            await linphone.stop()
            await other.stop()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("linphone at the agent's desk asks a colleague first and then joins both: an attended transfer")
        func attendedTransfer() async throws {
            let instance = try House.county()
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let agent = try await Linphone(
                user: SampleAgent.sipUser, password: SampleAgent.sipPassword, server: instance.sip,
                folder: instance.folder.appendingPathComponent("agent"))
            try agent.type("soundcard use files")
            let colleague = try await phone(of: instance, "2002", password: "sample-phone-2002")
            let citizen = try await phone(of: instance, "+8613900000009", password: nil)
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
            try await agent.waitFor("Receiving new incoming call", within: .seconds(20))
            try agent.type("answer")
            _ = try await desk.snapshot(within: .seconds(15)) { $0.state.state == "talking" }
            try agent.type("pause")
            try await Task.sleep(for: .seconds(1))
            try agent.type("call sip:2002@\(instance.sip)")
            try await colleague.waitFor("CALL_INCOMING", within: .seconds(10))
            try colleague.answer()
            try await colleague.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try colleague.play(murmur)
            try await Task.sleep(for: .seconds(1))
            try agent.type("transfer 1 --to-call 2")
            _ = try await desk.snapshot(within: .seconds(15)) { $0.state.state == "wrap-up" }
            try await Task.sleep(for: .seconds(5))
            #expect(!citizen.events.contains { $0.type == "CALL_CLOSED" })
            #expect(!colleague.events.contains { $0.type == "CALL_CLOSED" })
            try colleague.hangUp()
            try await citizen.waitFor("CALL_CLOSED", within: .seconds(30))
            for phone in [colleague, citizen] { await phone.stop() }
            await agent.stop()
            await desk.close()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        private func phone(
            of hotline: HotlineInstance, _ user: String, password: String?, through proxy: Kamailio? = nil
        ) async throws -> Baresip {
            try await Baresip(
                user: user, password: password, server: hotline.sip, proxy: proxy?.inner,
                folder: hotline.folder.appendingPathComponent("phone-\(user.filter(\.isNumber))"))
        }
    }
}
