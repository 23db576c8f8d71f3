import CivicCore
import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// SIP over TCP and TLS with clients that are not ours.
    @Suite(.serialized) struct TransportTests {
        @Test(
            "sipp's own caller over TCP, by one connection and by one for each call: none failed, nothing sent twice",
            arguments: ["t1", "tn"])
        func sipp(way: String) async throws {
            let lab = try House.lab()
            let daemon = try await lab.start()
            let result = try await Sipp.run(
                Sipp.arguments(
                    lab, scenario: ["-sn", "uac", "-d", "1000", "-t", way, "-max_socket", "200"], number: "9000",
                    calls: 100, rate: 25))
            #expect(result.code == 0, "\(result.output.suffix(3_000))")
            #expect(result.total("Successful call") == 100)
            #expect(try await lab.figure("civicline_sip_retransmissions_sent_total") == 0)
            #expect(try await lab.figure("civicline_sip_connections_begun_total") == (way == "t1" ? 1 : 100))
            try await lab.waitFor(#"civicline_sip_connections{transport="tcp"}"#, within: .seconds(5)) { $0 == 0 }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test(
            "a phone by TCP and one by TLS register, call each other both ways and hear each other; SIGHUP ends nothing"
        )
        func phones() async throws {
            let tls = try SecureLab()
            let lab = tls.lab
            let daemon = try await lab.start()
            let plain = try await phone(of: lab, at: lab.sip, "1001", by: "tcp")
            let secure = try await phone(of: lab, at: tls.endpoint, "1002", by: "tls", authorities: tls.certificate)
            try await plain.waitForRegistration("200 OK", within: .seconds(10))
            try await secure.waitForRegistration("200 OK", within: .seconds(10))

            // baresip puts its account's transport into what it dials.
            try plain.dial("sip:1002@\(lab.sip)")
            try await secure.waitFor("CALL_INCOMING", within: .seconds(5))
            try secure.answer()
            try await plain.waitFor("CALL_ESTABLISHED", within: .seconds(5))
            for (phone, hertz) in [(plain, 600.0), (secure, 1_000)] {
                let tone = phone.folder.appendingPathComponent("tone.wav")
                try SoundFiles.tone(hertz: hertz, seconds: 60, to: tone)
                try phone.play(tone)
            }
            kill(daemon.processIdentifier, SIGHUP)
            try await daemon.waitFor("the TLS certificate is read again", within: .seconds(5))
            try await Task.sleep(for: .seconds(4))
            try secure.hangUp()
            try await plain.waitFor("CALL_CLOSED", within: .seconds(5))

            let second = ContinuousClock.now
            try secure.dial("sip:1001@\(tls.endpoint)")
            try await plain.waitFor("CALL_INCOMING", after: second, within: .seconds(5))
            try plain.answer()
            try await secure.waitFor("CALL_ESTABLISHED", after: second, within: .seconds(5))
            try plain.hangUp()
            try await secure.waitFor("CALL_CLOSED", after: second, within: .seconds(5))
            // Each phone has one connection, and calls to it came by that.
            for transport in ["tcp", "tls"] {
                #expect(try await lab.figure("civicline_sip_connections{transport=\"\(transport)\"}") == 1)
            }
            await plain.stop()
            await secure.stop()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("a call to a phone whose connection is gone fails at once, and gets through when it has registered again")
        func lostConnection() async throws {
            let lab = try House.lab()
            let daemon = try await lab.start()
            let caller = try await phone(of: lab, at: lab.sip, "1001", by: "udp")
            let lost = try await phone(of: lab, at: lab.sip, "1002", by: "tcp")
            try await caller.waitForRegistration("200 OK", within: .seconds(10))
            try await lost.waitForRegistration("200 OK", within: .seconds(10))
            await lost.killAtOnce()
            try await lab.waitFor(#"civicline_sip_connections{transport="tcp"}"#, within: .seconds(5)) { $0 == 0 }
            let dialled = ContinuousClock.now
            try caller.dial("sip:1002@\(lab.sip)")
            let end = try await caller.waitFor("CALL_CLOSED", after: dialled, within: .seconds(5))
            #expect(end.at - dialled < .seconds(3))

            let back = try await phone(of: lab, at: lab.sip, "1002", by: "tcp")
            try await back.waitForRegistration("200 OK", within: .seconds(10))
            let again = ContinuousClock.now
            try caller.dial("sip:1002@\(lab.sip)")
            try await back.waitFor("CALL_INCOMING", after: again, within: .seconds(5))
            try back.answer()
            try await caller.waitFor("CALL_ESTABLISHED", after: again, within: .seconds(5))
            await caller.stop()
            await back.stop()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("a key of another certificate ends the start with one line")
        func wrongKey() async throws {
            let (tls, other) = (try SecureLab(), try SecureLab())
            let lab = try House.lab([
                "CIVICLINE_SIP_TLS": "\(tls.endpoint)", "CIVICLINE_SIP_TLS_CERTIFICATE": tls.certificate,
                "CIVICLINE_SIP_TLS_KEY": other.key,
            ])
            let (code, output) = try await lab.failingStart()
            #expect(code == 69)
            #expect(output.contains("error: \(other.key): the key does not belong to the certificate"), "\(output)")
        }

        private func phone(
            of lab: HotlineInstance, at server: SocketEndpoint, _ user: String, by transport: String,
            authorities: String? = nil
        ) async throws -> Baresip {
            try await Baresip(
                user: user, password: "civic-\(user)", server: server, transport: transport, authorities: authorities,
                folder: lab.folder.appendingPathComponent("phone-\(UUID().uuidString)"))
        }
    }
}
