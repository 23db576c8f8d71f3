import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    @Suite struct CrashTests {
        @Test("kill -9 with twenty waiting: after the restart every case and every place in line is there")
        func twentyWaiting() async throws {
            let instance = try House.county()
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let desk = try await DeskBrowser(
                desk: instance.http, name: SampleAgent.name, password: SampleAgent.password,
                folder: instance.folder.appendingPathComponent("browser"))
            var numbers: [String] = []
            for index in 0..<5 {
                let answer = try await desk.post(
                    "/api/desk/case",
                    #"{"citizenId":1,"service":"water","summary":"No water since yesterday, house \#(index)"}"#)
                let number = try #require(answer.firstMatch(of: #/"number"\s*:\s*"(\d{8})"/#)?.1)
                numbers.append(String(number))
            }
            let callers = try Programme(
                "sipp",
                Sipp.arguments(
                    instance, scenario: ["-sf", House.scenario("queue")], number: "12345", calls: 20, rate: 10),
                log: instance.folder.appendingPathComponent("callers"))
            do {
                try await instance.waitFor(#"civicline_waiting{queue="general"}"#, within: .seconds(60)) { $0 == 20 }
            } catch {
                // Whether the callers came at all, and what became of them.
                let (_, page) = try await Programme.run("curl", ["-sS", "http://\(instance.http)/metrics"])
                let calls = page.split(separator: "\n").filter { $0.hasPrefix("civicline_calls_") }
                throw DemoFailure(
                    "\(error)\n\(calls.joined(separator: "\n"))\n\(callers.output.suffix(2000))")
            }
            // Walks are drafted every five seconds.
            try await rows(of: "walk_draft", in: instance, are: 20)
            await daemon.killAtOnce()
            await callers.stop()
            await desk.close()

            let again = try await instance.start()
            try await rows(of: "walk_draft", in: instance, are: 0)
            try await rows(of: "call_walk", in: instance, are: 20)
            let places = try await instance.command(["places"])
            #expect(places.contains("20 places"), "\(places)")
            #expect(places.split(separator: "\n").count { $0.contains("kept") } == 20)
            #expect(try await instance.figure("civicline_places_kept") == 20)
            let reopened = try await DeskBrowser(
                desk: instance.http, name: SampleAgent.name, password: SampleAgent.password,
                folder: instance.folder.appendingPathComponent("browser-again"))
            _ = try await reopened.post("/api/openings", #"{"about":"citizen/1","reason":"check"}"#)
            for number in numbers {
                #expect(try await reopened.get("/api/desk/citizen/1").contains(number))
            }
            await reopened.close()
            #expect(await again.stop(within: .seconds(20)) == 0)
        }

        private func rows(of table: String, in instance: HotlineInstance, are count: Int) async throws {
            let file = instance.data.appendingPathComponent("civicline.sqlite").path
            let deadline = ContinuousClock.now + .seconds(15)
            var last = ""
            while ContinuousClock.now < deadline {
                last = try await Programme.run("sqlite3", ["-readonly", file, "SELECT count(*) FROM \(table)"]).1
                    .trimmingCharacters(in: .whitespacesAndNewlines)
                if last == String(count) { return }
                try await Task.sleep(for: .milliseconds(200))
            }
            throw DemoFailure("'\(last)' rows of \(table) instead of \(count)")
        }
    }
}
