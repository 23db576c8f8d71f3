import CivicCRM
import CivicCore
import CivicDialplan
import CivicHTTP
import CivicStore
import Foundation
import Logging

// Files that were edited, added, renamed or taken away by hand.
extension PlanKeeper {
    /// What the folders and files of the configuration hold now.
    private struct Shelf {
        var sources: [PlanSource] = []
        /// Files whose text nobody has taken yet.
        var edited: Set<String> = []
    }

    private struct Refused: Error {
        var outcome: PlanOutcome
    }

    func reloadNow(by author: String) async throws -> PlanOutcome {
        let before = configuration
        let later: HotlineConfiguration
        do {
            later = try HotlineConfiguration.load(
                file: before.file, environment: environment, dataFolder: before.dataFolder)
        } catch {
            let findings = Self.findings(error.diagnostics)
            return .refused(.faulty, findings, note: findings.isEmpty ? error.line : nil)
        }
        configuration.take(later)
        let known = knowledge
        var areArticlesKept = false
        do {
            let seeds: ArticleSeeds
            do {
                seeds = try await readArticles()
            } catch let fault as ConfigurationError {
                configuration = before
                let findings = Self.findings(fault.diagnostics)
                return .refused(.faulty, findings, note: findings.isEmpty ? fault.line : nil)
            }
            knowledge = seeds.knowledge
            var outcome = try await reloadPlans(
                by: author, before: before, seeds, areArticlesKept: &areArticlesKept)
            guard outcome.refusal == nil else {
                (configuration, knowledge) = (before, known)
                return outcome
            }
            let notes = [outcome.note].compactMap(\.self) + seeds.notes
            outcome.note = notes.isEmpty ? nil : notes.joined(separator: "\n")
            let taken =
                before.partsTaken(from: later) + seeds.fresh.map { "article \($0.id), version \($0.version)" }
            if !taken.isEmpty { outcome.taken = taken }
            let waiting = before.keysForNextStart(in: later)
            if !waiting.isEmpty { outcome.waiting = waiting }
            return outcome
        } catch {
            configuration = before
            if areArticlesKept {
                await tellKeptArticles()
            } else {
                knowledge = known
            }
            throw error
        }
    }

    /// What is in the book is told, also where what was to be written after it failed: the plans go on as they are.
    private func tellKeptArticles() async {
        let (fresh, diagnostics) = compile([:])
        guard !diagnostics.contains(where: { $0.severity == .error }),
            fresh.environment.articles != rules.environment.articles
        else { return }
        await goLive(fresh, live, fresh: [])
    }

    private func readArticles() async throws -> ArticleSeeds {
        var seeds = try await ArticleSeeds.read(configuration, store)
        try await seeds.speak(configuration, store)
        return seeds
    }

    /// - Parameters:
    ///   - before: the configuration that has been in force.
    ///   - areArticlesKept: true from when the seeds are in the book, also where something fails after it.
    private func reloadPlans(
        by author: String, before: HotlineConfiguration, _ seeds: ArticleSeeds, areArticlesKept: inout Bool
    ) async throws -> PlanOutcome {
        var shelf: Shelf
        let asked: [Int64]
        do {
            shelf = try await readShelf()
            asked = try await askForEdits(of: &shelf, by: author)
        } catch let fault as ConfigurationError {
            return .refused(.faulty, note: "\(fault)")
        } catch let refused as Refused {
            return refused.outcome
        }
        // Also without a change of a plan: prompts, services, units and calendars may have changed.
        let (rules, diagnostics) = compile(shelf.sources)
        let gone = live.filter { old in !rules.plans.contains { $0.name == old.plan.name } }
        guard !diagnostics.contains(where: { $0.severity == .error }) else {
            let lost = live.map(\.file).filter { file in !shelf.sources.contains { $0.file == file } }
            return .refused(
                .faulty, Self.findings(diagnostics),
                note: lost.isEmpty ? nil : "no longer there: \(lost.joined(separator: ", "))")
        }
        guard gone.isEmpty || configuration.approval == .alone else {
            return .refused(
                .twoPersons,
                note: "a plan is taken away by nobody alone; put back what held: "
                    + gone.map { "\($0.plan.name) (\($0.file))" }.joined(separator: ", "))
        }
        // Before anything is live: what cannot be written is refused with the rest.
        if before.accounts != configuration.accounts { try await store.accounts.use(configuration.accounts) }
        try await seeds.keep(in: store, by: author, note: "read from the file", at: Date())
        areArticlesKept = true
        let parts = before.partsTaken(from: configuration)
        if !parts.isEmpty {
            try await store.ledger.append(
                kind: "configuration-reloaded", conversation: nil, actor: author,
                details: ["parts": parts.joined(separator: " ")])
        }
        return try await take(shelf, rules, diagnostics, gone: gone.map(\.plan.name), asked: asked, by: author)
    }

    private func readShelf() async throws -> Shelf {
        var shelf = Shelf()
        for file in try configuration.files.presentDialplans() {
            let text = try HouseRules.text(of: file)
            let standing = live.first { $0.file == file }
            var taken: String?
            if let standing { taken = try await store.plans.version(.file, of: standing.plan.name)?.version.hash }
            if let standing, taken == PlanVersion.hash(of: text) {
                shelf.sources.append(PlanSource(file: file, text: standing.text))
            } else {
                shelf.sources.append(PlanSource(file: file, text: text))
                shelf.edited.insert(file)
            }
        }
        return shelf
    }

    /// Where two persons publish together, edits are asked for and what is live stays in their place.
    private func askForEdits(of shelf: inout Shelf, by author: String) async throws -> [Int64] {
        guard configuration.approval == .twoPerson else { return [] }
        var asked: [Int64] = []
        for source in shelf.sources where shelf.edited.contains(source.file) {
            let standing = live.first { $0.file == source.file }
            let name = PlanLoader.name(in: source.text) ?? ""
            // A file that has only been renamed changes nothing on the line.
            guard source.text != (standing ?? live(name))?.text else { continue }
            try judge(source, in: shelf, name, standing)
            if try await !store.plans.wasRequested(source.text, of: name) {
                let request = try await store.plans.ask(
                    PlanRequest(
                        plan: name, kind: standing == nil ? .create : .publish, text: source.text,
                        file: standing == nil ? source.file : nil, base: standing?.version.serial, author: author,
                        note: "read from the file", at: Date()))
                asked.append(request.id)
            }
            shelf.edited.remove(source.file)
            shelf.sources = shelf.sources.compactMap { other in
                guard other.file == source.file else { return other }
                return standing.map { PlanSource(file: $0.file, text: $0.text) }
            }
        }
        return asked
    }

    /// An edit is asked for where it can be live by itself, beside what is live now.
    private func judge(_ source: PlanSource, in shelf: Shelf, _ name: String, _ standing: LivePlan?) throws {
        let others = live.filter { $0.file != source.file }.map { PlanSource(file: $0.file, text: $0.text) }
        let diagnostics = compile(others + [source]).diagnostics
        guard !diagnostics.contains(where: { $0.severity == .error }) else {
            throw Refused(outcome: .refused(.faulty, Self.findings(diagnostics)))
        }
        guard standing == nil ? live(name) == nil : standing?.plan.name == name else {
            throw Refused(
                outcome: .refused(
                    .twoPersons,
                    note:
                        "\(source.file): a plan that is renamed, or edited under another file name, is taken away as well; "
                        + "edit it where it is"))
        }
    }

    private func take(
        _ shelf: Shelf, _ rules: HouseRules, _ diagnostics: [Diagnostic], gone: [String], asked: [Int64],
        by author: String
    ) async throws -> PlanOutcome {
        var fresh: [PlanText] = []
        for source in shelf.sources where shelf.edited.contains(source.file) {
            guard let plan = rules.plans.first(where: { $0.file == source.file }) else { continue }
            // A file with another name may hold what is live already.
            guard live(plan.name)?.text != source.text else { continue }
            fresh.append(
                PlanText(
                    plan: plan.name, text: source.text, fingerprint: plan.contentHash,
                    base: live(plan.name)?.version.serial))
        }
        let versions = try await store.plans.publish(
            fresh, retiring: gone, by: author, note: "read from the file", areFiles: true, at: Date())
        let before = live
        let plans = shelf.sources.compactMap { source -> LivePlan? in
            guard let plan = rules.plans.first(where: { $0.file == source.file }) else { return nil }
            let version =
                versions.first { $0.plan == plan.name } ?? before.first { $0.plan.name == plan.name }?.version
            return version.map { LivePlan(file: source.file, version: $0, text: source.text, plan: plan) }
        }
        await goLive(rules, plans, fresh: versions)
        for plan in plans where shelf.edited.contains(plan.file) { try await store.plans.fileHolds(plan.version) }
        var outcome = PlanOutcome()
        outcome.findings = Self.findings(diagnostics)
        outcome.changes = versions.map { version in
            PlanOutcome.Change(
                plan: version.plan, before: before.first { $0.plan.name == version.plan }?.version.serial,
                after: version.serial)
        }
        outcome.removed = gone
        outcome.request = asked.first
        for name in gone { log.notice("the dialplan \(name) is served no more: no file holds it") }
        if !asked.isEmpty {
            outcome.note = "requests that wait for another person: \(asked.map(String.init).joined(separator: ", "))"
        }
        return outcome
    }
}

extension PlanOutcome {
    static func refused(_ refusal: Refusal, _ findings: [PlanFinding] = [], note: String?) -> PlanOutcome {
        var outcome = PlanOutcome.refused(refusal, findings)
        outcome.note = note
        return outcome
    }
}
