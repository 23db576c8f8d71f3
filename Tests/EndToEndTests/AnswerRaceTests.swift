import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    /// Two agents with SIP phones who answer at the worst of moments.
    @Suite(.serialized) struct AnswerRaceTests {
        private struct Seat {
            let phone: Baresip
            let desk: DeskBrowser

            init(_ name: String, _ number: String, _ instance: HotlineInstance) async throws {
                phone = try await Baresip(
                    user: number, password: "sample-phone-\(number)", server: instance.sip,
                    folder: instance.folder.appendingPathComponent("phone-\(number)"))
                try await phone.waitForRegistration("200 OK", within: .seconds(10))
                desk = try await DeskBrowser(
                    desk: instance.http, name: name, password: "sample-desk-\(number)",
                    folder: instance.folder.appendingPathComponent("desk-\(number)"))
                _ = try await desk.snapshot(within: .seconds(10)) { $0.state.deviceReady }
            }

            var isTalking: Bool { desk.latest?.state.state == "talking" }
            var conversation: String? { desk.latest?.state.call?.conversation }

            func ready() async throws {
                try await desk.post("/api/desk/choice", #"{"choice":"ready"}"#)
                try await waitUntil("the agent is ready", within: .seconds(10)) { desk.latest?.state.state == "ready" }
            }

            func stop() async {
                await desk.close()
                await phone.stop()
            }
        }

        private static func house() throws -> HotlineInstance {
            try House.county(files: [
                "CIVICLINE_FILES_QUEUES":
                    """
                queues:
                  general: { ring-for: \(ringFor)s, wrap-up: 0s }
                """
            ])
        }

        private static let ringFor = 5

        private func callers(_ count: Int, _ instance: HotlineInstance, _ name: String) throws -> Programme {
            try Programme(
                "sipp",
                Sipp.arguments(
                    instance, scenario: ["-sf", House.scenario("queue")], number: "12345", calls: count, rate: 20),
                log: instance.folder.appendingPathComponent(name))
        }

        @Test("two agents who answer at one moment have a caller each, and the line is empty")
        func together() async throws {
            let instance = try Self.house()
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let seats = [
                try await Seat("li.na", "2001", instance), try await Seat("wang.jun", "2002", instance),
            ]
            for round in 1...4 {
                let began = ContinuousClock.now
                for seat in seats { try await seat.ready() }
                let callers = try callers(2, instance, "callers-\(round)")
                for seat in seats { try await seat.phone.waitFor("CALL_INCOMING", after: began, within: .seconds(20)) }
                for seat in seats { try seat.phone.answer() }
                try await waitUntil("both agents talk", within: .seconds(10)) { seats.allSatisfy(\.isTalking) }
                let conversations = Set(seats.compactMap(\.conversation))
                #expect(conversations.count == 2)
                try await waitUntil("both phones are in a call", within: .seconds(2)) {
                    seats.allSatisfy { $0.phone.callsUp == 1 }
                }
                #expect(try await instance.figure(#"civicline_waiting{queue="general"}"#) == 0)
                for seat in seats { try await seat.desk.post("/api/desk/hang-up", "{}") }
                #expect(await callers.exitCode(within: .seconds(15)) == 0)
                #expect(try await instance.figure("civicline_places_answered_total") == Double(2 * round))
            }
            for seat in seats { await seat.stop() }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("who answers when the ringing ends has the caller, or the next agent has; never both, never nobody")
        func lastMoment() async throws {
            let instance = try Self.house()
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let seats = [
                try await Seat("li.na", "2001", instance), try await Seat("wang.jun", "2002", instance),
            ]
            for (round, offset) in [-150, -40, -10, 0, 10, 40].enumerated() {
                let began = ContinuousClock.now
                for seat in seats { try await seat.ready() }
                let caller = try callers(1, instance, "caller-\(round)")
                var first: (index: Int, at: ContinuousClock.Instant)?
                try await waitUntil("a phone rings", within: .seconds(20)) {
                    for (index, seat) in seats.enumerated() {
                        let ring = seat.phone.events.first { $0.type == "CALL_INCOMING" && $0.at >= began }
                        if let ring { first = (index, ring.at) }
                    }
                    return first != nil
                }
                let ring = try #require(first)
                let (slow, quick) = (seats[ring.index], seats[1 - ring.index])
                let moment = ring.at + .seconds(Self.ringFor) + .milliseconds(offset)
                try await Task.sleep(until: moment, clock: .continuous)
                try slow.phone.answer()
                // The other answers at once, if it rings.
                try await waitUntil("somebody talks", within: .seconds(15)) {
                    if quick.phone.events.last(where: { $0.at >= began })?.type == "CALL_INCOMING" {
                        try quick.phone.answer()
                    }
                    return seats.contains(where: \.isTalking)
                }
                try await Task.sleep(for: .seconds(1))
                #expect(seats.count(where: \.isTalking) == 1, "\(offset) ms")
                #expect(seats.map(\.phone.callsUp).reduce(0, +) == 1, "\(offset) ms")
                let talker = try #require(seats.first { $0.isTalking })
                #expect(talker.phone.callsUp == 1, "\(offset) ms")
                #expect(try await instance.figure("civicline_places_answered_total") == Double(round + 1))
                try await talker.desk.post("/api/desk/hang-up", "{}")
                #expect(await caller.exitCode(within: .seconds(15)) == 0, "\(offset) ms")
            }
            for seat in seats { await seat.stop() }
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }
    }
}

/// Looks every 10 ms.
private func waitUntil(_ what: String, within limit: Duration, _ condition: () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < deadline else { throw DemoFailure("not within \(limit): \(what)") }
        try await Task.sleep(for: .milliseconds(10))
    }
}
