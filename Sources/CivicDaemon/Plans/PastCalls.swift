import CivicCore
import CivicDialplan
import CivicSpeech
import CivicStore
import Foundation

/// Past calls with the versions of the dialplans that they were walked on.
///
///     call_walk ─▶ WalkRecord ─▶ versions ─▶ PlanBook, compiled again ─▶ Replay
///
/// Compiled with the calendars that the call went by, and with the house as it is now otherwise: where a prompt has
/// changed since, the replay says so.
struct PastCalls: Sendable {
    /// A call, or why it cannot be walked again.
    struct Call: Sendable {
        var row: WalkRow
        var record: WalkRecord?
        var replay: Replay?
        /// Serial of the version that the call began in.
        var version: Int?
        var fault: String?
        /// Whether it is walked again by the calendars that it went by, rather than by those of now.
        var hasItsCalendars = false
        /// What the version's prompts say now.
        var rules: HouseRules?
    }

    /// A text that stands for a plan where a call's own version is another.
    struct Source: Sendable {
        var plan: String
        var file: String
        var text: String
        var fingerprint: String
    }

    private struct Edition: Sendable {
        var rules: HouseRules
        var serials: [String: Int]
        var fault: String?
        var hasItsCalendars = false
    }

    private struct EditionKey: Hashable {
        var versions: [String: String]
        var calendars: String?
    }

    let configuration: HotlineConfiguration
    let store: CivicStore
    /// What is live.
    let live: [Source]

    /// Most calls that one question walks again.
    static let most = 5_000

    func calls(of reference: ConversationReference) async throws -> [Call] {
        try await calls(try await store.walks.walks(of: reference))
    }

    /// The newest first.
    func calls(of plan: String, from start: Date, to end: Date, limit: Int) async throws -> (calls: [Call], all: Int) {
        let rows = try await store.walks.walks(of: plan, from: start, to: end, limit: min(limit, Self.most))
        return (try await calls(rows), try await store.walks.count(of: plan, from: start, to: end))
    }

    private func calls(_ rows: [WalkRow]) async throws -> [Call] {
        var editions: [EditionKey: Edition] = [:]
        var calls: [Call] = []
        let own = PromptCatalogue(ownWordsOf: try await store.surges.withOwnWords())
        for row in rows {
            guard let record = try? WalkRecord(text: row.record) else {
                calls.append(Call(row: row, fault: "its record cannot be read"))
                continue
            }
            let edition: Edition
            let key = EditionKey(versions: record.versions, calendars: record.calendars)
            if let known = editions[key] {
                edition = known
            } else {
                edition = try await compile(key)
                editions[key] = edition
            }
            var call = Call(
                row: row, record: record, version: edition.serials[record.plan], fault: edition.fault,
                hasItsCalendars: edition.hasItsCalendars, rules: edition.rules)
            // What was put in front of calls stands in no file.
            call.rules?.catalogue = edition.rules.catalogue.adding(own)
            if let plan = edition.rules.plans.first(where: { $0.name == record.plan }) {
                call.replay = Replay(record, of: plan)
            } else if call.fault == nil {
                call.fault = "its version does not compile any more"
            }
            calls.append(call)
        }
        return calls
    }

    /// The plans as they were: the versions of these content hashes among what is live now.
    private func compile(_ key: EditionKey) async throws -> Edition {
        let versions = key.versions
        var sources = live
        var serials: [String: Int] = [:]
        for (plan, fingerprint) in versions.sorted(by: { $0.key < $1.key }) {
            guard let (version, text) = try await store.plans.version(fingerprint: fingerprint, of: plan) else {
                return Edition(
                    rules: try HouseRules.compile(configuration, sources: []).0, serials: serials,
                    fault: "its version of '\(plan)' is not kept")
            }
            serials[plan] = version.serial
            let source = Source(plan: plan, file: "\(plan)@\(version.serial)", text: text, fingerprint: fingerprint)
            if let index = sources.firstIndex(where: { $0.plan == plan }) {
                sources[index].text = text
            } else {
                sources.append(source)
            }
        }
        let texts = sources.map { PlanSource(file: $0.file, text: $0.text) }
        var then: String?
        if let hash = key.calendars { then = try await store.plans.houseText(hash) }
        // Services that have come since may name calendars that there were not: by those of now, then, and it is said.
        let asThen = try? then.map { try HouseRules.compile(configuration, sources: texts, calendars: $0) }
        let (rules, diagnostics) = try asThen ?? HouseRules.compile(configuration, sources: texts)
        let names = Set(versions.keys)
        var fault: String?
        if !names.isSubset(of: Set(rules.plans.map(\.name))),
            let first = diagnostics.first(where: { $0.severity == .error })
        {
            fault = "its version does not compile any more: \(first.message)"
        }
        return Edition(rules: rules, serials: serials, fault: fault, hasItsCalendars: asThen != nil)
    }
}

/// A period that somebody typed, on a plan's clock.
struct Period: Sendable {
    var start: Date
    var end: Date

    /// - Parameters:
    ///   - from, to: such as `2026-11-23`, `2026-11-23T10:00`; `nil` is yesterday's midnight, and now.
    init(from: String?, to: String?, zone: TimeZone, now: Date = Date()) throws(ConfigurationError) {
        var calendar = Foundation.Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        func read(_ text: String?) throws(ConfigurationError) -> Date? {
            guard let text, !text.isEmpty else { return nil }
            guard let date = LocalInstant.date(text, in: zone) ?? LocalInstant.date(text + "T00:00", in: zone) else {
                throw ConfigurationError(
                    line: "'\(text.prefix(40))' is no time such as 2026-11-23 or 2026-11-23T10:00",
                    exitCode: ConfigurationError.usage)
            }
            return date
        }
        let midnight = calendar.startOfDay(for: now)
        start = try read(from) ?? calendar.date(byAdding: .day, value: -1, to: midnight) ?? midnight
        end = try read(to) ?? now
        guard start < end else {
            throw ConfigurationError(
                line: "the period ends before it begins", exitCode: ConfigurationError.usage)
        }
    }
}
