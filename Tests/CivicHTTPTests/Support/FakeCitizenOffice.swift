import CivicCRM
import CivicCore
import CivicHTTP
import Foundation

/// Export, holds and erasure of the mother of the sample county, in memory.
actor FakeCitizenOffice: CitizenOffice {
    private(set) var holds: [LegalHold] = []
    private(set) var erasedBy: String?
    private(set) var exportedBy: String?
    private var openCases: [CaseNumber] = []
    private var refusal: ExportRefusal?

    func open(_ cases: [CaseNumber]) { openCases = cases }
    func refuse(_ refusal: ExportRefusal) { self.refusal = refusal }

    func footprint(of citizen: Int64) -> CitizenFootprint? {
        guard citizen == SampleCounty.mother.id else { return nil }
        return CitizenFootprint(
            citizen: SampleCounty.mother, contacts: 7, cases: 2, files: 3, ownNumbers: 1, sharedNumbers: 1, notes: 4,
            holds: holds,
            refusal: ErasureRefusal(
                holds: holds, open: openCases, erasedAt: erasedBy.map { _ in SampleCounty.now }))
    }

    func hold(_ citizen: Int64, because reason: String, by author: String) {
        holds.append(
            LegalHold(
                id: Int64(holds.count + 1), citizenId: citizen, at: SampleCounty.now, by: author, reason: reason))
    }

    func liftHolds(_ citizen: Int64, by author: String) { holds = [] }

    func erase(_ citizen: Int64, by author: String) throws -> ErasureReport {
        if let refusal = ErasureRefusal(holds: holds, open: openCases, erasedAt: nil) { throw refusal }
        erasedBy = author
        return ErasureReport(citizen: citizen, contacts: 7, cases: 2, files: 3, isScrubbed: true)
    }

    func archive(of citizen: Int64, by author: String) throws -> Data {
        if let refusal { throw refusal }
        exportedBy = author
        return Data("PK".utf8)
    }
}
