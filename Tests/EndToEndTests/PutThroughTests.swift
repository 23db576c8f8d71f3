import CivicCore
import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    @Suite struct PutThroughTests {
        /// A plan that puts every caller through to `number` and asks how it was.
        private static func plan(to number: String) -> String {
            """
            dialplan: put-through
            answers: ["12345"]
            languages: [zh-CN, en]
            person: line
            start: through
            steps:
              through:
                transfer: { number: "\(number)" }
                prompt: one-moment
                story: true
                summary: Put through by the plan
                failed: line
                no-answer: line
                over: rate
              rate:
                survey: after-call
                questions: [{ name: polite, prompt: welcome }]
                then: bye
              line: { queue: general, closed: bye }
              bye: { goodbye: goodbye-thanks }

            """
        }

        private static func write(_ text: String) throws -> URL {
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
            try text.write(to: file, atomically: true, encoding: .utf8)
            return file
        }

        private static func phone(_ user: String, _ password: String?, of instance: HotlineInstance) async throws
            -> Baresip
        {
            try await Baresip(
                user: user, password: password, server: instance.sip,
                folder: instance.folder.appendingPathComponent(user))
        }

        @Test("the dialplan puts a citizen through to a phone of the house, and goes on when that hangs up")
        func house() async throws {
            let plan = try Self.write(Self.plan(to: "2002"))
            defer { try? FileManager.default.removeItem(at: plan) }
            let instance = try House.county(["CIVICLINE_FILES_DIALPLANS": plan.path])
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let colleague = try await Self.phone("2002", "sample-phone-2002", of: instance)
            let citizen = try await Self.phone("+8613900000009", nil, of: instance)
            try await colleague.waitForRegistration("200 OK", within: .seconds(10))
            let murmur = instance.folder.appendingPathComponent("murmur.wav")
            try SoundFiles.murmur(seconds: 120, to: murmur)

            try citizen.dial("sip:12345@\(instance.sip)")
            try await citizen.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try citizen.play(murmur)
            try await colleague.waitFor("CALL_INCOMING", within: .seconds(15))
            try colleague.answer()
            try await colleague.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try colleague.play(murmur)
            try await Task.sleep(for: .seconds(3))
            #expect(!citizen.events.contains { $0.type == "CALL_CLOSED" })
            try colleague.hangUp()
            // The survey's question, its key, and the last words.
            try await Task.sleep(for: .seconds(2))
            #expect(!citizen.events.contains { $0.type == "CALL_CLOSED" })
            try citizen.press("4")
            try await citizen.waitFor("CALL_CLOSED", within: .seconds(30))
            try await instance.waitFor("civicline_conversations", within: .seconds(10)) { $0 == 0 }
            for phone in [colleague, citizen] { await phone.stop() }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test(
            "a phone that declines, and a number that may not be called, leave the citizen in line",
            arguments: [true, false])
        func declined(isOfHouse: Bool) async throws {
            let plan = try Self.write(Self.plan(to: isOfHouse ? "2002" : "0014155550100"))
            defer { try? FileManager.default.removeItem(at: plan) }
            let instance = try House.county(["CIVICLINE_FILES_DIALPLANS": plan.path])
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let colleague = try await Self.phone("2002", "sample-phone-2002", of: instance)
            let citizen = try await Self.phone("+8613900000009", nil, of: instance)
            try await colleague.waitForRegistration("200 OK", within: .seconds(10))
            try citizen.dial("sip:12345@\(instance.sip)")
            try await citizen.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            if isOfHouse {
                try await colleague.waitFor("CALL_INCOMING", within: .seconds(15))
                try colleague.hangUp()
            }
            try await instance.waitFor(#"civicline_waiting{queue="general"}"#, within: .seconds(20)) { $0 == 1 }
            try citizen.hangUp()
            try await instance.waitFor("civicline_conversations", within: .seconds(10)) { $0 == 0 }
            for phone in [colleague, citizen] { await phone.stop() }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("a number outside is rung over the trunk, with the story, and the citizen talks with it")
        func outside() async throws {
            let outside = try await Baresip(
                user: "+8659112345678", password: nil, server: SocketEndpoint(host: "127.0.0.1", port: 5060),
                folder: FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString))
            defer { try? FileManager.default.removeItem(at: outside.folder) }
            let trunks = try Self.write(
                """
                trunks:
                  - name: local
                    addresses: [127.0.0.1]
                    outbound: ["sip:\(outside.address)"]
                strangers-reach: ["12345"]
                outbound-calls: { allowed: ["+86591"] }
                """)
            let plan = try Self.write(Self.plan(to: "059112345678"))
            defer { for file in [trunks, plan] { try? FileManager.default.removeItem(at: file) } }
            let instance = try House.county([
                "CIVICLINE_FILES_DIALPLANS": plan.path, "CIVICLINE_FILES_TRUNKS": trunks.path,
            ])
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let citizen = try await Self.phone("+8613900000009", nil, of: instance)
            try citizen.dial("sip:12345@\(instance.sip)")
            try await outside.waitFor("CALL_INCOMING", within: .seconds(20))
            #expect(try await instance.figure("civicline_outbound_calls") == 1)
            try outside.answer()
            try await outside.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try await Task.sleep(for: .seconds(2))
            #expect(!citizen.events.contains { $0.type == "CALL_CLOSED" })
            try citizen.hangUp()
            try await outside.waitFor("CALL_CLOSED", within: .seconds(10))
            try await instance.waitFor("civicline_outbound_calls", within: .seconds(10)) { $0 == 0 }
            for phone in [outside, citizen] { await phone.stop() }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }
    }
}
