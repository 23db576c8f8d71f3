import CivicCore
import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// SRTP by SDES with phones that are not ours.
    @Suite(.serialized) struct EncryptionTests {
        @Test(
            "two phones call each other and hear each other, before a hold and after it, whoever of them encrypts",
            arguments: [
                ("required", "srtp-mand", "off", nil as String?), ("offered", "srtp", "offered", nil),
                ("required", "srtp-mand", "required", "srtp"),
            ])
        func phones(_ policy: String, _ encryption: String?, _ other: String, _ otherEncryption: String?) async throws {
            let lab = try House.lab(
                ["CIVICLINE_RTP_SRTP_TRUNKS": "offered"],
                files: ["CIVICLINE_FILES_ACCOUNTS": Self.accounts(policy, other)])
            let daemon = try await lab.start()
            let first = try await phone(of: lab, "1001", encryption)
            let second = try await phone(of: lab, "1002", otherEncryption)
            try await first.waitForRegistration("200 OK", within: .seconds(10))
            try await second.waitForRegistration("200 OK", within: .seconds(10))
            for (caller, callee, name) in [(first, second, "1002"), (second, first, "1001")] {
                let dialled = ContinuousClock.now
                try caller.dial("sip:\(name)@\(lab.sip)")
                try await callee.waitFor("CALL_INCOMING", after: dialled, within: .seconds(5))
                try callee.answer()
                try await caller.waitFor("CALL_ESTABLISHED", after: dialled, within: .seconds(5))
                for (phone, hertz) in [(caller, 600.0), (callee, 1_000)] {
                    let tone = phone.folder.appendingPathComponent("tone.wav")
                    try SoundFiles.tone(hertz: hertz, seconds: 60, to: tone)
                    try phone.play(tone)
                }
                try await Task.sleep(for: .seconds(2))
                try caller.hold()
                try await Task.sleep(for: .seconds(1))
                try caller.resume()
                try await Task.sleep(for: .seconds(3))
                try callee.hangUp()
                try await caller.waitFor("CALL_CLOSED", after: dialled, within: .seconds(5))
            }
            // A phone of this kind may send a packet or two before it has put its keys to use.
            let bad = try await lab.figure(#"civicline_rtp_dropped_total{reason="unauthenticated"}"#)
            #expect(bad < 10)
            #expect(try await lab.figure(#"civicline_rtp_dropped_total{reason="encrypted"}"#) == 0)
            await first.stop()
            await second.stop()
            // The last call was the second phone's.
            #expect(try SoundFiles.share(of: 600, in: try #require(first.heardFile)) > 0.5)
            #expect(try SoundFiles.share(of: 1_000, in: try #require(second.heardFile)) > 0.5)
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("the hotline answers encrypted; where encryption is required, a plain caller is refused")
        func hotline() async throws {
            let lab = try House.lab(["CIVICLINE_RTP_SRTP_TRUNKS": "required"])
            let daemon = try await lab.start()
            let phone = try await phone(of: lab, "+8613900000009", "srtp-mand", password: nil)
            try phone.dial("sip:9000@\(lab.sip)")
            try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try await Task.sleep(for: .seconds(4))
            try phone.hangUp()
            try await phone.waitFor("CALL_CLOSED", within: .seconds(5))
            await phone.stop()
            #expect(try SoundFiles.audibleSeconds(in: try #require(phone.heardFile)) > 2)
            let suite = "civicline_trunk_encryption_total{suite=\"AES_CM_128_HMAC_SHA1_80\",trunk=\"lab\"}"
            try await lab.waitFor(suite, within: .seconds(5)) { $0 == 1 }
            let plain = try await self.phone(of: lab, "+8613900000008", nil, password: nil)
            try plain.dial("sip:9000@\(lab.sip)")
            try await plain.waitFor("CALL_CLOSED", within: .seconds(5))
            await plain.stop()
            #expect(try await lab.figure(#"civicline_calls_refused_total{reason="audio",status="488"}"#) == 1)
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test(
            "two phones whose keys come by TLS, and who take nothing else, call each other both ways and hear each other"
        )
        func keysByTLS() async throws {
            let tls = try SecureLab(
                ["CIVICLINE_RTP_SRTP_TRUNKS": "required"],
                files: ["CIVICLINE_FILES_ACCOUNTS": Self.accounts("required", "required")])
            let daemon = try await tls.lab.start()
            func phone(_ user: String) async throws -> Baresip {
                try await Baresip(
                    user: user, password: "civic-\(user)", server: tls.endpoint, transport: "tls",
                    authorities: tls.certificate, folder: tls.lab.folder.appendingPathComponent("phone-\(user)"),
                    encryption: "srtp-mand")
            }
            let (first, second) = (try await phone("1001"), try await phone("1002"))
            try await first.waitForRegistration("200 OK", within: .seconds(10))
            try await second.waitForRegistration("200 OK", within: .seconds(10))
            for (caller, callee, name) in [(first, second, "1002"), (second, first, "1001")] {
                let dialled = ContinuousClock.now
                try caller.dial("sip:\(name)@\(tls.endpoint)")
                try await callee.waitFor("CALL_INCOMING", after: dialled, within: .seconds(5))
                try callee.answer()
                try await caller.waitFor("CALL_ESTABLISHED", after: dialled, within: .seconds(5))
                for (phone, hertz) in [(caller, 600.0), (callee, 1_000)] {
                    let tone = phone.folder.appendingPathComponent("tone.wav")
                    try SoundFiles.tone(hertz: hertz, seconds: 60, to: tone)
                    try phone.play(tone)
                }
                try await Task.sleep(for: .seconds(4))
                try callee.hangUp()
                try await caller.waitFor("CALL_CLOSED", after: dialled, within: .seconds(5))
            }
            #expect(try await tls.lab.figure("civicline_sip_connections{transport=\"tls\"}") == 2)
            #expect(try await tls.lab.figure(#"civicline_rtp_dropped_total{reason="unauthenticated"}"#) < 10)
            await first.stop()
            await second.stop()
            // The last call was the second phone's.
            #expect(try SoundFiles.share(of: 600, in: try #require(first.heardFile)) > 0.5)
            #expect(try SoundFiles.share(of: 1_000, in: try #require(second.heardFile)) > 0.5)
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        private func phone(
            of lab: HotlineInstance, _ user: String, _ encryption: String?, password: String? = "civic"
        ) async throws -> Baresip {
            try await Baresip(
                user: user, password: password.map { "\($0)-\(user)" }, server: lab.sip,
                folder: lab.folder.appendingPathComponent("phone-\(UUID().uuidString)"), encryption: encryption)
        }

        /// The lab's two phones with a policy each.
        private static func accounts(_ one: String, _ other: String) -> String {
            """
            accounts:
              - { role: phone, sip: { user: "1001", password: civic-1001, srtp: \(one) } }
              - { role: phone, sip: { user: "1002", password: civic-1002, srtp: \(other) } }
            """
        }
    }
}
