import CivicCRM
import CivicCore
import CivicHTTP
import Foundation

/// Leave to call: the permit's id is the case's, and the code is always the same.
extension FakeCases: RelayRecords {
    func permitRelay(ofCase id: Int64, to worker: String, of unit: String, at now: Date) throws -> RelayPermit {
        guard let record = record(id) else { throw RecordsRefusal.unknownCase(id) }
        guard RelayPermit.covers(record, unit: unit) else { throw RelayRefusal.notYours }
        guard record.contactNumber != nil else { throw RelayRefusal.noNumber }
        return RelayPermit(
            id: id, number: record.number, unit: unit, worker: worker, until: now + RelayPermit.lifetime,
            code: "40719328", reach: .later(now + 3_600))
    }

    func mayRelay(permit: Int64, by worker: String, at now: Date) -> Bool { true }

    func relay(_ key: RelayKey, in conversation: ConversationReference, askedFrom numberKey: String?, at now: Date)
        -> RelayAnswer
    { .refused }

    func relayEnded(_ call: Int64, _ ending: RelayEnding, seconds: Int, at now: Date) {}
    func resumeRelays(at now: Date) -> Int { 0 }
}
