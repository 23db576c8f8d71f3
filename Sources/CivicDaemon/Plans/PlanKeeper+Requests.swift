import CivicDialplan
package import CivicHTTP
import CivicStore
import Foundation

// Two persons publish together: one asks, another approves.
extension PlanKeeper {
    package func requests(open isOpen: Bool) async throws -> [PlanRequestView] {
        try await store.plans.requests(isOpen ? .open : nil).map { PlanRequestView($0) }
    }

    package func request(_ id: Int64) async throws -> (view: PlanRequestView, text: String)? {
        try await store.plans.request(id).map { (PlanRequestView($0), $0.text) }
    }

    package func approve(_ id: Int64, by person: String, note: String) async throws -> PlanOutcome {
        try await oneAtATime { keeper in try await keeper.approveNow(id, by: person, note: note) }
    }

    package func decline(_ id: Int64, by person: String, note: String) async throws -> PlanOutcome {
        try await oneAtATime { keeper in
            let isDone = try await keeper.store.plans.decide(id, .declined, by: person, note: note, at: Date())
            return isDone ? PlanOutcome() : .refused(.unknownRequest)
        }
    }

    package func create(_ name: String, from copied: String?, answers: [String], by author: String, note: String)
        async throws -> PlanOutcome
    {
        try await oneAtATime { keeper in
            try await keeper.createNow(name, from: copied, answers: answers, by: author, note: note)
        }
    }

    private func approveNow(_ id: Int64, by person: String, note: String) async throws -> PlanOutcome {
        guard let request = try await store.plans.request(id), request.state == .open else {
            return .refused(.unknownRequest)
        }
        guard request.author != person else { return .refused(.ownRequest) }
        if request.kind != .create, let live = live(request.plan), live.version.serial != request.base {
            _ = try await store.plans.decide(id, .outdated, by: person, note: note, at: Date())
            return .refused(
                .changedMeanwhile,
                note: "version \(live.version.serial) of \(request.plan) by \(live.version.author) came in between")
        }
        let change = PlanChange(
            kind: request.kind, plan: request.plan, text: request.text, file: request.file, serial: request.serial,
            base: request.base)
        let words = [request.note, "approved by \(person)"].filter { !$0.isEmpty }.joined(separator: "; ")
        let outcome = try await carryOut(change, by: request.author, note: words)
        // What cannot be carried out now may be so once another file is mended; it stays open.
        guard outcome.refusal == nil else { return outcome }
        _ = try await store.plans.decide(id, .approved, by: person, note: note, at: Date())
        return outcome
    }

    private func createNow(_ name: String, from copied: String?, answers: [String], by author: String, note: String)
        async throws -> PlanOutcome
    {
        guard PlanTemplate.isName(name) else { return .refused(.badName) }
        guard let folder = configuration.files.dialplanFolder else {
            return .refused(
                .noFolder, note: "let 'files.dialplans' in \(configuration.file) name the folder, and restart")
        }
        let file = "\(folder)/\(name).yaml"
        guard live(name) == nil, !FileManager.default.fileExists(atPath: file) else { return .refused(.nameTaken) }
        let text: String
        if let copied {
            guard let model = live(copied) else { return .refused(.unknownPlan) }
            text = PlanTemplate.copy(of: model.text, named: name, answers: answers)
        } else {
            text = PlanTemplate.smallest(named: name, answers: answers, environment: rules.environment)
        }
        return try await change(
            PlanChange(kind: .create, plan: name, text: text, file: file), by: author, note: note)
    }
}

extension PlanRequestView {
    init(_ request: PlanRequest) {
        self.init(
            id: request.id, plan: request.plan, kind: request.kind.rawValue, serial: request.serial,
            base: request.base, author: request.author, note: request.note, at: request.at,
            state: request.state.rawValue, decidedBy: request.decidedBy, decidedAt: request.decidedAt,
            decision: request.decision)
    }
}
