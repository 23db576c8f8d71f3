import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    @Suite struct TrunkTests {
        /// A carrier at an address of its own, made of sipp.
        private struct Carrier {
            let programme: Programme
            let dialled: URL

            init(_ name: String, at address: String, port: UInt16, in folder: URL) throws {
                dialled = folder.appendingPathComponent("\(name)-dialled")
                let rtp = FreePorts.range(1_000)
                programme = try Programme(
                    "sipp",
                    [
                        "-sf", House.scenario("carrier"), "-i", address, "-p", String(port), "-mi", address,
                        "-mp", String(rtp.lowerBound), "-nostdin", "-trace_logs", "-log_file", dialled.path,
                    ], log: folder.appendingPathComponent("\(name)-log"))
            }

            var numbers: String { (try? String(contentsOf: dialled, encoding: .utf8)) ?? "" }
        }

        private static func trunks(first: UInt16, second: UInt16) -> String {
            """
            trunks:
              - name: gateway
                addresses: [127.0.0.9]
                channels: 2
                numbers: { national-prefix: "9" }
              - name: first
                register: { registrar: "sip:127.0.0.2:\(first)", user: county, password: secret-county, expires: 1m }
                probe: 5s
                codecs: [pcma]
                numbers: { dials: national, shows: "+8659112345" }
              - name: second
                outbound: ["sip:127.0.0.3:\(second)"]
                addresses: [127.0.0.3]
                probe: 5s
                codecs: [pcma]
            strangers-reach: ["12345"]
            outbound-calls:
              allowed: ["+86591"]
              refused: ["+86591968"]
              rate-per-agent: 3
            """
        }

        @Test("registers, probes, calls out by the first server that takes the call, and counts by the trunk's name")
        func carriers() async throws {
            let ports = FreePorts.take(2)
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
            defer { try? FileManager.default.removeItem(at: file) }
            try Self.trunks(first: ports[0], second: ports[1]).write(to: file, atomically: true, encoding: .utf8)
            let instance = try House.county(["CIVICLINE_FILES_TRUNKS": file.path])
            try await instance.makeSampleCounty(citizens: 500)
            let first = try Carrier("first", at: "127.0.0.2", port: ports[0], in: instance.folder)
            let second = try Carrier("second", at: "127.0.0.3", port: ports[1], in: instance.folder)
            let daemon = try await instance.start()
            try await instance.waitFor(#"civicline_trunk_registered{trunk="first"}"#, within: .seconds(10)) { $0 == 1 }
            for (name, server) in [("first", "127.0.0.2:\(ports[0])"), ("second", "127.0.0.3:\(ports[1])")] {
                try await instance.waitFor(
                    #"civicline_trunk_up{server="\#(server)",trunk="\#(name)"}"#, within: .seconds(10)
                ) { $0 == 1 }
            }

            let phone = try await Baresip(
                user: SampleAgent.sipUser, password: SampleAgent.sipPassword, server: instance.sip,
                folder: instance.folder.appendingPathComponent("phone"))
            try await phone.waitForRegistration("200 OK", within: .seconds(10))
            func dial(_ number: String, _ event: String) async throws {
                let begun = ContinuousClock.now
                try phone.dial("sip:\(number)@\(instance.sip)")
                try await phone.waitFor(event, after: begun, within: .seconds(20))
                guard event == "CALL_ESTABLISHED" else { return }
                try phone.hangUp()
                try await instance.waitFor("civicline_outbound_calls", within: .seconds(10)) { $0 == 0 }
            }
            // Over the first trunk, as it wants its numbers.
            try await dial("059112345678", "CALL_ESTABLISHED")
            #expect(first.numbers.contains("sip:059112345678@"))
            // Nobody answers there any more: the second takes the call.
            await first.programme.killAtOnce()
            try await dial("059112345678", "CALL_ESTABLISHED")
            #expect(second.numbers.contains("sip:+8659112345678@"))
            #expect(try await instance.figure(#"civicline_trunk_calls_failed_total{trunk="first"}"#) == 1)
            try await instance.waitFor(
                #"civicline_trunk_up{server="127.0.0.2:\#(ports[0])",trunk="first"}"#, within: .seconds(30)
            ) { $0 == 0 }
            // What is down is tried last.
            try await dial("059112345678", "CALL_ESTABLISHED")
            #expect(try await instance.figure(#"civicline_trunk_calls_failed_total{trunk="first"}"#) == 1)
            // The guard.
            try await dial("059196812345", "CALL_CLOSED")
            try await dial("0014155550100", "CALL_CLOSED")
            try await dial("059112345678", "CALL_CLOSED")
            #expect(try await instance.figure(#"civicline_outbound_refused_total{reason="prefix"}"#) == 2)
            #expect(try await instance.figure(#"civicline_outbound_refused_total{reason="rate-of-one"}"#) == 1)
            #expect(!daemon.output.contains("059112345678") && !daemon.output.contains("8659112345678"))
            await phone.stop()
            await second.programme.killAtOnce()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test(
            "in the night only so many calls go out, and only to the night's numbers; by day all go",
            arguments: [true, false])
        func night(isNight: Bool) async throws {
            let port = FreePorts.take(1)[0]
            // An hour that has begun, or one that comes.
            func clock(_ hours: Int) -> String {
                let minutes = (Int(Date().timeIntervalSince1970) / 60 + 60 * hours + 1440) % 1440
                return "\(minutes / 60 < 10 ? "0" : "")\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
            }
            let (from, to) = isNight ? (clock(-1), clock(2)) : (clock(2), clock(3))
            let trunks = """
                trunks: [{ name: network, outbound: ["sip:127.0.0.2:\(port)"], codecs: [pcma] }]
                strangers-reach: ["12345"]
                outbound-calls:
                  allowed: ["+86591"]
                  night: { from: "\(from)", to: "\(to)", concurrent: 1, allowed: ["+865911"], time-zone: Etc/UTC }
                """
            let instance = try House.county(files: ["CIVICLINE_FILES_TRUNKS": trunks])
            try await instance.makeSampleCounty(citizens: 500)
            let network = try Carrier("network", at: "127.0.0.2", port: port, in: instance.folder)
            let daemon = try await instance.start()
            func phone(_ user: String) async throws -> Baresip {
                let phone = try await Baresip(
                    user: user, password: "sample-phone-\(user)", server: instance.sip,
                    folder: instance.folder.appendingPathComponent(user))
                try await phone.waitForRegistration("200 OK", within: .seconds(10))
                return phone
            }
            let (first, second) = (try await phone("2001"), try await phone("2002"))
            func dial(_ phone: Baresip, _ number: String, _ event: String) async throws {
                let begun = ContinuousClock.now
                try phone.dial("sip:\(number)@\(instance.sip)")
                try await phone.waitFor(event, after: begun, within: .seconds(20))
            }
            // Not one of the night's numbers.
            try await dial(second, "059122345678", isNight ? "CALL_CLOSED" : "CALL_ESTABLISHED")
            if !isNight { try second.hangUp() }
            try await instance.waitFor("civicline_outbound_calls", within: .seconds(10)) { $0 == 0 }
            try await dial(first, "059112345678", "CALL_ESTABLISHED")
            // One more than the night has room for.
            try await dial(second, "059112345679", isNight ? "CALL_CLOSED" : "CALL_ESTABLISHED")
            #expect(try await instance.figure("civicline_outbound_calls") == (isNight ? 1 : 2))
            #expect(
                try await instance.figure(#"civicline_outbound_refused_total{reason="night"}"#) == (isNight ? 2 : 0))
            #expect(network.numbers.contains("12345679@") == !isNight)
            await first.stop()
            await second.stop()
            await network.programme.killAtOnce()
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("a call is known by its trunk, which takes no more than its channels")
        func channels() async throws {
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
            defer { try? FileManager.default.removeItem(at: file) }
            try Self.trunks(first: 9, second: 9).write(to: file, atomically: true, encoding: .utf8)
            let instance = try House.county(["CIVICLINE_FILES_TRUNKS": file.path])
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            // The number as this trunk writes it: 9 before what is national.
            let result = try await Sipp.run(
                Sipp.arguments(
                    instance, scenario: ["-sn", "uac", "-d", "3000"], number: "12345", calls: 5, rate: 50,
                    from: "127.0.0.9"))
            #expect(result.total("Successful call") == 2, "\(result.output.suffix(2000))")
            #expect(result.total("Failed call") == 3)
            try await instance.waitFor(#"civicline_trunk_channels{trunk="gateway"}"#, within: .seconds(10)) { $0 == 0 }
            #expect(try await instance.figure(#"civicline_trunk_full_total{trunk="gateway"}"#) == 3)
            try await instance.waitFor(#"civicline_trunk_legs_total{trunk="gateway"}"#, within: .seconds(10)) {
                $0 == 2
            }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("what a network says before it answers is heard by who calls, and the call goes on with it")
        func earlyMedia() async throws {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            // 1 kHz, loud, as A-law.
            try Data((0..<8000).map { $0 % 8 < 4 ? 0x9A : 0x1A }).write(
                to: folder.appendingPathComponent("announcement.pcma"))
            let port = FreePorts.take(1)[0]
            let network = try Programme(
                "sipp",
                [
                    "-sf", House.scenario("announcement"), "-i", "127.0.0.1", "-p", String(port), "-mi", "127.0.0.1",
                    "-nostdin",
                    "-m", "1",
                ], log: folder.appendingPathComponent("network-log"), folder: folder)
            let file = folder.appendingPathComponent("trunks.yaml")
            try """
            trunks: [{ name: network, outbound: ["sip:127.0.0.1:\(port)"] }]
            strangers-reach: ["12345"]
            outbound-calls: { allowed: ["+86591"] }
            """.write(to: file, atomically: true, encoding: .utf8)
            let instance = try House.county(["CIVICLINE_FILES_TRUNKS": file.path])
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let phone = try await Baresip(
                user: SampleAgent.sipUser, password: SampleAgent.sipPassword, server: instance.sip,
                folder: instance.folder.appendingPathComponent("phone"))
            try await phone.waitForRegistration("200 OK", within: .seconds(10))

            try phone.dial("sip:059112345678@\(instance.sip)")
            try await phone.waitFor("CALL_PROGRESS", within: .seconds(10))
            try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            try await Task.sleep(for: .seconds(3))
            try phone.hangUp()
            try await instance.waitFor("civicline_outbound_calls", within: .seconds(10)) { $0 == 0 }
            await phone.stop()
            await network.stop()
            // Before the answer and after it.
            let heard = try SoundFiles.audibleSeconds(in: try #require(phone.heardFile))
            #expect(heard > 6)
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("a minute before its longest time a call is told so, and then it ends")
        func longest() async throws {
            let instance = try House.lab(["CIVICLINE_CALLS_LONGEST": "63s"])
            let daemon = try await instance.start()
            let phone = try await Baresip(
                user: "13900000009", password: nil, server: instance.sip,
                folder: instance.folder.appendingPathComponent("phone"))
            // Answers, and is silent.
            try phone.dial("sip:9007@\(instance.sip)")
            try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            let begun = ContinuousClock.now
            let murmur = instance.folder.appendingPathComponent("murmur.wav")
            try SoundFiles.murmur(seconds: 90, to: murmur)
            try phone.play(murmur)
            try await phone.waitFor("CALL_CLOSED", within: .seconds(75))
            #expect(ContinuousClock.now - begun > .seconds(55))
            try await instance.waitFor("civicline_longest_calls_warned_total", within: .seconds(5)) { $0 == 1 }
            await phone.stop()
            #expect(try SoundFiles.audibleSeconds(in: try #require(phone.heardFile)) > 2)
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }
    }
}
