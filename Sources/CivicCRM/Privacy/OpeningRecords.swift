package import Foundation

/// Which looks a list shows.
package enum OpeningShelf: String, CaseIterable, Sendable {
    /// With a stated reason, or vouched for.
    case stated
    case all
}

/// Looks at files that citizens are told of, by day and ground.
package struct OpeningTold: Equatable, Sendable {
    /// How far back citizens are told, in seconds: ninety days.
    package static let span = 90 * 86_400.0

    package var at: Date
    /// The unit of whoever looked; nil for the hotline itself.
    package var unit: String?
    package var ground: OpeningGround

    package init(at: Date, unit: String?, ground: OpeningGround) {
        self.at = at
        self.unit = unit
        self.ground = ground
    }
}

/// The book of opened files; `CivicStore` answers it.
package protocol OpeningRecords: Sendable {
    /// Returns once the look is in the ledger and durable; what it speaks of is shown only then, with the mark where it is marked.
    @discardableResult
    func note(_ opening: FileOpening, at now: Date) async throws -> Watermark
    /// The look that a mark was made for; nil where there was none, or the mark is not ours.
    func opening(marked mark: Watermark) async throws -> OpeningLine?
    /// The newest first; at most `limit`.
    func openings(on shelf: OpeningShelf, since: Date, by: String?, limit: Int) async throws -> [OpeningLine]
    /// How many looks there were, by the ground's word.
    func openingCounts(since: Date) async throws -> [String: Int]
}
