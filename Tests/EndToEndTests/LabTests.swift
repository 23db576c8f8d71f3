import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// The lab's numbers, called by real phones; each phone has a call of its own, all at the same time.
    @Suite(.serialized) struct LabTests {
        @Test("9000 to 9007 do what the lab promises")
        func numbers() async throws {
            let lab = try House.lab()
            let daemon = try await lab.start()
            async let autoAnswer: Void = autoAnswer(lab)
            async let ringing: Void = ringing(lab)
            async let loop: Void = loop(lab)
            async let recording: Void = recording(lab)
            async let longPrompt: Void = longPrompt(lab)
            async let levels: Void = levels(lab)
            async let silent: Void = silent(lab)
            _ = try await (autoAnswer, ringing, loop, recording, longPrompt, levels, silent)
            try await lab.waitFor("civicline_conversations", within: .seconds(5)) { $0 == 0 }
            try await lab.waitFor("civicline_trunk_legs_total{trunk=\"lab\"}", within: .seconds(5)) { $0 == 7 }
            let keys = "civicline_trunk_digits_total{trunk=\"lab\",way=\"rfc4733\"}"
            #expect(try await lab.figure(keys) == 9)
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        /// 9000: heard for 30 s and more; 5 does nothing, 9 makes it hang up at once.
        private func autoAnswer(_ lab: HotlineInstance) async throws {
            let phone = try await caller("9000", of: lab)
            try await Task.sleep(for: .seconds(3))
            try phone.press("5")
            try await Task.sleep(for: .seconds(30))
            #expect(!phone.events.contains { $0.type == "CALL_CLOSED" })
            let pressed = ContinuousClock.now
            try phone.press("9")
            let end = try await phone.waitFor("CALL_CLOSED", after: pressed, within: .seconds(5))
            // baresip holds a key for a fifth of a second or so; the rest is ours.
            #expect(end.at - pressed < .seconds(1))
            await phone.stop()
            let heard = try #require(phone.heardFile)
            #expect(try SoundFiles.audibleSeconds(in: heard) > 20)
        }

        /// 9001: 180 for eight seconds before anything else.
        private func ringing(_ lab: HotlineInstance) async throws {
            let phone = try await self.phone(of: lab)
            try phone.dial("sip:9001@\(lab.sip)")
            let rings = try await phone.waitFor("CALL_RINGING", within: .seconds(3))
            let answer = try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(15))
            #expect(answer.at - rings.at >= .seconds(8))
            try await end(phone)
        }

        /// 9002: the caller's own audio.
        private func loop(_ lab: HotlineInstance) async throws {
            let phone = try await caller("9002", of: lab)
            let tone = phone.folder.appendingPathComponent("tone.wav")
            try SoundFiles.tone(hertz: 820, seconds: 60, to: tone)
            try await Task.sleep(for: .seconds(6))  // The words before it.
            try phone.play(tone)
            try await Task.sleep(for: .seconds(6))
            try await end(phone)
            #expect(try SoundFiles.share(of: 820, in: try #require(phone.heardFile)) > 0.2)
        }

        /// 9003: what the caller says is in `recordings`.
        private func recording(_ lab: HotlineInstance) async throws {
            let phone = try await caller("9003", of: lab)
            let tone = phone.folder.appendingPathComponent("tone.wav")
            try SoundFiles.tone(hertz: 930, seconds: 60, to: tone)
            try await Task.sleep(for: .seconds(6))
            try phone.play(tone)
            try await Task.sleep(for: .seconds(5))
            try phone.hangUp()
            await phone.stop()
            let folder = lab.data.appendingPathComponent("recordings")
            var found: [URL] = []
            for _ in 0..<50 where found.isEmpty {
                try await Task.sleep(for: .milliseconds(100))
                let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
                found = (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "wav" }
            }
            let file = try #require(found.first)
            #expect(try SoundFiles.share(of: 930, in: file) > 0.4)
        }

        /// 9005: always waits for a key, and goes on after it.
        private func longPrompt(_ lab: HotlineInstance) async throws {
            let phone = try await caller("9005", of: lab)
            for key in "159" {
                try await Task.sleep(for: .seconds(2))
                try phone.press(key)
            }
            try await Task.sleep(for: .seconds(4))
            #expect(!phone.events.contains { $0.type == "CALL_CLOSED" })
            try await end(phone)
            #expect(try SoundFiles.audibleSeconds(in: try #require(phone.heardFile)) > 5)
        }

        /// 9006: four levels, each with its own tone; any key goes on, the last one ends the call.
        private func levels(_ lab: HotlineInstance) async throws {
            let phone = try await caller("9006", of: lab)
            for key in "17*" {
                try await Task.sleep(for: .seconds(3))
                try phone.press(key)
            }
            try await Task.sleep(for: .seconds(3))
            let pressed = ContinuousClock.now
            try phone.press("3")
            try await phone.waitFor("CALL_CLOSED", after: pressed, within: .seconds(5))
            await phone.stop()
            let heard = try #require(phone.heardFile)
            for tone in [400.0, 550, 1040, 1800] {
                #expect(try SoundFiles.share(of: tone, in: heard) > 0.12, "\(tone) Hz")
            }
        }

        /// 9007: answered, and nothing is played.
        private func silent(_ lab: HotlineInstance) async throws {
            let phone = try await caller("9007", of: lab)
            try await Task.sleep(for: .seconds(5))
            #expect(!phone.events.contains { $0.type == "CALL_CLOSED" })
            try await end(phone)
            #expect(try SoundFiles.audibleSeconds(in: try #require(phone.heardFile)) < 0.1)
        }

        @Test(
            "1001 and 1002 register with their passwords, call each other and hear each other, whatever they speak",
            arguments: [
                ("pcma/8000/1", "pcmu/8000/1", 20), ("g722/16000/1", "opus/48000/2", 20),
                ("pcmu/8000/1", "g722/16000/1", 40),
            ])
        func extensions(_ one: String, _ other: String, _ packetTime: Int) async throws {
            let lab = try House.lab()
            let daemon = try await lab.start()
            let first = try await phone(
                of: lab, user: "1001", password: "civic-1001", codec: one, packetTime: packetTime)
            let second = try await phone(of: lab, user: "1002", password: "civic-1002", codec: other)
            try await first.waitForRegistration("200 OK", within: .seconds(10))
            try await second.waitForRegistration("200 OK", within: .seconds(10))
            try first.dial("sip:1002@\(lab.sip)")
            try await second.waitFor("CALL_INCOMING", within: .seconds(5))
            try await first.waitFor("CALL_RINGING", within: .seconds(5))
            try second.answer()
            try await first.waitFor("CALL_ESTABLISHED", within: .seconds(5))
            for (phone, hertz, codec) in [(first, 600.0, one), (second, 1_000, other)] {
                let tone = phone.folder.appendingPathComponent("tone.wav")
                // A phone of this kind plays files of its codec's own rate and channels only.
                let format = codec.split(separator: "/").compactMap { Int($0) }
                try SoundFiles.tone(
                    hertz: hertz, seconds: 60, to: tone, sampleRate: format[0], channels: format[1])
                try phone.play(tone)
            }
            try await Task.sleep(for: .seconds(4))
            try second.hangUp()
            try await first.waitFor("CALL_CLOSED", within: .seconds(5))
            await first.stop()
            await second.stop()
            #expect(try SoundFiles.share(of: 1_000, in: try #require(first.heardFile)) > 0.6)
            #expect(try SoundFiles.share(of: 600, in: try #require(second.heardFile)) > 0.6)
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("a wrong password registers nobody")
        func wrongPassword() async throws {
            let lab = try House.lab()
            let daemon = try await lab.start()
            let phone = try await phone(of: lab, user: "1001", password: "civic-1002")
            try await phone.waitForRegistration("401 Unauthorized", within: .seconds(10))
            await phone.stop()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("with needs-digest the trunk is asked for a password, and let in with one")
        func trustedNeedsDigest() async throws {
            let trunks = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
            defer { try? FileManager.default.removeItem(at: trunks) }
            let written = try String(
                contentsOf: House.root.appendingPathComponent("config/lab/trunks.yaml"), encoding: .utf8)
            let strict = written.replacing("needs-digest: false", with: "needs-digest: true")
            #expect(strict != written)
            try strict.write(to: trunks, atomically: true, encoding: .utf8)
            let lab = try House.lab(["CIVICLINE_FILES_TRUNKS": trunks.path])
            let daemon = try await lab.start()
            let stranger = try await Sipp.run(
                Sipp.arguments(
                    lab, scenario: ["-sn", "uac", "-d", "100"], number: "0014155550100", calls: 1, rate: 1))
            #expect(stranger.total("Successful call") == 0)
            let phone = try await phone(of: lab, user: "1001", password: "civic-1001")
            try phone.dial("sip:9000@\(lab.sip)")
            try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try await end(phone)
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("a stranger from another loopback address reaches the lab's numbers")
        func strangerReachesNumbers() async throws {
            let lab = try House.lab()
            let daemon = try await lab.start()
            let result = try await Sipp.run(
                Sipp.arguments(
                    lab, scenario: ["-sn", "uac", "-d", "500"], number: "9000", calls: 1, rate: 1, from: "127.0.0.2"))
            #expect(result.total("Successful call") == 1, "\(result.output.suffix(2_000))")
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        private func end(_ phone: Baresip) async throws {
            try phone.hangUp()
            try await phone.waitFor("CALL_CLOSED", within: .seconds(5))
            await phone.stop()
        }

        private func phone(
            of lab: HotlineInstance, user: String = "+8613900000009", password: String? = nil,
            codec: String = "pcma/8000/1", packetTime: Int = 20
        ) async throws -> Baresip {
            try await Baresip(
                user: user, password: password, server: lab.sip,
                folder: lab.folder.appendingPathComponent("phone-\(UUID().uuidString)"), codec: codec,
                packetTime: packetTime)
        }

        /// A phone that has been answered by `number` and murmurs, as a line does.
        private func caller(_ number: String, of lab: HotlineInstance) async throws -> Baresip {
            let phone = try await phone(of: lab)
            let quiet = phone.folder.appendingPathComponent("quiet.wav")
            try SoundFiles.murmur(seconds: 120, to: quiet)
            try phone.dial("sip:\(number)@\(lab.sip)")
            try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try phone.play(quiet)
            return phone
        }
    }
}
