import CivicCore
import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    @Suite struct CallBackTests {
        private static let plan = """
            dialplan: back
            answers: ["12345"]
            languages: [zh-CN, en]
            person: line
            start: ask
            steps:
              ask: { menu: menu-home, keys: { 0: line }, silence: line, wrong-key: line, exhausted: line }
              line:
                queue: general
                joined: queue-joined
                music: music-comfort
                call-back: { key: 2, to: back, greeting: call-back-greeting }
                closed: bye
              back: { call-back: caller, arranged: bye, failed: bye, exhausted: line }
              bye: { goodbye: goodbye-thanks }

            """

        /// A house that calls `allowed` over a trunk whose server is at `server`, at any hour.
        private static func house(allowed: [String], server: String) throws -> HotlineInstance {
            let numbers = allowed.map { "\"\($0)\"" }.joined(separator: ", ")
            return try House.county(files: [
                "CIVICLINE_FILES_DIALPLANS": plan,
                "CIVICLINE_FILES_TRUNKS":
                    """
                trunks:
                  - { name: local, addresses: [127.0.0.1], outbound: ["sip:\(server)"] }
                strangers-reach: ["12345"]
                outbound-calls: { allowed: [\(numbers)], rate: 100, rate-per-agent: 100 }
                """,
                "CIVICLINE_FILES_QUEUES":
                    """
                queues:
                  general: { wrap-up: 0s }
                call-back: { hours: { from: "00:00", to: "24:00" }, settle: 2s }
                """,
            ])
        }

        private static func agent(of instance: HotlineInstance) async throws -> (Baresip, DeskBrowser) {
            let phone = try await Baresip(
                user: SampleAgent.sipUser, password: SampleAgent.sipPassword, server: instance.sip,
                folder: instance.folder.appendingPathComponent("agent"))
            let desk = try await DeskBrowser(
                desk: instance.http, name: SampleAgent.name, password: SampleAgent.password,
                folder: instance.folder.appendingPathComponent("desk"))
            _ = try await desk.snapshot(within: .seconds(20)) { $0.state.deviceReady }
            return (phone, desk)
        }

        @Test(
            "who waits asks for a call-back, hangs up, is called when an agent is reserved, takes it with 1, and talks")
        func asked() async throws {
            let citizen = try await Baresip(
                user: "+8613900000009", password: nil, server: SocketEndpoint(host: "127.0.0.1", port: 5060),
                folder: FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString))
            defer { try? FileManager.default.removeItem(at: citizen.folder) }
            let instance = try Self.house(allowed: ["+86139"], server: "\(citizen.address)")
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let murmur = instance.folder.appendingPathComponent("murmur.wav")
            try SoundFiles.murmur(seconds: 120, to: murmur)
            try citizen.dial("sip:12345@\(instance.sip)")
            try await citizen.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try citizen.play(murmur)
            try await Task.sleep(for: .seconds(1))
            try citizen.press("0")
            try await instance.waitFor(#"civicline_waiting{queue="general"}"#, within: .seconds(20)) { $0 == 1 }
            try citizen.press("2")
            try await instance.waitFor("civicline_call_backs", within: .seconds(10)) { $0 == 1 }
            // The number that is read back is right.
            try await Task.sleep(for: .seconds(3))
            try citizen.press("1")
            try await citizen.waitFor("CALL_CLOSED", within: .seconds(40))
            let asked = ContinuousClock.now
            #expect(try await instance.command(["places"]).contains("call-back"))
            try await Task.sleep(for: .seconds(3))
            #expect(!citizen.events.contains { $0.type == "CALL_INCOMING" }, "no agent is reserved yet")

            let (phone, desk) = try await Self.agent(of: instance)
            try await desk.post("/api/desk/choice", #"{"choice":"ready"}"#)
            try await citizen.waitFor("CALL_INCOMING", within: .seconds(20))
            let card = try await desk.snapshot(within: .seconds(10)) { $0.state.call != nil }
            #expect(card.snapshot.state.state == "reserved")
            #expect(!phone.events.contains { $0.type == "CALL_INCOMING" }, "the agent's phone rings when it is taken")
            try citizen.answer()
            try await citizen.waitFor("CALL_ESTABLISHED", after: asked, within: .seconds(10))
            try await Task.sleep(for: .seconds(2))
            #expect(!phone.events.contains { $0.type == "CALL_INCOMING" })
            try citizen.press("1")
            try await phone.waitFor("CALL_INCOMING", within: .seconds(10))
            try phone.answer()
            try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try phone.play(murmur)
            _ = try await desk.snapshot(within: .seconds(10)) { $0.state.state == "talking" }
            try await Task.sleep(for: .seconds(2))
            try citizen.hangUp()
            try await instance.waitFor("civicline_conversations", within: .seconds(10)) { $0 == 0 }
            #expect(try await instance.figure("civicline_call_backs") == 0)
            #expect(try await instance.figure("civicline_call_backs_taken_total") == 1)
            #expect(try await instance.figure("civicline_places_answered_total") == 1)
            for each in [phone, citizen] { await each.stop() }
            await desk.close()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("kill -9 with twenty waiting: after the restart they are called back in the order in which they came")
        func afterCrash() async throws {
            let port = FreePorts.take(1)[0]
            let numbers = (1...20).map { "1990000\($0)" }
            let instance = try Self.house(allowed: numbers, server: "127.0.0.1:\(port)")
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let callers = try Programme(
                "sipp",
                Sipp.arguments(
                    instance, scenario: ["-sf", House.scenario("queue")], number: "12345", calls: 20, rate: 2),
                log: instance.folder.appendingPathComponent("callers"))
            try await instance.waitFor(#"civicline_waiting{queue="general"}"#, within: .seconds(60)) { $0 == 20 }
            await daemon.killAtOnce()
            await callers.stop()

            let again = try await instance.start()
            #expect(try await instance.figure("civicline_call_backs") == 20)
            let log = instance.folder.appendingPathComponent("called")
            let rtp = FreePorts.range(100)
            let citizens = try Programme(
                "sipp",
                [
                    "-sf", House.scenario("called-back"), "-i", "127.0.0.1", "-p", String(port), "-mi", "127.0.0.1",
                    "-mp", String(rtp.lowerBound), "-nostdin", "-trace_logs", "-log_file", log.path, "-m", "20",
                    "-timeout", "400",
                ], log: instance.folder.appendingPathComponent("citizens"))
            let (phone, desk) = try await Self.agent(of: instance)
            try await desk.post("/api/desk/choice", #"{"choice":"ready"}"#)
            let murmur = instance.folder.appendingPathComponent("murmur.wav")
            try SoundFiles.murmur(seconds: 120, to: murmur)
            var seen: Set<String> = []
            for talk in 1...20 {
                let began = ContinuousClock.now
                let ringing = try await desk.snapshot(within: .seconds(30)) { desk in
                    desk.state.state == "ringing" && desk.state.call.map { !seen.contains($0.conversation) } ?? false
                }
                let conversation = ringing.snapshot.state.call?.conversation
                seen.formUnion([conversation].compactMap { $0 })
                try phone.answer()
                _ = try await desk.snapshot(within: .seconds(10)) { desk in
                    desk.state.state == "talking" && desk.state.call?.conversation == conversation
                }
                if talk == 1 { try phone.play(murmur) }
                try await desk.post("/api/desk/hang-up", "{}")
                try await phone.waitFor("CALL_CLOSED", after: began, within: .seconds(10))
                try await instance.waitFor("civicline_places_answered_total", within: .seconds(10)) {
                    $0 == Double(talk)
                }
            }
            let text = try String(contentsOf: log, encoding: .utf8)
            let order = text.matches(of: #/called sip:(\d+)@/#).map { String($0.1) }
            #expect(order == numbers, "\(text)")
            #expect(try await instance.figure("civicline_call_backs") == 0)
            await citizens.stop()
            await phone.stop()
            await desk.close()
            #expect(await again.stop(within: .seconds(20)) == 0)
        }
    }
}
