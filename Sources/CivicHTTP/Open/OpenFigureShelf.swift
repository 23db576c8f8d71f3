import CivicCRM
import Foundation
import Synchronization

/// The public figures, worked out at most once an hour however many ask.
final class OpenFigureShelf: Sendable {
    private static let lasts: TimeInterval = 3_600

    private let kept = Mutex<(at: Date, figures: OpenFigures)?>(nil)

    /// Of the twelve months before the last midnight.
    func figures(from book: any FilingBook, zone: TimeZone, at now: Date) async throws -> OpenFigures {
        if let kept = kept.withLock({ $0 }), (0..<Self.lasts).contains(now.timeIntervalSince(kept.at)) {
            return kept.figures
        }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let end = calendar.startOfDay(for: now)
        let begin = calendar.date(byAdding: .year, value: -1, to: end) ?? end
        let figures = OpenFigures(of: try await book.countedCases(in: begin..<end), in: begin..<end)
        kept.withLock { $0 = (now, figures) }
        return figures
    }
}
