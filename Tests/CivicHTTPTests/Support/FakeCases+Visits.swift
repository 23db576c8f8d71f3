import CivicCRM
import CivicCore
import CivicHTTP
import Foundation

// One visit for each case that is answered: its id is the case's.
extension FakeCases: VisitRecords {
    func takeVisitCalls(limit: Int, at now: Date) -> [VisitCall] { [] }
    func visitCallEnded(_ visit: Int64, _ report: VisitReport, at now: Date) {}
    func resumeVisits(at now: Date) -> Int { 0 }

    func visitsForPeople(limit: Int) -> [VisitLine] {
        cases(on: .answered, ofUnit: nil, limit: limit).compactMap { visitLine($0.record.id) }
            .filter { $0.visit.state == .person }
    }

    func visitLine(_ visit: Int64) -> VisitLine? {
        caseFile(visit).flatMap { file in
            guard file.record.state.canBeDisputed else { return nil }
            return VisitLine(
                visit: ReturnVisit(
                    id: visit, caseId: visit, state: file.record.state.awaitsWord ? .person : .done, attempts: 3,
                    cause: .notReached), record: file.record, answeredAt: file.record.updatedAt,
                name: file.citizen?.name, language: .mandarin)
        }
    }

    func visited(_ visit: Int64, _ form: VisitForm, by agent: String, at now: Date) throws {
        let act: CaseAct = form.isSolved.map { $0 ? .agree : .dispute } ?? .note
        _ = try self.act(act, onCase: visit, note: form.note, seen: nil, by: CaseActor(agent, .agent), at: now)
    }
}
