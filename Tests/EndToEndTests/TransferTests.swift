import CivicCore
import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    @Suite struct TransferTests {
        /// A citizen who talks with the agent at 2001, and a colleague's phone at 2002.
        private struct Scene {
            let instance: HotlineInstance
            let daemon: Programme
            let agent: Baresip
            let colleague: Baresip
            let citizen: Baresip
            let desk: DeskBrowser
            let murmur: URL

            /// - Parameter target: the user part of what the agent's phone passes the citizen on to.
            init(to target: String = "2002", trunks: String? = nil) async throws {
                let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
                defer { try? FileManager.default.removeItem(at: file) }
                try trunks?.write(to: file, atomically: true, encoding: .utf8)
                let instance = try House.county(trunks == nil ? [:] : ["CIVICLINE_FILES_TRUNKS": file.path])
                try await instance.makeSampleCounty(citizens: 500)
                daemon = try await instance.start()
                func phone(_ user: String, _ password: String?) async throws -> Baresip {
                    try await Baresip(
                        user: user, password: password, server: instance.sip,
                        folder: instance.folder.appendingPathComponent(user))
                }
                self.instance = instance
                agent = try await phone(SampleAgent.sipUser, SampleAgent.sipPassword)
                colleague = try await phone("2002", "sample-phone-2002")
                citizen = try await phone("+8613900000009", nil)
                desk = try await DeskBrowser(
                    desk: instance.http, name: SampleAgent.name, password: SampleAgent.password,
                    folder: instance.folder.appendingPathComponent("desk"))
                _ = try await desk.snapshot(within: .seconds(20)) { $0.state.deviceReady }
                try await desk.post("/api/desk/choice", #"{"choice":"ready"}"#)
                try await colleague.waitForRegistration("200 OK", within: .seconds(10))
                murmur = instance.folder.appendingPathComponent("murmur.wav")
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
                try agent.transfer(to: "sip:\(target)@\(instance.sip)")
                if target == "2002" { try await colleague.waitFor("CALL_INCOMING", within: .seconds(10)) }
            }

            var citizenIsThere: Bool { !citizen.events.contains { $0.type == "CALL_CLOSED" } }

            func close() async {
                for phone in [agent, colleague, citizen] { await phone.stop() }
                await desk.close()
                #expect(await daemon.stop(within: .seconds(20)) == 0)
            }
        }

        @Test("an agent's phone passes the citizen on to a colleague's, and is free for wrap-up")
        func accepted() async throws {
            let scene = try await Scene()
            try scene.colleague.answer()
            try await scene.colleague.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try scene.colleague.play(scene.murmur)
            try await scene.agent.waitFor("CALL_CLOSED", within: .seconds(10))
            _ = try await scene.desk.snapshot(within: .seconds(10)) { $0.state.state == "wrap-up" }
            // Longer than a phone from which nothing comes would be kept.
            try await Task.sleep(for: .seconds(7))
            #expect(scene.citizenIsThere)
            #expect(!scene.colleague.events.contains { $0.type == "CALL_CLOSED" })
            try scene.colleague.hangUp()
            try await scene.citizen.waitFor("CALL_CLOSED", within: .seconds(30))
            await scene.close()
        }

        @Test("when the colleague declines and the agent's phone hangs up for it, the citizen is back in line")
        func declined() async throws {
            let scene = try await Scene()
            try scene.colleague.hangUp()
            // This phone ends its call by itself, and without an event, when its transfer fails.
            try await scene.agent.waitFor("TRANSFER_FAILED", within: .seconds(10))
            try await scene.instance.waitFor(#"civicline_waiting{queue="general"}"#, within: .seconds(10)) { $0 == 1 }
            #expect(scene.citizenIsThere)
            try scene.citizen.hangUp()
            try await scene.instance.waitFor(#"civicline_waiting{queue="general"}"#, within: .seconds(10)) { $0 == 0 }
            await scene.close()
        }

        @Test(
            "passed on to a number of the house, the citizen walks through its dialplan; to a queue, waits in it",
            arguments: [("12345", 0.0), ("general", 1)])
        func elsewhere(target: String, waiting: Double) async throws {
            let scene = try await Scene(to: target)
            try await scene.agent.waitFor("CALL_CLOSED", within: .seconds(10))
            _ = try await scene.desk.snapshot(within: .seconds(10)) { $0.state.state == "wrap-up" }
            try await scene.instance.waitFor(#"civicline_waiting{queue="general"}"#, within: .seconds(10)) {
                $0 == waiting
            }
            try await Task.sleep(for: .seconds(2))
            #expect(scene.citizenIsThere)
            try scene.citizen.hangUp()
            try await scene.instance.waitFor("civicline_conversations", within: .seconds(10)) { $0 == 0 }
            await scene.close()
        }

        /// Somebody outside, and the citizen's trunk, which makes such calls itself: its phone is the citizen's own.
        private static func outside() async throws -> (phone: Baresip, trunks: String) {
            let phone = try await Baresip(
                user: "+8659112345678", password: nil, server: SocketEndpoint(host: "127.0.0.1", port: 5060),
                folder: FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString))
            let trunks = """
                trunks:
                  - name: local
                    addresses: [127.0.0.1]
                    outbound: ["sip:\(phone.address)"]
                    transfers: referred
                strangers-reach: ["12345"]
                outbound-calls: { allowed: ["+86591"] }
                """
            return (phone, trunks)
        }

        @Test("where the trunk takes REFER, the carrier calls the number outside, and the house lets go")
        func referred() async throws {
            let (outside, trunks) = try await Self.outside()
            defer { try? FileManager.default.removeItem(at: outside.folder) }
            let scene = try await Scene(to: "059112345678", trunks: trunks)
            try await outside.waitFor("CALL_INCOMING", within: .seconds(10))
            try outside.answer()
            try await outside.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try await scene.agent.waitFor("CALL_CLOSED", within: .seconds(10))
            _ = try await scene.desk.snapshot(within: .seconds(10)) { $0.state.state == "wrap-up" }
            // Nothing of it is left here, and the two still talk.
            try await scene.instance.waitFor("civicline_conversations", within: .seconds(10)) { $0 == 0 }
            #expect(try await scene.instance.figure("civicline_outbound_calls") == 0)
            #expect(!outside.events.contains { $0.type == "CALL_CLOSED" })
            #expect(try await scene.instance.figure(#"civicline_trunk_calls_out_total{trunk="local"}"#) == 0)
            await outside.stop()
            await scene.close()
        }

        @Test("where the carrier's call fails, the house makes it itself")
        func referralFailed() async throws {
            let (outside, trunks) = try await Self.outside()
            defer { try? FileManager.default.removeItem(at: outside.folder) }
            let scene = try await Scene(to: "059112345678", trunks: trunks)
            try await outside.waitFor("CALL_INCOMING", within: .seconds(10))
            let declined = ContinuousClock.now
            try outside.hangUp()
            try await outside.waitFor("CALL_INCOMING", after: declined, within: .seconds(10))
            try outside.answer()
            try await outside.waitFor("CALL_ESTABLISHED", after: declined, within: .seconds(10))
            _ = try await scene.desk.snapshot(within: .seconds(10)) { $0.state.state == "wrap-up" }
            // The citizen's phone has closed the call that it was asked to make, and this one goes on.
            #expect(try await scene.instance.figure("civicline_conversations") == 1)
            #expect(try await scene.instance.figure(#"civicline_trunk_calls_out_total{trunk="local"}"#) == 1)
            try outside.hangUp()
            try await scene.instance.waitFor("civicline_conversations", within: .seconds(30)) { $0 == 0 }
            try await scene.instance.waitFor("civicline_outbound_calls", within: .seconds(10)) { $0 == 0 }
            await outside.stop()
            await scene.close()
        }
    }
}
