import CivicDemo
import Foundation
import Testing

extension EndToEnd {
    @Suite struct FirstCallTests {
        @Test("a citizen reaches an agent: keys both ways, a case's state, the card before the ring, audio both ways")
        func firstCall() async throws {
            let timeline = Timeline(echo: false)
            do {
                try await FirstCall(instance: try House.county(), timeline: timeline).run()
            } catch {
                Issue.record("\(error)\n\(timeline.text)")
            }
        }
    }
}
