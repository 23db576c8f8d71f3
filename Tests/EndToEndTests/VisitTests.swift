import CivicCore
import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// A unit says that it is done; the hotline calls the citizen, and the citizen's word counts.
    @Suite struct VisitTests {
        private static let number = "13900000009"

        private struct Scene {
            let instance: HotlineInstance
            let daemon: Programme
            let citizen: Baresip
            let supervisor: DeskBrowser

            func close() async throws {
                await citizen.stop()
                await supervisor.close()
                #expect(await daemon.stop(within: .seconds(20)) == 0)
                try? FileManager.default.removeItem(at: citizen.folder)
            }
        }

        private static func house(attempts: Int = 3) async throws -> Scene {
            let citizen = try await Baresip(
                user: "+86\(number)", password: nil, server: SocketEndpoint(host: "127.0.0.1", port: 5060),
                folder: FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString))
            let instance = try House.county(files: [
                "CIVICLINE_FILES_TRUNKS":
                    """
                trunks:
                  - { name: local, addresses: [127.0.0.1], outbound: ["sip:\(citizen.address)"] }
                strangers-reach: ["12345"]
                outbound-calls: { allowed: ["+86139"] }
                """,
                "CIVICLINE_FILES_CASE_RULES":
                    """
                return-visit:
                  after: 0s
                  hours: { from: "00:00", to: "24:00" }
                  attempts: \(attempts)
                  pause: 1m
                """,
            ])
            let daemon = try await instance.start()
            let supervisor = try await DeskBrowser(
                desk: instance.http, name: "chen.hong", password: "sample-desk-2003",
                folder: instance.folder.appendingPathComponent("chen"))
            return Scene(instance: instance, daemon: daemon, citizen: citizen, supervisor: supervisor)
        }

        /// A matter that came by an application and that is answered, as the pages do both.
        private static func answered(_ house: Scene) async throws -> (id: Int, number: String) {
            let (code, output) = try await Programme.run(
                "curl",
                [
                    "-sS", "-H", "Authorization: Bearer civic_sample-token-for-this-machine", "-H",
                    "Content-Type: application/json", "-H", "Idempotency-Key: one", "-d",
                    #"{"service":"water","text":"No water.","place":{"township":"青石镇"},"reporter":{"number":"\#(number)"},"answerBy":"phone"}"#,
                    "http://\(house.instance.http)/api/v1/cases",
                ])
            try #require(code == 0, "\(output)")
            let filed = try #require(output.firstMatch(of: /"number":"([0-9]{8})"/), "\(output)").output.1
            let list = try await house.supervisor.get("/api/cases?shelf=attention")
            let id = try #require(list.firstMatch(of: /"id":([0-9]+)/).flatMap { Int($0.output.1) }, "\(list)")
            try await house.supervisor.post(
                "/api/cases/\(id)", #"{"act":"answer","note":"The pipe is mended.","version":1}"#)
            return (id, String(filed))
        }

        private static func state(_ house: Scene, _ id: Int) async throws -> String {
            struct File: Decodable { var state: String }
            let file = try await house.supervisor.get("/api/cases/\(id)")
            return try JSONDecoder().decode(File.self, from: Data(file.utf8)).state
        }

        /// Waits for our call, takes it, and lets the first words go by.
        private static func takeCall(_ house: Scene) async throws {
            try await house.citizen.waitFor("CALL_INCOMING", within: .seconds(30))
            try house.citizen.answer()
            try await house.citizen.waitFor("CALL_ESTABLISHED", within: .seconds(10))
            let murmur = house.instance.folder.appendingPathComponent("murmur.wav")
            try SoundFiles.murmur(seconds: 60, to: murmur)
            try house.citizen.play(murmur)
            try await Task.sleep(for: .seconds(2))
        }

        private static func wait(
            within seconds: Int, for what: Comment, _ condition: () async throws -> Bool
        ) async throws {
            for _ in 0..<seconds * 4 {
                if try await condition() { return }
                try await Task.sleep(for: .milliseconds(250))
            }
            Issue.record(what)
        }

        @Test("the citizen is called, says by key that it is solved and how it was handled, and the case is closed")
        func solved() async throws {
            let house = try await Self.house()
            let (id, number) = try await Self.answered(house)
            try await Self.takeCall(house)
            #expect(try await Self.state(house, id) == "asked")
            try house.citizen.press("1")
            try await Self.wait(within: 10, for: "the case is closed") { try await Self.state(house, id) == "closed" }
            // Keys that come before the question are no answer to it: thanks are said first.
            try await Task.sleep(for: .seconds(7))
            try house.citizen.press("2")
            try await Task.sleep(for: .seconds(2))
            try house.citizen.hangUp()
            try await house.instance.waitFor("civicline_conversations", within: .seconds(10)) { $0 == 0 }
            let list = try await house.supervisor.get("/visits")
            #expect(!list.contains(number.prefix(4) + " " + number.suffix(4)), "nobody has to ask again")
            try await Self.wait(within: 5, for: "one answer, one word, one grade") {
                try await house.supervisor.get("/reports/units.csv").contains("water-company,1,,1,,,,,1,")
            }
            try await house.close()
        }

        @Test("the citizen says by key that it is not solved, and the unit has it again")
        func notSolved() async throws {
            let house = try await Self.house()
            let (id, _) = try await Self.answered(house)
            try await Self.takeCall(house)
            try house.citizen.press("2")
            try await Self.wait(within: 10, for: "the unit has it again") {
                try await Self.state(house, id) == "dispatched"
            }
            try house.citizen.hangUp()
            try await house.instance.waitFor("civicline_conversations", within: .seconds(10)) { $0 == 0 }
            let file = try await house.supervisor.get("/api/cases/\(id)")
            #expect(file.contains(#""fact":"disputed""#))
            try await house.close()
        }

        @Test("who does not take the last call is asked by a person, whose note of the citizen's word closes the case")
        func byPerson() async throws {
            let house = try await Self.house(attempts: 1)
            let (id, number) = try await Self.answered(house)
            try await house.citizen.waitFor("CALL_INCOMING", within: .seconds(30))
            try house.citizen.hangUp()
            let shown = number.prefix(4) + " " + number.suffix(4)
            try await Self.wait(within: 15, for: "it is on the list for people") {
                try await house.supervisor.get("/visits").contains(shown)
            }
            let list = try await house.supervisor.get("/visits")
            let visit = try #require(list.firstMatch(of: /"\/visits\/([0-9]+)"/)).output.1
            let page = try await house.supervisor.get("/visits/\(visit)")
            #expect(page.contains("The pipe is mended.") && page.contains("+86\(Self.number)"))
            let after = try await house.supervisor.post(
                "/visits/\(visit)", form: ["word": "solved", "satisfaction": "1", "note": "says thank you"])
            #expect(after.contains(shown), "it is told which case was noted")
            #expect(try await Self.state(house, id) == "closed")
            #expect(try await !house.supervisor.get("/visits").contains(shown))
            try await house.close()
        }
    }
}
