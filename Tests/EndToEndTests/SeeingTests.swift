import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    @Suite struct SeeingTests {
        private static let number = "+8613900000009"

        /// A citizen who has talked with the agent at 2001; the call is over.
        private struct Scene {
            let instance: HotlineInstance
            let daemon: Programme
            let reference: String

            init(_ extra: [String: String] = [:]) async throws {
                instance = try House.county(extra)
                try await instance.makeSampleCounty(citizens: 500)
                daemon = try await instance.start()
                let agent = try await Self.phone(SampleAgent.sipUser, SampleAgent.sipPassword, instance)
                let citizen = try await Self.phone(SeeingTests.number, nil, instance)
                let desk = try await DeskBrowser(
                    desk: instance.http, name: SampleAgent.name, password: SampleAgent.password,
                    folder: instance.folder.appendingPathComponent("desk"))
                _ = try await desk.snapshot(within: .seconds(20)) { $0.state.deviceReady }
                try await desk.post("/api/desk/choice", #"{"choice":"ready"}"#)
                let murmur = instance.folder.appendingPathComponent("murmur.wav")
                try SoundFiles.murmur(seconds: 60, to: murmur)
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
                reference = try #require(talking.state.call?.conversation)
                try await Task.sleep(for: .seconds(4))
                try citizen.hangUp()
                try await agent.waitFor("CALL_CLOSED", within: .seconds(20))
                try await instance.waitFor("civicline_conversations", within: .seconds(10)) { $0 == 0 }
                for phone in [agent, citizen] { await phone.stop() }
                await desk.close()
                // The audio's figures follow the end of the legs.
                for _ in 0..<100 {
                    if try await instance.command(["calls", "show", reference]).contains("audio of Agent") { break }
                    try await Task.sleep(for: .milliseconds(100))
                }
            }

            private static func phone(
                _ user: String, _ password: String?, _ instance: HotlineInstance
            ) async throws -> Baresip {
                try await Baresip(
                    user: user, password: password, server: instance.sip,
                    folder: instance.folder.appendingPathComponent(user))
            }

            func close() async { #expect(await daemon.stop(within: .seconds(20)) == 0) }
        }

        @Test(
            "a call is seen with both its legs and without its people: as text, as a picture, as a capture, on a page")
        func seen() async throws {
            let scene = try await Scene()
            let instance = scene.instance
            let svg = instance.folder.appendingPathComponent("call.svg").path
            let pcap = instance.folder.appendingPathComponent("call.pcap").path
            let shown = try await instance.command(["calls", "show", scene.reference, "--svg", svg, "--pcap", pcap])
            for wanted in [
                "Citizen", "CivicLine", "Agent", "INVITE", "200 OK (INVITE)", "ACK", "BYE", "200 OK (BYE)",
                "* call answered", "* joins the line: queue general", "* agent answers (li.na)", "answer PCM",
                "audio of Citizen: ", "audio of Agent: ",
            ] { #expect(shown.contains(wanted), "'\(wanted)' is missing in:\n\(shown)") }
            // One for each leg.
            for arrow in ["INVITE ", "ACK ", "BYE "] {
                let count = shown.split(separator: "\n").count { $0.contains(" \(arrow)") && $0.contains("─") }
                #expect(count >= 2, "\(arrow): \(count) in\n\(shown)")
            }
            let list = try await instance.command(["calls", "list"])
            #expect(list.contains(scene.reference) && list.contains("li.na"))

            let picture = try String(contentsOfFile: svg, encoding: .utf8)
            let capture = String(decoding: try Data(contentsOf: URL(fileURLWithPath: pcap)), as: UTF8.self)
            #expect(capture.contains("INVITE sip:xxxxx@") && capture.contains("BYE sip:"))
            let page = try await self.page(of: scene)
            for text in [shown, list, picture, capture, page] {
                #expect(!text.contains("139000") && !text.contains("000009"), "the number is left")
            }
            #expect(page.contains("<svg") && page.contains("200 OK (INVITE)") && page.contains("Audio quality"))
            await scene.close()

            let after = try await instance.command(["calls", "show", scene.reference])
            #expect(after.contains("no longer in memory") && after.contains("* agent answers (li.na)"))
        }

        /// The supervisor's page of the call as Chromium has understood it.
        private func page(of scene: Scene) async throws -> String {
            let supervisor = try await DeskBrowser(
                desk: scene.instance.http, name: "chen.hong", password: "sample-desk-2003",
                folder: scene.instance.folder.appendingPathComponent("supervisor"))
            let list = try await supervisor.get("/calls?lang=en")
            #expect(list.contains("/calls/\(scene.reference)"))
            let html = try await supervisor.get("/calls/\(scene.reference)?lang=en")
            await supervisor.close()
            let file = scene.instance.folder.appendingPathComponent("page.html")
            let based = html.replacing("<head>", with: "<head><base href=\"http://\(scene.instance.http)/\">")
            try based.write(to: file, atomically: true, encoding: .utf8)
            let profile = scene.instance.folder.appendingPathComponent("chromium").path
            let (_, seen) = try await Programme.run(
                "chromium",
                [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(profile)", "--dump-dom",
                    file.path,
                ], within: .seconds(90))
            return seen
        }

        @Test("unknown and impossible references are refused with the remedy; the socket is its owner's alone")
        func refusals() async throws {
            let instance = try House.county()
            try await instance.makeSampleCounty(citizens: 50)
            let daemon = try await instance.start()
            for (reference, words) in [
                ("C-ZZZZZZZZZZ", "nothing is known of"), ("13900000009", "is no reference of a call"),
            ] {
                await #expect {
                    try await instance.command(["calls", "show", reference])
                } throws: { "\($0)".contains(words) && "\($0)".contains("calls list") }
            }
            let folder = instance.data.appendingPathComponent("control").path
            let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int
            #expect(mode == 0o700)
            #expect(await daemon.stop(within: .seconds(20)) == 0)
            #expect(!FileManager.default.fileExists(atPath: folder + "/civicline.sock"))
        }
    }
}
