import CivicCRM
import CivicHTTP
import Foundation

/// The book of opened files, in memory; each look stands in the accounts' book as well.
actor FakeOpenings: OpeningRecords {
    private let accounts: FakeAccounts
    private(set) var book: [(at: Date, opening: FileOpening)] = []

    init(accounts: FakeAccounts) { self.accounts = accounts }

    /// Grounds by their words.
    var grounds: [String] { book.map(\.opening.ground.word) }

    func opening(marked mark: Watermark) -> OpeningLine? {
        mark.check == 5
            ? openings(on: .all, since: .distantPast, by: nil, limit: 999).first { $0.id == mark.number } : nil
    }

    @discardableResult
    func note(_ opening: FileOpening, at now: Date) async throws -> Watermark {
        guard let action = AuditAction(rawValue: opening.look.rawValue) else { throw StoreDown() }
        try await accounts.audit(
            agent: opening.by, action: action, citizen: opening.citizenId, conversation: opening.conversation)
        book.append((now, opening))
        return Watermark(number: Int64(book.count - 1), check: 5)
    }

    func openings(on shelf: OpeningShelf, since: Date, by: String?, limit: Int) -> [OpeningLine] {
        book.enumerated().reversed().compactMap { index, look in
            guard shelf == .all || look.opening.ground.isStated, by == nil || by == look.opening.by else { return nil }
            let citizen = [SampleCounty.mother, SampleCounty.son].first { $0.id == look.opening.citizenId }
            return OpeningLine(
                id: Int64(index), at: look.at, opening: look.opening,
                byName: look.opening.by == "lin" ? FakeAccounts.lin.name : nil, citizenName: citizen?.name,
                caseNumber: nil, household: [])
        }.prefix(limit).map(\.self)
    }

    func openingCounts(since: Date) -> [String: Int] {
        Dictionary(grouping: book, by: \.opening.ground.word).mapValues(\.count)
    }
}
