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
            try await keeper.publishNow(text, as: plan, base: base, by: author, note: note)
        }
    }

    package func rollBack(_ plan: String, to serial: Int, base: Int?, by author: String, note: String) async throws
        -> PlanOutcome
    {
        try await oneAtATime { keeper in
            try await keeper.rollBackNow(plan, to: serial, base: base, by: author, note: note)
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

    // MARK: One at a time

    private func publishNow(_ text: String, as name: String, base: Int?, by author: String, note: String)
        async throws -> PlanOutcome
    {
        guard let live = live(name) else { return .refused(.unknownPlan) }
        guard text != live.text else { return .refused(.nothingNew) }
        let (rules, diagnostics) = compile([live.file: text])
        guard !diagnostics.contains(where: { $0.severity == .error }) else {
            return .refused(.faulty, Self.findings(diagnostics))
        }
        guard let plan = rules.plans.first(where: { $0.file == live.file }), plan.name == name else {
            return .refused(.otherPlan)
        }
        do {
            let draft = PlanText(plan: name, text: text, fingerprint: plan.contentHash, base: base)
            let versions = try await store.plans.publish([draft], by: author, note: note, areFiles: false, at: Date())
            return try await take(versions.map { ($0, text) }, rules, diagnostics)
        } catch let refusal as PlanRefusal {
            return .refused(refusal)
        }
    }

    private func rollBackNow(_ name: String, to serial: Int, base: Int?, by author: String, note: String)
        async throws -> PlanOutcome
    {
        guard let live = live(name) else { return .refused(.unknownPlan) }
        guard let (version, text) = try await store.plans.version(serial, of: name) else {
            return .refused(.unknownVersion)
        }
        guard version.id != live.version.id else { return .refused(.nothingNew) }
        let (rules, diagnostics) = compile([live.file: text])
        guard !diagnostics.contains(where: { $0.severity == .error }) else {
            return .refused(.faulty, Self.findings(diagnostics))
        }
        do {
            _ = try await store.plans.rollBack(name, to: serial, base: base, by: author, note: note, at: Date())
            return try await take([(version, text)], rules, diagnostics)
        } catch let refusal as PlanRefusal {
            return .refused(refusal)
        }
    }

    private func reloadNow(by author: String) async throws -> PlanOutcome {
        var texts: [String: String] = [:]
        for live in live {
            let text: String
            do {
                text = try HouseRules.text(of: live.file)
            } catch {
                var outcome = PlanOutcome.refused(.faulty)
                outcome.note = "\(error)"
                return outcome
            }
            let taken = try await store.plans.version(.file, of: live.plan.name)?.version.hash
            if taken != PlanVersion.hash(of: text) { texts[live.file] = text }
        }
        // Also without a change of a plan: prompts and calendars may have changed.
        let (rules, diagnostics) = compile(texts)
        guard !diagnostics.contains(where: { $0.severity == .error }) else {
            return .refused(.faulty, Self.findings(diagnostics))
        }
        var fresh: [PlanText] = []
        for live in live {
            guard let text = texts[live.file] else { continue }
            guard let plan = rules.plans.first(where: { $0.file == live.file }), plan.name == live.plan.name else {
                var outcome = PlanOutcome.refused(.otherPlan)
                outcome.note = "\(live.file) is no longer the plan '\(live.plan.name)'; a new plan needs a restart"
                return outcome
            }
            fresh.append(
                PlanText(plan: plan.name, text: text, fingerprint: plan.contentHash, base: live.version.serial))
        }
        let versions = try await store.plans.publish(
            fresh, by: author, note: "read from the file", areFiles: true, at: Date())
        return try await take(
            versions.map { version in (version, fresh.first { $0.plan == version.plan }?.text ?? "") }, rules,
            diagnostics)
    }

    private func take(
        _ versions: [(version: PlanVersion, text: String)], _ rules: HouseRules, _ diagnostics: [Diagnostic]
    ) async throws -> PlanOutcome {
        var outcome = PlanOutcome()
        outcome.findings = Self.findings(diagnostics)
        let before = live
        // What is kept as live is live, whatever becomes of the file.
        await goLive(rules, versions)
        for (version, text) in versions {
            guard let old = before.first(where: { $0.plan.name == version.plan }) else { continue }
            outcome.changes.append(
                PlanOutcome.Change(plan: version.plan, before: old.version.serial, after: version.serial))
            outcome.note = try await write(version, text, in: old.file) ?? outcome.note
        }
        return outcome
    }

    private static func findings(_ diagnostics: [Diagnostic]) -> [PlanFinding] {
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
