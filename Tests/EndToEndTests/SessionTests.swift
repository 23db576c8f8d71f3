import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    @Suite struct SessionTests {
        @Test("sipp: a session timer is agreed on, an UPDATE puts on hold, another only refreshes")
        func sessions() async throws {
            let instance = try House.county()
            try await instance.makeSampleCounty(citizens: 500)
            let daemon = try await instance.start()
            let result = try await Sipp.run(
                Sipp.arguments(
                    instance, scenario: ["-sf", House.scenario("session")], number: "12345", calls: 1, rate: 1))
            #expect(result.code == 0, "\(result.output.suffix(2000))")
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }

        @Test("sipp: 180 comes again until its PRACK, and then the answer")
        func reliably() async throws {
            let lab = try House.lab()
            let daemon = try await lab.start()
            let result = try await Sipp.run(
                Sipp.arguments(lab, scenario: ["-sf", House.scenario("prack")], number: "9001", calls: 1, rate: 1))
            #expect(result.code == 0, "\(result.output.suffix(2000))")
            #expect(await daemon.stop(within: .seconds(20)) == 0)
        }
    }
}
