import CivicCRM
import CivicCore
import CivicInsight
import CivicReports
import Foundation
import Hummingbird

// The rules of the segments with how many citizens they make; nobody by name.
extension WebHouse {
    /// Days of offers that the page counts.
    private static let offerDays = 365.0

    func addSegmentRules(to routes: inout RouteTable) {
        routes.signedIn(.get, "/insight/segments", asOneOf: Self.insightReaders) { request, _, agent in
            let (sizes, progress, offers) = try await asking {
                (
                    try await records.segmentSizes(), try await records.segmentProgress(),
                    try await records.offerFigures(since: now().addingTimeInterval(-Self.offerDays * 86_400))
                )
            }
            let page = SegmentRulesPage(
                words: reportWords(for: request), today: LocalDate(at: now(), in: insight.insightZone))
            return try await insightPage(
                .segments, page.content(records.segmentCatalogue, sizes, progress, offers), request, agent)
        }
    }
}
