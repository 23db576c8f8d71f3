import CivicCore
import CivicDialplan
import CivicHTTP
import CivicStore
import Foundation

/// One plan whose live text is to be another.
struct PlanChange: Sendable {
    var kind: PlanRequest.Kind
    var plan: String
    var text: String
    /// Of a plan that is new.
    var file: String?
    /// Of the version to go back to.
    var serial: Int?
    /// Serial of the live version that the wish began with.
    var base: Int?
}

// Publishing, going back and making new plans: looked at first, then carried out, or asked for where two persons publish.
extension PlanKeeper {
    /// What a change would make of the live set.
    private struct Prospect {
        var rules: HouseRules
        var diagnostics: [Diagnostic]
        var plan: Plan
        var file: String
    }

    private enum Look {
        case fine(Prospect)
        case refused(PlanOutcome)
    }

    /// Carries out a change, or asks for it where two persons publish together.
    func change(_ change: PlanChange, by author: String, note: String) async throws -> PlanOutcome {
        switch look(at: change) {
        case .refused(let outcome): return outcome
        case .fine(let prospect):
            guard configuration.approval == .twoPerson else {
                return try await carryOut(change, prospect, by: author, note: note)
            }
            do {
                let request = try await store.plans.ask(
                    PlanRequest(
                        plan: change.plan, kind: change.kind, text: change.text, file: change.file,
                        serial: change.serial, base: change.base, author: author, note: note, at: Date()))
                var outcome = PlanOutcome()
                outcome.findings = Self.findings(prospect.diagnostics)
                outcome.request = request.id
                return outcome
            } catch let refusal as PlanRefusal {
                return .refused(refusal)
            }
        }
    }

    /// Carries out a change that two persons want.
    func carryOut(_ change: PlanChange, by author: String, note: String) async throws -> PlanOutcome {
        switch look(at: change) {
        case .refused(let outcome): outcome
        case .fine(let prospect): try await carryOut(change, prospect, by: author, note: note)
        }
    }

    private func look(at change: PlanChange) -> Look {
        let file: String
        var sources = live.map { PlanSource(file: $0.file, text: $0.text) }
        switch change.kind {
        case .create:
            guard live(change.plan) == nil, let new = change.file, !live.contains(where: { $0.file == new }) else {
                return .refused(.refused(.nameTaken))
            }
            file = new
            sources.append(PlanSource(file: file, text: change.text))
        case .publish, .rollback:
            guard let live = live(change.plan) else { return .refused(.refused(.unknownPlan)) }
            let isLive = change.kind == .publish ? change.text == live.text : change.serial == live.version.serial
            guard !isLive else { return .refused(.refused(.nothingNew)) }
            file = live.file
            for index in sources.indices where sources[index].file == file { sources[index].text = change.text }
        }
        let (rules, diagnostics) = compile(sources)
        guard !diagnostics.contains(where: { $0.severity == .error }) else {
            return .refused(.refused(.faulty, Self.findings(diagnostics)))
        }
        guard let plan = rules.plans.first(where: { $0.file == file }), plan.name == change.plan else {
            return .refused(.refused(.otherPlan))
        }
        return .fine(Prospect(rules: rules, diagnostics: diagnostics, plan: plan, file: file))
    }

    private func carryOut(_ change: PlanChange, _ prospect: Prospect, by author: String, note: String) async throws
        -> PlanOutcome
    {
        do {
            let version: PlanVersion
            switch change.kind {
            case .publish, .create:
                if change.kind == .create, let refusal = begin(prospect.file, with: change.text) { return refusal }
                let draft = PlanText(
                    plan: change.plan, text: change.text, fingerprint: prospect.plan.contentHash, base: change.base)
                let versions = try await store.plans.publish(
                    [draft], by: author, note: note, areFiles: change.kind == .create, at: Date())
                guard let first = versions.first else { return .refused(.unknownVersion) }
                version = first
            case .rollback:
                version = try await store.plans.rollBack(
                    change.plan, to: change.serial ?? 0, base: change.base, by: author, note: note, at: Date())
            }
            return try await take(version, change.text, prospect)
        } catch let refusal as PlanRefusal {
            return .refused(refusal)
        }
    }

    /// The file of a new plan; one that is there with this very text is the plan's.
    private func begin(_ file: String, with text: String) -> PlanOutcome? {
        if (try? HouseRules.text(of: file)) == text { return nil }
        do {
            try DurableFile.write(text.utf8, to: file, isNew: true)
            return nil
        } catch {
            var outcome = PlanOutcome.refused(.cannotWrite)
            outcome.note = "\(error)"
            return outcome
        }
    }

    private func take(_ version: PlanVersion, _ text: String, _ prospect: Prospect) async throws -> PlanOutcome {
        var outcome = PlanOutcome()
        outcome.findings = Self.findings(prospect.diagnostics)
        let before = live(version.plan)
        // What is kept as live is live, whatever becomes of the file.
        let new = LivePlan(file: prospect.file, version: version, text: text, plan: prospect.plan)
        await goLive(
            prospect.rules,
            before == nil ? live + [new] : live.map { $0.file == prospect.file ? new : $0 }, fresh: [version])
        outcome.changes = [
            PlanOutcome.Change(plan: version.plan, before: before?.version.serial, after: version.serial)
        ]
        outcome.note = try await write(version, text, in: prospect.file)
        return outcome
    }
}
