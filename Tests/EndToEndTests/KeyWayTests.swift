import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// The ways by which a trunk tells keys (`dtmf:`), with a phone and a tool that are not ours.
    @Suite struct KeyWayTests {
        @Test(
            "a key counts where its trunk is said to tell keys that way, and is passed over where it is not",
            arguments: [("auto", 2.0, 1.0, 1.0), ("rfc4733", 0, 1, 0), ("info", 0, 0, 1), ("inband", 2, 0, 0)])
        func ways(_ way: String, tones: Double, events: Double, messages: Double) async throws {
            let trunks = """
                trunks: [{ name: lab, addresses: [127.0.0.1], dtmf: \(way) }]
                """
            let lab = try House.lab(files: ["CIVICLINE_FILES_TRUNKS": trunks])
            let daemon = try await lab.start()
            let phone = try await Baresip(
                user: "+8613900000009", password: nil, server: lab.sip,
                folder: lab.folder.appendingPathComponent("phone"))
            // Nothing is heard there, and no key does anything.
            try phone.dial("sip:9007@\(lab.sip)")
            try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            // Two as tones, one as an event (where the phone was offered events), one by INFO.
            let keys = lab.folder.appendingPathComponent("keys.wav")
            try SoundFiles.keys("12", to: keys)
            try phone.play(keys)
            try await Task.sleep(for: .seconds(4))
            try phone.press("3")
            try await Task.sleep(for: .seconds(2))
            try phone.hangUp()
            try await phone.waitFor("CALL_CLOSED", within: .seconds(5))
            await phone.stop()
            let caller = try await Sipp.run(
                Sipp.arguments(
                    lab, scenario: ["-sf", House.scenario("key-by-info")], number: "9007", calls: 1, rate: 1))
            #expect(caller.code == 0, "\(caller.output.suffix(2_000))")
            try await lab.waitFor(#"civicline_trunk_legs_total{trunk="lab"}"#, within: .seconds(10)) { $0 == 2 }
            for (name, count) in [("inBand", tones), ("rfc4733", events), ("info", messages)] {
                let heard = try await lab.figure("civicline_trunk_digits_total{trunk=\"lab\",way=\"\(name)\"}")
                #expect(heard == count, "\(name)")
            }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("a key by INFO reaches the phone at the other end as an event, as it does to navigate somebody's menu")
        func passedOn() async throws {
            let lab = try House.lab()
            let daemon = try await lab.start()
            let phone = try await Baresip(
                user: "1002", password: "civic-1002", server: lab.sip,
                folder: lab.folder.appendingPathComponent("phone")
            )
            try await phone.waitForRegistration("200 OK", within: .seconds(10))
            async let caller = Sipp.run(
                Sipp.arguments(
                    lab, scenario: ["-sf", House.scenario("key-by-info")], number: "1002", calls: 1, rate: 1))
            try await phone.waitFor("CALL_INCOMING", within: .seconds(10))
            try phone.answer()
            let key = try await phone.waitFor("CALL_DTMF_START", within: .seconds(10))
            #expect(key.parameter == "4")
            let result = try await caller
            #expect(result.code == 0, "\(result.output.suffix(2_000))")
            await phone.stop()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }
    }
}
