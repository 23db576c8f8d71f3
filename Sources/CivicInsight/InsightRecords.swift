package import CivicCore
package import Foundation

/// What the findings are made of; `CivicStore` answers it.
///
/// Sums are brought up to date before they are read: of what has come since the last time, and of nothing else.
package protocol InsightRecords: Sendable {
    /// In which days are meant.
    var insightZone: TimeZone { get }
    /// The county's holidays and make-up days.
    var officeCalendar: WorkingCalendar? { get }
    func topics(of days: Range<LocalDate>) async throws -> [TopicCount]
    func repeats(of days: Range<LocalDate>) async throws -> [RepeatDay]
    /// Who has called at least ``BusyCitizen/fewestCalls`` times since, and whose last call solved nothing or who has a case open;
    /// most calls first.
    func repeatCallers(since: Date, limit: Int) async throws -> [BusyCitizen]
    /// Who has cases of at least ``BusyCitizen/fewestServices`` services open; most first.
    func manyMatters(limit: Int) async throws -> [BusyCitizen]
    /// The newest open cases.
    func openMatters(since: Date, limit: Int) async throws -> [OpenMatter]
    /// Cases that somebody merged, each with the one that it goes on as part of; the newest.
    func mergedMatters(since: Date, limit: Int) async throws -> [MergedMatters]
    /// Of months counted from January of the year 0.
    func guesses(of months: Range<Int>) async throws -> [GuessSum]
    func segments(of year: Int) async throws -> [SegmentCount]
    func memberships(of year: Int) async throws -> [MembershipCount]
    /// What the next call of a citizen is likely to be about.
    func likelyReason(ofCitizen id: Int64, at now: Date) async throws -> LikelyReason?
    /// Whether the record is, or has in it, the sample county.
    func holdsSampleCounty() async throws -> Bool
}
