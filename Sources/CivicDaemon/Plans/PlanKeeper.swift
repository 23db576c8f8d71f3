import CivicCore
package import CivicDialplan
import CivicHTTP
package import CivicStore
package import Foundation
package import Logging

/// Which versions of the dialplans are live, and how others become so.
///
///     dialplans/*.yaml ─reload─┐                     ┌─▶ PlanBook: version, alias, ledger; on disk first
///     the studio ───────publish┼─▶ compile all ─────▶┼─▶ the file, so that folder and line say the same
///     an old version ─rollback─┘   or refuse all     └─▶ the switchboard: new calls begin with it
///
/// One change at a time, and all plans are compiled together each time: a set that contradicts itself never becomes
/// live. Calls in progress hold the plan that they began with.
package actor PlanKeeper {
    /// What one file of the configuration gives to the live set.
    package struct LivePlan: Sendable {
        package var file: String
        package var version: PlanVersion
        package var text: String
        package var plan: Plan
    }

    /// As the last reload has left it.
    var configuration: HotlineConfiguration
    let store: CivicStore
    let log: Logger
    /// What `CIVICLINE_…` said at the start, for comparing with what the configuration says now.
    let environment: [String: String]
    package private(set) var live: [LivePlan]
    package private(set) var rules: HouseRules
    /// What is told; the plans are compiled with it.
    var knowledge: HouseKnowledge?
    private var swap: @Sendable (HouseRules, HotlineConfiguration) async -> Void = { _, _ in }
    private var lastChange: Task<Void, Never>?

    private init(
        _ configuration: HotlineConfiguration, store: CivicStore, log: Logger, environment: [String: String],
        live: [LivePlan], rules: HouseRules, knowledge: HouseKnowledge
    ) {
        self.configuration = configuration
        self.store = store
        self.log = log
        self.environment = environment
        self.live = live
        self.rules = rules
        self.knowledge = knowledge
    }

    /// Finds what is live at the start: the version that the records name, unless the plan's file was edited since.
    ///
    /// A file with a fault does not keep the line from answering where the plan has a live version: that version is
    /// served and the fault is logged. A first start has none, and refuses.
    package static func begin(
        _ configuration: HotlineConfiguration, store: CivicStore, log: Logger,
        environment: [String: String] = ProcessInfo.processInfo.environment, at now: Date = Date()
    ) async throws -> PlanKeeper {
        let book = store.plans
        var candidates: [Candidate] = []
        for file in configuration.files.dialplans {
            candidates.append(try await Candidate.read(file, book))
        }
        if configuration.approval == .twoPerson {
            // What was edited while nobody watched waits for two persons as well.
            for index in candidates.indices { try await candidates[index].waitForApproval(book, log, at: now) }
            if candidates.contains(where: { $0.live != nil }) {
                for new in candidates where new.live == nil { try await new.askToBegin(book, log, at: now) }
                candidates.removeAll { $0.live == nil }
            }
            for left in try await Candidate.leftBehind(by: candidates, in: configuration.files.dialplanFolder, book) {
                log.warning(
                    "no file holds the dialplan \(left.name): its live version goes on, since nobody takes a plan away alone"
                )
                candidates.append(left)
            }
        }
        var seeds = try await ArticleSeeds.read(configuration, store)
        try await seeds.speak(configuration, store)
        for note in seeds.notes { log.warning("\(note)") }
        var (rules, diagnostics) = try HouseRules.compile(
            configuration, sources: candidates.map(\.source), knowledge: seeds.knowledge)
        let faulty = Set(diagnostics.filter { $0.severity == .error }.map(\.file))
        if !faulty.isEmpty, candidates.contains(where: { faulty.contains($0.file) && $0.canFallBack }) {
            for diagnostic in diagnostics where diagnostic.severity == .error { log.error("\(diagnostic)") }
            for index in candidates.indices where faulty.contains(candidates[index].file) {
                guard let live = candidates[index].live, candidates[index].canFallBack else { continue }
                candidates[index].text = live.text
                candidates[index].isFromFile = false
                log.error(
                    "\(candidates[index].file) has faults: version \(live.version.serial) of \(live.version.plan) goes on"
                )
            }
            (rules, diagnostics) = try HouseRules.compile(
                configuration, sources: candidates.map(\.source), knowledge: seeds.knowledge)
        }
        guard !diagnostics.contains(where: { $0.severity == .error }) else {
            throw ConfigurationError(diagnostics.filter { $0.severity == .error })
        }
        try await seeds.keep(in: store, by: "file", note: "read from the file at the start", at: now)
        let fresh = try candidates.filter { $0.isFromFile && $0.live?.text != $0.text }.map { candidate in
            try candidate.planText(in: rules)
        }
        // Of plans that are served no more, so that nobody takes them for live.
        let gone = try await book.serials(.live).keys.filter { name in !rules.plans.contains { $0.name == name } }
        for name in gone.sorted() { log.notice("the dialplan \(name) is served no more: no file holds it") }
        let published = try await book.publish(
            fresh, retiring: gone.sorted(), by: "file", note: "read from the file at the start", areFiles: true, at: now
        )
        for version in published { log.notice("version \(version.serial) of \(version.plan) is live") }
        try await book.keepHouseText(rules.calendars)
        let live = try await candidates.asyncMap { candidate in
            let plan = try candidate.plan(in: rules)
            guard let (version, text) = try await book.version(.live, of: plan.name) else {
                throw ConfigurationError(line: "\(candidate.file): its version cannot be kept")
            }
            return LivePlan(file: candidate.file, version: version, text: text, plan: plan)
        }
        return PlanKeeper(
            configuration, store: store, log: log, environment: environment, live: live, rules: rules,
            knowledge: seeds.knowledge)
    }

    /// Who is told of each new set; in the end what callers hear comes from there.
    package func connect(_ swap: @escaping @Sendable (HouseRules, HotlineConfiguration) async -> Void) {
        self.swap = swap
    }

    // MARK: Changes

    /// Lets changes happen one after the other, also where they wait in between.
    func oneAtATime<Result: Sendable>(
        _ change: @escaping @Sendable (isolated PlanKeeper) async throws -> Result
    ) async throws -> Result {
        let before = lastChange
        let task = Task { () async throws -> Result in
            await before?.value
            return try await change(self)
        }
        lastChange = Task { _ = try? await task.value }
        return try await task.value
    }

    /// Compiles the live texts with others in the place of some.
    ///
    /// - Parameter texts: by file.
    func compile(_ texts: [String: String]) -> (rules: HouseRules, diagnostics: [Diagnostic]) {
        compile(live.map { PlanSource(file: $0.file, text: texts[$0.file] ?? $0.text) })
    }

    /// Compiles a set of texts as if it were the live one.
    func compile(_ sources: [PlanSource]) -> (rules: HouseRules, diagnostics: [Diagnostic]) {
        do {
            return try HouseRules.compile(configuration, sources: sources, knowledge: knowledge)
        } catch {
            // Another file of the house cannot be read: nothing compiles, and that is what is wrong.
            var none = rules
            none.plans = []
            let fault = Diagnostic(
                file: configuration.file, line: 0, column: 0, message: error.line, rule: "configuration")
            return (none, error.diagnostics.isEmpty ? [fault] : error.diagnostics)
        }
    }

    /// Puts a compiled set in the place of the live one and tells the switchboard.
    ///
    /// - Parameters:
    ///   - plans: the whole set; their compiled form is taken out of `rules`.
    ///   - fresh: versions that were not live before.
    func goLive(_ rules: HouseRules, _ plans: [LivePlan], fresh: [PlanVersion]) async {
        live = plans.map { one in
            var one = one
            if let plan = rules.plans.first(where: { $0.file == one.file }) { one.plan = plan }
            return one
        }
        self.rules = rules
        do {
            // Before a call goes by it, so that the call can be walked again by it.
            try await store.plans.keepHouseText(rules.calendars)
        } catch {
            log.error("the calendars are not kept, so that calls cannot be walked again by them later: \(error)")
        }
        await swap(rules, configuration)
        for version in fresh { log.notice("version \(version.serial) of \(version.plan) is live") }
    }

    func live(_ plan: String) -> LivePlan? { live.first { $0.plan.name == plan } }

    // MARK: Files

    /// Writes a version into the plan's file, unless that holds an edit which nobody has taken yet.
    ///
    /// - Returns: why the file was left alone.
    func write(_ version: PlanVersion, _ text: String, in file: String) async throws -> String? {
        let taken = try await store.plans.version(.file, of: version.plan)?.version.hash
        // One that was taken away holds nobody's edit.
        if FileManager.default.fileExists(atPath: file) {
            guard let present = FileManager.default.contents(atPath: file) else {
                return "\(file) cannot be read, so it was not written"
            }
            let hash = PlanVersion.hash(of: String(decoding: present, as: UTF8.self))
            guard hash != version.hash else {
                try await store.plans.fileHolds(version)
                return nil
            }
            guard hash == taken else {
                return "\(file) was edited by hand since it was last read; it is left as it is"
            }
        }
        do {
            try DurableFile.write(text.utf8, to: file)
        } catch {
            return "\(error); it still holds an earlier version"
        }
        try await store.plans.fileHolds(version)
        return nil
    }
}

/// A plan's file on the way to being live.
private struct Candidate {
    var file: String
    var text: String
    /// What the records say is live for this plan.
    var live: (version: PlanVersion, text: String)?
    /// The text is the file's, rather than the live version's.
    var isFromFile: Bool

    var canFallBack: Bool { isFromFile && live != nil }
    var name: String { live?.version.plan ?? file }
    var source: PlanSource { PlanSource(file: file, text: text) }

    static func read(_ file: String, _ book: PlanBook) async throws -> Candidate {
        // Where not even the name can be read, the file's own says which plan it was.
        let name =
            FileManager.default.contents(atPath: file)
            .flatMap { PlanLoader.name(in: String(decoding: $0, as: UTF8.self)) }
            ?? URL(filePath: file).deletingPathExtension().lastPathComponent
        let live = try await book.version(.live, of: name)
        let text: String
        do {
            text = try HouseRules.text(of: file)
        } catch {
            // Not UTF-8, or gone: with a live version the line answers all the same.
            guard let live else { throw error }
            return Candidate(file: file, text: live.text, live: live, isFromFile: false)
        }
        let taken = try await book.version(.file, of: name)
        if let live, taken?.version.hash == PlanVersion.hash(of: text) {
            return Candidate(file: file, text: live.text, live: live, isFromFile: false)
        }
        return Candidate(file: file, text: text, live: live, isFromFile: true)
    }

    /// Plans that are live and that no file holds any more, as if one of their name held them.
    static func leftBehind(by present: [Candidate], in folder: String?, _ book: PlanBook) async throws -> [Candidate] {
        guard let folder else { return [] }
        let held = Set(present.map(\.name) + present.compactMap { PlanLoader.name(in: $0.text) })
        var left: [Candidate] = []
        for name in try await book.serials(.live).keys.sorted() where !held.contains(name) {
            guard let live = try await book.version(.live, of: name) else { continue }
            left.append(Candidate(file: "\(folder)/\(name).yaml", text: live.text, live: live, isFromFile: false))
        }
        return left
    }

    func plan(in rules: HouseRules) throws -> Plan {
        guard let plan = rules.plans.first(where: { $0.file == file }) else {
            throw ConfigurationError(line: "\(file): holds no plan")
        }
        return plan
    }

    /// A text that is not live yet is asked for, and what is live goes on.
    mutating func waitForApproval(_ book: PlanBook, _ log: Logger, at now: Date) async throws {
        guard isFromFile, let live, live.text != text else { return }
        let name = live.version.plan
        if try await !book.wasRequested(text, of: name) {
            let request = try await book.ask(
                PlanRequest(
                    plan: name, kind: .publish, text: text, base: live.version.serial, author: "file",
                    note: "found in the file at the start", at: now))
            log.warning("\(file) was edited: request \(request.id) waits for two persons; the live version goes on")
        }
        self.text = live.text
        isFromFile = false
    }

    /// A plan that there was not is asked for, and served when somebody has approved it.
    func askToBegin(_ book: PlanBook, _ log: Logger, at now: Date) async throws {
        let name = PlanLoader.name(in: text) ?? URL(filePath: file).deletingPathExtension().lastPathComponent
        guard try await !book.wasRequested(text, of: name) else { return }
        let request = try await book.ask(
            PlanRequest(
                plan: name, kind: .create, text: text, file: file, base: nil, author: "file",
                note: "found in the file at the start", at: now))
        log.warning("\(file) is new: request \(request.id) waits for two persons")
    }

    func planText(in rules: HouseRules) throws -> PlanText {
        let plan = try plan(in: rules)
        return PlanText(plan: plan.name, text: text, fingerprint: plan.contentHash, base: live?.version.serial)
    }
}

extension Sequence {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
