import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// What citizens do by key about their own matters, from a real phone to the rows of the records.
    @Suite struct CitizenStepsTests {
        /// Emma Clarke of every sample county (`KnownCitizens.englishSpeaker`): her case is answered.
        private enum Citizen {
            static let id = 6
            static let phone = "+447700900123"
            static let idSuffix = "7391"
            static let pin = "3690"
            static let caseNumber = "00012351"
        }

        private struct Scene {
            let instance: HotlineInstance
            let daemon: Programme

            init(_ extra: [String: String] = [:]) async throws {
                instance = try House.county(extra)
                try await instance.makeSampleCounty(citizens: 500)
                daemon = try await instance.start()
            }

            /// A call from the citizen's own number, with the greeting in two languages heard to `wait` seconds.
            func call(_ name: String) async throws -> Baresip {
                let phone = try await Baresip(
                    user: Citizen.phone, password: nil, server: instance.sip,
                    folder: instance.folder.appendingPathComponent(name))
                let murmur = instance.folder.appendingPathComponent("murmur-\(name).wav")
                try SoundFiles.murmur(seconds: 120, to: murmur)
                try phone.dial("sip:12345@\(instance.sip)")
                try await phone.waitFor("CALL_ESTABLISHED", within: .seconds(10))
                try phone.play(murmur)
                try await Task.sleep(for: .seconds(3))
                return phone
            }

            func key(_ keys: String, _ phone: Baresip) async throws {
                for key in keys {
                    try phone.press(key)
                    try await Task.sleep(for: .milliseconds(400))
                }
                try await Task.sleep(for: .seconds(2))
            }

            /// Waits until a question to the database has this answer.
            func expect(_ sql: String, _ answer: String, within limit: Duration = .seconds(10)) async throws {
                let deadline = ContinuousClock.now + limit
                let file = instance.data.appendingPathComponent("civicline.sqlite").path
                var last = ""
                while ContinuousClock.now < deadline {
                    last = try await Programme.run("sqlite3", ["-readonly", file, sql]).1
                        .trimmingCharacters(in: .whitespacesAndNewlines)
                    if last == answer { return }
                    try await Task.sleep(for: .milliseconds(200))
                }
                throw DemoFailure("'\(last)' instead of '\(answer)': \(sql)")
            }
        }

        @Test("a citizen says by key and in words that an answered case is not solved, and its unit has it again")
        func dispute() async throws {
            let scene = try await Scene()
            let number = Citizen.caseNumber
            try await scene.expect("SELECT state FROM citizen_case WHERE number = '\(number)'", "answered")
            let phone = try await scene.call("dispute")
            try await scene.key("2", phone)
            try await scene.key("2", phone)  // Her answer is offered; the menu, please.
            try await scene.key("1", phone)
            try await scene.key("1", phone)  // She has the number at hand.
            try await scene.key(number, phone)
            try await scene.key(Citizen.idSuffix + "#", phone)
            try await scene.key("2", phone)
            try await scene.key("2", phone)
            try await scene.expect("SELECT state FROM citizen_case WHERE number = '\(number)'", "dispatched")
            try await scene.expect(
                "SELECT actor, json_extract(payload, '$.number') FROM ledger WHERE kind = 'case-disputed'",
                "citizen|\(number)")
            // Past the words that ask for a comment and the tone, the citizen speaks and hangs up in the middle of it.
            let voice = scene.instance.folder.appendingPathComponent("voice.wav")
            try SoundFiles.tone(hertz: 1_000, seconds: 60, to: voice)
            try phone.play(voice)
            try await Task.sleep(for: .seconds(18))
            try phone.hangUp()
            try await scene.expect(
                "SELECT count(*) FROM case_event WHERE author = 'ivr' AND note LIKE 'What is not solved%recordings/%.wav'",
                "1")
            // Nothing of the proof is anywhere in the call's own lines.
            try await scene.instance.expectTrail("the proof is masked") { trail in
                trail.contains("case/proof: ••••") && !trail.contains(Citizen.idSuffix)
            }
            try await scene.expect("SELECT count(*) FROM ledger WHERE payload LIKE '%\(Citizen.idSuffix)%'", "0")
            await phone.stop()
            #expect(await scene.daemon.stop(within: .seconds(20)) == 0)
        }

        @Test(
            "who calls is proven by the PIN after a wrong try, which the records keep, and neither is in the call's lines"
        )
        func verify() async throws {
            let plan = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
            defer { try? FileManager.default.removeItem(at: plan) }
            try """
            dialplan: proof
            answers: ["12345"]
            languages: [en, zh-CN]
            person: line
            start: who
            steps:
              who: { identify: caller-number, deadline: 5s, known: me, unknown: line, late: line }
              me: { verify: caller, verified: told, refused: line, locked: line, late: line }
              told: { say: thank-you-known, then: bye }
              line: { queue: general, closed: bye }
              bye: { goodbye: goodbye-thanks }

            """.write(to: plan, atomically: true, encoding: .utf8)
            let scene = try await Scene(["CIVICLINE_FILES_DIALPLANS": plan.path])
            let phone = try await scene.call("proof")
            try await scene.key("0000#", phone)
            try await scene.expect("SELECT citizen_id FROM citizen_proof_attempt", "\(Citizen.id)")
            try await Task.sleep(for: .seconds(3))
            try await scene.key(Citizen.pin + "#", phone)
            try await phone.waitFor("CALL_CLOSED", within: .seconds(30))
            try await scene.expect("SELECT count(*) FROM ledger WHERE kind = 'citizen-proven'", "1")
            try await scene.expect("SELECT count(*) FROM citizen_proof_attempt", "1")
            try await scene.instance.expectTrail("neither try is in the lines") { trail in
                trail.contains("me/secret: ••••") && !trail.contains(Citizen.pin) && !trail.contains("0000")
            }
            try await scene.expect("SELECT count(*) FROM contact WHERE outcome = 'goodbye'", "1")
            await phone.stop()
            #expect(await scene.daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("an article leaves a receipt of what was heard, and the next call begins in the language chosen in this")
        func article() async throws {
            let scene = try await Scene()
            let phone = try await scene.call("first")
            try await scene.key("2", phone)
            try await scene.key("2", phone)  // past the offer of her answer
            try await scene.key("3", phone)
            try await scene.key("1", phone)
            try await scene.key("2", phone)  // past what is always said
            try await Task.sleep(for: .seconds(4))
            try await scene.key("2", phone)
            try phone.hangUp()
            try await scene.expect(
                "SELECT article, version, language, parts, heard < parts, citizen_id FROM article_receipt",
                "pension-renewal|1|en|3|1|\(Citizen.id)")
            try await scene.expect("SELECT count(*) FROM ledger WHERE kind = 'article-read'", "1")
            try await scene.expect("SELECT language FROM number_language", "en")
            await phone.stop()

            let second = try await scene.call("second")
            try await Task.sleep(for: .seconds(1))
            try second.hangUp()
            // The greeting that was heard first is the English one.
            try await scene.instance.expectTrail("the greeting is English") { $0.hasPrefix("heard language: Hello") }
            await second.stop()
            #expect(await scene.daemon.stop(within: .seconds(20)) == 0)
        }
    }
}
