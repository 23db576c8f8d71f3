import CivicCRM
import CivicCore
import Foundation

/// Mother and son are one pair; a third record stands alone.
extension FakeRecords: DoubleRecords {
    func doubles(limit: Int) throws -> [RecordPair] {
        try ask()
        return merged == nil && !areApart ? [Self.pair] : []
    }

    static let pair = RecordPair(
        one: RecordPair.Side(
            citizen: SampleCounty.mother, numbers: ["+8613800000001"], cases: 2, contacts: 3,
            lastContactAt: SampleCounty.now),
        other: RecordPair.Side(citizen: SampleCounty.son, numbers: [], cases: 1, contacts: 0, lastContactAt: nil),
        likeness: RecordLikeness(
            RecordTraits(citizen: SampleCounty.mother), RecordTraits(citizen: SampleCounty.son)
        ).with([.phoneAndName]))

    func pair(_ one: Int64, _ other: Int64) throws -> RecordPair? {
        try ask()
        return [one, other].sorted() == [101, 102] && merged == nil ? Self.pair : nil
    }

    func merge(_ gone: Int64, into kept: Int64, why: String, by agent: String, at now: Date) throws -> CitizenMerge {
        guard !why.isEmpty else { throw MergeRefusal.whyMissing }
        guard merged == nil else { throw MergeRefusal.mergedAlready }
        let merge = CitizenMerge(
            id: 5, kept: kept, gone: gone, at: now, by: agent, why: why, reasons: [.phoneAndName], doubts: [.otherName],
            moved: ["citizen_case": 1, "contact": 2], undone: nil)
        merged = merge
        return merge
    }

    func keepApart(_ one: Int64, _ other: Int64, why: String, by agent: String, at now: Date) throws {
        guard !why.isEmpty else { throw MergeRefusal.whyMissing }
        areApart = true
    }

    func merges(limit: Int) -> [CitizenMerge] { merged.map { [$0] } ?? [] }

    func mergeFile(_ id: Int64) -> MergeFile? {
        merged.flatMap { merge in
            id == merge.id
                ? MergeFile(
                    merge: merge, kept: SampleCounty.mother, gone: SampleCounty.son,
                    casesSince: Array(SampleCounty.cases(at: SampleCounty.now).prefix(1))) : nil
        }
    }

    func undoMerge(_ id: Int64, giving cases: Set<Int64>, why: String, by agent: String, at now: Date) throws
        -> CitizenMerge
    {
        guard var merge = merged, merge.id == id else { throw MergeRefusal.unknown }
        guard !why.isEmpty else { throw MergeRefusal.whyMissing }
        guard merge.undone == nil else { throw MergeRefusal.undoneAlready }
        merge.undone = CitizenMerge.Undoing(at: now, by: agent, why: why)
        merged = merge
        given = cases
        return merge
    }
}

extension RecordLikeness {
    func with(_ reasons: [MatchReason]) -> RecordLikeness {
        var likeness = self
        likeness.reasons = reasons
        return likeness
    }
}
