import CivicCore
import CivicDialplan
package import CivicHTTP
import CivicStore
import Foundation

// What pages and commands ask for.
extension PlanKeeper: PlanOffice {
    package func plans() async throws -> [PlanView] {
        let drafts = try await store.plans.serials(.draft)
        return live.map { live in
            PlanView(
                name: live.plan.name, file: live.file, answers: live.plan.answers, steps: live.plan.steps.count,
                live: PlanVersionView(live.version, isLive: true, isDraft: false), draft: drafts[live.plan.name])
        }
    }

    package func versions(of plan: String?) async throws -> [PlanVersionView] {
        try await PlanVersionView.all(of: plan, in: store.plans)
    }

    package func text(of plan: String, serial: Int) async throws -> String? {
        try await store.plans.version(serial, of: plan)?.text
    }

    package func check(_ text: String, as plan: String) async -> [PlanFinding] {
        guard let live = live(plan) else { return [] }
        // Of other files what bars this text from being live, and no more.
        return Self.findings(
            compile([live.file: text]).diagnostics.filter { $0.file == live.file || $0.severity == .error })
    }

    package func publish(_ text: String, as plan: String, base: Int?, by author: String, note: String) async throws
        -> PlanOutcome
    {
        try await oneAtATime { keeper in
            try await keeper.change(
                PlanChange(kind: .publish, plan: plan, text: text, base: base), by: author, note: note)
        }
    }

    package func rollBack(_ plan: String, to serial: Int, base: Int?, by author: String, note: String) async throws
        -> PlanOutcome
    {
        try await oneAtATime { keeper in
            guard let (_, text) = try await keeper.store.plans.version(serial, of: plan) else {
                return .refused(keeper.live(plan) == nil ? .unknownPlan : .unknownVersion)
            }
            return try await keeper.change(
                PlanChange(kind: .rollback, plan: plan, text: text, serial: serial, base: base), by: author, note: note)
        }
    }

    package func reload(by author: String) async throws -> PlanOutcome {
        try await oneAtATime { keeper in try await keeper.reloadNow(by: author) }
    }

    package func saveDraft(_ text: String, as plan: String, base: Int?, over draft: Int?, by author: String)
        async throws
        -> (outcome: PlanOutcome, serial: Int?)
    {
        guard live(plan) != nil else { return (.refused(.unknownPlan), nil) }
        do {
            let version = try await store.plans.saveDraft(
                PlanText(plan: plan, text: text, fingerprint: Plan.contentHash(of: text), base: base), over: draft,
                by: author, note: "", at: Date())
            return (PlanOutcome(), version.serial)
        } catch let refusal as PlanRefusal {
            return (.refused(refusal), nil)
        }
    }

    package func discardDraft(of plan: String, by author: String) async throws {
        try await store.plans.discardDraft(of: plan, by: author, at: Date())
    }

    static func findings(_ diagnostics: [Diagnostic]) -> [PlanFinding] {
        diagnostics.sorted { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) }.map { PlanFinding($0) }
    }
}

extension PlanOutcome {
    static func refused(_ refusal: Refusal, _ findings: [PlanFinding] = []) -> PlanOutcome {
        var outcome = PlanOutcome()
        outcome.refusal = refusal
        outcome.findings = findings
        return outcome
    }

    static func refused(_ refusal: PlanRefusal) -> PlanOutcome {
        switch refusal {
        case .changedMeanwhile(let plan, let author, let serial):
            var outcome = refused(.changedMeanwhile)
            outcome.note = "version \(serial) of \(plan) by \(author) came in between"
            return outcome
        case .unknownVersion: return refused(.unknownVersion)
        case .textTooLong: return refused(.tooLong)
        }
    }
}

extension PlanVersionView {
    init(_ version: PlanVersion, isLive: Bool, isDraft: Bool) {
        self.init(
            plan: version.plan, serial: version.serial, hash: version.hash, author: version.author, note: version.note,
            at: version.at, base: version.base, isLive: isLive, isDraft: isDraft)
    }

    /// The newest first; also while no daemon runs.
    static func all(of plan: String?, in book: PlanBook, limit: Int = 200) async throws -> [PlanVersionView] {
        let (live, drafts) = (try await book.serials(.live), try await book.serials(.draft))
        return try await book.versions(of: plan, limit: limit).map { version in
            PlanVersionView(
                version, isLive: live[version.plan] == version.serial, isDraft: drafts[version.plan] == version.serial)
        }
    }
}
