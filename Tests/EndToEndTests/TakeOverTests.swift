import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// INVITE with Replaces (RFC 3891) from a peer that is not ours.
    @Suite struct TakeOverTests {
        @Test("a colleague's phone takes the place of the agent's in the call; the citizen notices nothing")
        func replaced() async throws {
            let instance = try House.county()
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            func phone(_ user: String, _ password: String?) async throws -> Baresip {
                try await Baresip(
                    user: user, password: password, server: instance.sip,
                    folder: instance.folder.appendingPathComponent(user))
            }
            let agent = try await phone(SampleAgent.sipUser, SampleAgent.sipPassword)
            let citizen = try await phone("+8613900000009", nil)
            let desk = try await DeskBrowser(
                desk: instance.http, name: SampleAgent.name, password: SampleAgent.password,
                folder: instance.folder.appendingPathComponent("desk"))
            _ = try await desk.snapshot(within: .seconds(20)) { $0.state.deviceReady }
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
            try await agent.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try agent.play(murmur)
            let (_, talking) = try await desk.snapshot(within: .seconds(10)) { $0.state.state == "talking" }
            let reference = try #require(talking.state.call?.conversation)

            let dialog = try await Self.dialog(ofPhoneIn: reference, instance)
            let taker = try await Self.takeOver(dialog, instance)
            #expect(taker.code == 0, "\(taker.messages.suffix(3_000))")
            // The agent's phone was let go while the other one talked.
            try await agent.waitFor("CALL_CLOSED", within: .seconds(5))
            _ = try await desk.snapshot(within: .seconds(10)) { $0.state.state == "wrap-up" }
            // The taker has hung up after three seconds, which ends the citizen's call as served.
            try await citizen.waitFor("CALL_CLOSED", within: .seconds(30))
            let shown = try await instance.command(["calls", "show", reference])
            #expect(shown.contains("* transferred"), "\(shown)")
            for phone in [agent, citizen] { await phone.stop() }
            await desk.close()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("a dialog that is not there is not taken over, and without credentials nobody is told so")
        func unknownDialog() async throws {
            let instance = try House.county()
            try await instance.makeSampleCounty(citizens: 50)
            let daemon = try await instance.start()
            let taker = try await Self.takeOver("nobody;to-tag=a;from-tag=b", instance)
            #expect(taker.code == 1)
            #expect(taker.asked.contains("SIP/2.0 407") && !taker.asked.contains("SIP/2.0 481"))
            #expect(taker.messages.contains("SIP/2.0 481"), "\(taker.messages.suffix(3_000))")
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        /// The colleague's phone, made of sipp, asks first without credentials and then with those for the MD5 challenge that
        /// it got: sipp by itself looks at the first challenge only, which is for SHA-256.
        private static func takeOver(
            _ dialog: String, _ instance: HotlineInstance
        ) async throws -> (code: Int32, asked: String, messages: String) {
            func call(_ credentials: String) async throws -> (code: Int32, messages: String) {
                let file = instance.folder.appendingPathComponent("\(UUID().uuidString).msg")
                let result = try await Sipp.run(
                    Sipp.arguments(
                        instance,
                        scenario: [
                            "-sf", House.scenario("takes-over"), "-key", "replaces", dialog, "-key", "credentials",
                            credentials, "-trace_msg", "-message_file", file.path,
                        ], number: SampleAgent.sipUser, calls: 1, rate: 1))
                return (result.code, try String(contentsOf: file, encoding: .utf8))
            }
            let (_, asked) = try await call("Subject: without credentials")
            let challenge = try #require(
                asked.components(separatedBy: .newlines).first {
                    $0.hasPrefix("Proxy-Authenticate: ") && $0.contains("algorithm=MD5")
                }, "\(asked)")
            func value(_ name: String) throws -> String {
                let parts = challenge.components(separatedBy: "\(name)=\"")
                return try #require(parts.last?.components(separatedBy: "\"").first)
            }
            func md5(_ text: String) async throws -> String {
                let (_, output) = try await Programme.run("sh", ["-c", "printf %s '\(text)' | md5sum"])
                return String(output.prefix(32))
            }
            let (realm, nonce) = (try value("realm"), try value("nonce"))
            let uri = "sip:\(SampleAgent.sipUser)@\(instance.sip)"
            let secret = try await md5("2002:\(realm):sample-phone-2002")
            let response = try await md5("\(secret):\(nonce):00000001:c0ffee:auth:\(try await md5("INVITE:\(uri)"))")
            let (code, messages) = try await call(
                "Proxy-Authorization: Digest username=\"2002\", realm=\"\(realm)\", nonce=\"\(nonce)\", uri=\"\(uri)\", "
                    + "response=\"\(response)\", cnonce=\"c0ffee\", nc=00000001, qop=auth, algorithm=MD5")
            return (code, asked, messages)
        }

        /// What Replaces has to say of the dialog between us and the agent's phone, out of the call's capture: in its 200 the
        /// tag of From is ours.
        private static func dialog(ofPhoneIn reference: String, _ instance: HotlineInstance) async throws -> String {
            let file = instance.folder.appendingPathComponent("call.pcap")
            try await instance.command(["calls", "show", reference, "--pcap", file.path])
            let capture = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            let answers = capture.components(separatedBy: "SIP/2.0 200 ").dropFirst()
                .map { $0.components(separatedBy: "\r\n\r\n")[0] }
            let answer = try #require(
                answers.first { $0.contains(" INVITE") && !$0.contains("CivicLine") }, "\(capture)")
            func field(_ name: String) throws -> String {
                let line = try #require(answer.components(separatedBy: "\r\n").first { $0.hasPrefix("\(name): ") })
                return String(line.dropFirst(name.count + 2))
            }
            func tag(_ name: String) throws -> String {
                try #require(try field(name).components(separatedBy: ";tag=").last)
            }
            return "\(try field("Call-ID"));to-tag=\(try tag("From"));from-tag=\(try tag("To"))"
        }
    }
}
