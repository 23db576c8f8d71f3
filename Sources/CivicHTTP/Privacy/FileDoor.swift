import CivicCRM
import CivicCalls
import CivicCore
import Foundation

// A file opens for a call with its citizen, for whoever it is assigned to, or for a stated reason; each look is in the book
// with its ground before anything is shown.
extension WebHouse {
    /// Why the agent may see a citizen's file now.
    ///
    /// - Throws: a problem that asks for the reason.
    func ground(ofCitizen id: Int64, for agent: DeskAgent, in call: DeskCall?) throws -> OpeningGround {
        if call?.holds(citizen: id) == true { return .liveCall }
        return try statedGround([.citizen(id)], for: agent)
    }

    /// The same for a case at the desk.
    func ground(of record: Case, for agent: DeskAgent, in call: DeskCall?) throws -> OpeningGround {
        if call?.holds(record) == true { return .liveCall }
        return try statedGround(subjects(of: record), for: agent)
    }

    /// The same for a case on the page of somebody who works on it, who may see it in any case: a unit's cases are its own, the
    /// centre's are those that wait for it or that it supervises.
    func ground(of file: CaseFile, for worker: CaseWorker) throws -> OpeningGround {
        guard worker.unit == nil else { return .assigned }
        let subject = FileSubject.record(file.record.id)
        if let kept = openFiles.ground(of: subject, for: worker.agent.id, at: now()) { return kept }
        if file.record.waitsForCentre || file.life.isSupervised {
            // What the centre sent on a moment ago is still before whoever sent it.
            openFiles.keep(subject, for: worker.agent.id, .assigned, at: now())
            return .assigned
        }
        return try statedGround(subjects(of: file.record), for: worker.agent)
    }

    /// Writes a look down.
    @discardableResult
    func note(_ opening: FileOpening) async throws -> Watermark {
        try await asking { try await openings.note(opening, at: now()) }
    }

    private func statedGround(_ subjects: [FileSubject], for agent: DeskAgent) throws -> OpeningGround {
        for subject in subjects {
            if let kept = openFiles.ground(of: subject, for: agent.id, at: now()) { return kept }
        }
        throw Problem.reasonNeeded(for: subjects[0])
    }

    /// The case itself, then the file of its citizen, with which its cases are open.
    private func subjects(of record: Case) -> [FileSubject] {
        [.record(record.id)] + (record.citizenId.map { [.citizen($0)] } ?? [])
    }
}

extension DeskCall {
    func holds(citizen id: Int64) -> Bool {
        citizenId == id || card.candidates.contains { $0.citizen.id == id }
    }

    fileprivate func holds(_ record: Case) -> Bool {
        record.conversation == conversation || card.openCases.contains { $0.id == record.id }
            || record.citizenId.map(holds(citizen:)) == true
    }
}

extension Case {
    /// Not sent yet, sent back, before the arbiter, or more time asked for.
    fileprivate var waitsForCentre: Bool {
        [.received, .refused, .arbitration].contains(state) || wishedAt != nil
    }
}
