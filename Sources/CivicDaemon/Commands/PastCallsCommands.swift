import CivicCore
import CivicDialplan
import CivicHTTP
import CivicStore
import CivicTrace
import Foundation

extension Commands {
    /// One past call, step by step.
    package static func replay(_ typed: String, config: String, data: String) async -> Int32 {
        await reporting {
            guard let reference = ConversationReference(typed: typed) else {
                throw ConfigurationError(
                    line:
                        "'\(PlainText.clean(typed, limit: 40))' is no reference of a call; it looks like C-7K2M4Q9XTB",
                    exitCode: ConfigurationError.usage)
            }
            let views = try await withStore(config: config, data: data) { store in
                let archive = try await archive(store, config: config, data: data)
                let calls = try await archive.calls(of: reference)
                if !calls.isEmpty {
                    try await store.ledger.append(
                        kind: "call-replayed", conversation: reference, actor: NSUserName(), details: [:])
                }
                var views: [ReplayView] = []
                for call in calls {
                    views.append(
                        ReplayView(
                            call, isAsWritten: try await store.walks.isAsWritten(call.row), isComplete: true, svg: nil))
                }
                return views
            }
            guard !views.isEmpty else {
                throw ConfigurationError(line: "no walk of \(reference) is kept in '\(data)'", exitCode: 1)
            }
            for view in views { tell(view) }
            return 0
        }
    }

    private static func tell(_ view: ReplayView) {
        let call = view.call
        say(
            "\(call.reference)  \(call.startedAt.formatted(.iso8601))  \(call.plan)"
                + (call.version.map { " version \($0)" } ?? ""))
        if let fault = call.fault { say("it cannot be walked again: \(fault)") }
        for line in view.lines {
            say("\(String(format: "%7.1f s", Double(line.at) / 1_000))  \(PlainText.clean(line.text, limit: 2_000))")
        }
        guard call.fault == nil else { return }
        say("landed: \(call.landing)")
        say(
            call.isFaithful
                ? "walked again, it did the same as in the call"
                : "walked again, it does something else than in the call: "
                    + (call.hasItsCalendars
                        ? "prompts or the machine have changed since" : "calendars or the machine have changed since"))
        if view.isAsWritten == false { say("the record is not the one that the ledger has the hash of") }
    }

    /// Calls that began in a plan within a period.
    package static func listPastCalls(of plan: String, from: String?, to: String?, config: String, data: String)
        async -> Int32
    {
        await reporting {
            let (calls, all) = try await withStore(config: config, data: data) { store in
                let archive = try await archive(store, config: config, data: data)
                let period = try Period(from: from, to: to, zone: try zone(of: plan, archive))
                return try await archive.calls(of: plan, from: period.start, to: period.end, limit: 500)
            }
            for call in calls.map(PastCallView.init) {
                say(
                    [
                        call.reference, call.startedAt.formatted(.iso8601), "\(call.seconds) s",
                        call.version.map { "version \($0)" } ?? "-", call.fault ?? call.landing,
                        call.isFaithful || call.fault != nil ? "" : "not as it was",
                    ].filter { !$0.isEmpty }.joined(separator: "  "))
            }
            say("\(calls.count) of \(all) calls")
            return 0
        }
    }

    /// A period's callers on another text.
    ///
    /// - Returns: 1 where somebody loses the way to a person or a case.
    package static func whatIf(_ version: String, from: String?, to: String?, config: String, data: String) async
        -> Int32
    {
        await reporting {
            let view = try await withStore(config: config, data: data) { store in
                let archive = try await archive(store, config: config, data: data)
                let text = try await PlanDesignation(version).text(in: store.plans)
                guard let name = PlanLoader.name(in: text) else {
                    throw ConfigurationError(line: "\(version): no line says 'dialplan: NAME'")
                }
                let (plan, rules) = try compile(text, as: name, archive)
                let period = try Period(from: from, to: to, zone: plan.timeZone)
                let (calls, all) = try await archive.calls(
                    of: name, from: period.start, to: period.end, limit: PastCalls.most)
                var whatIf = WhatIf(plan, catalogue: rules.catalogue)
                for call in calls {
                    if let replay = call.replay { whatIf.add(replay, named: call.row.conversation.text) }
                }
                return WhatIfView(whatIf, all: all)
            }
            for line in view.textLines { say(line) }
            return view.losesHelp > 0 || view.losesPerson > 0 ? 1 : 0
        }
    }

    private static func compile(_ text: String, as name: String, _ archive: PastCalls) throws -> (Plan, HouseRules) {
        var sources = archive.live.map { PlanSource(file: $0.file, text: $0.plan == name ? text : $0.text) }
        if !archive.live.contains(where: { $0.plan == name }) { sources.append(PlanSource(file: name, text: text)) }
        let (rules, diagnostics) = try HouseRules.compile(archive.configuration, sources: sources)
        guard let plan = rules.plans.first(where: { $0.name == name }) else {
            throw ConfigurationError(diagnostics.filter { $0.severity == .error })
        }
        return (plan, rules)
    }

    private static func zone(of plan: String, _ archive: PastCalls) throws -> TimeZone {
        let sources = archive.live.map { PlanSource(file: $0.file, text: $0.text) }
        let (rules, _) = try HouseRules.compile(archive.configuration, sources: sources)
        guard let found = rules.plans.first(where: { $0.name == plan }) else {
            throw ConfigurationError(
                line: "no dialplan is called '\(PlainText.clean(plan, limit: 60))'; there are: "
                    + rules.plans.map(\.name).sorted().joined(separator: ", "), exitCode: ConfigurationError.usage)
        }
        return found.timeZone
    }

    /// What is live by the records, or stands in the files where nothing is.
    private static func archive(_ store: CivicStore, config: String, data: String) async throws -> PastCalls {
        let configuration = try configuration(config, data: data)
        var live: [PastCalls.Source] = []
        for file in configuration.files.dialplans {
            let text = try HouseRules.text(of: file)
            guard let name = PlanLoader.name(in: text) else { continue }
            let kept = try await store.plans.version(.live, of: name)?.text ?? text
            live.append(
                PastCalls.Source(plan: name, file: file, text: kept, fingerprint: Plan.contentHash(of: kept)))
        }
        return PastCalls(configuration: configuration, store: store, live: live)
    }
}

extension WhatIfView {
    /// For people.
    var textLines: [String] {
        var lines = ["\(calls) calls" + (all > calls ? " of \(all), the newest" : "")]
        guard calls > 0 else { return lines + ["nobody called in this period"] }
        if faithful < calls { lines.append("\(calls - faithful) of them do not walk again exactly as they did") }
        if unclear > 0 { lines.append("\(unclear) say nothing: acted again they do not land where they did") }
        lines.append("\(same) land as before, \(calls - unclear - same) elsewhere")
        for shift in elsewhere {
            lines.append(
                "  \(shift.calls): \(shift.from) -> \(shift.to), after \(shift.after.isEmpty ? "the start" : shift.after)"
                    + " (\(shift.examples.joined(separator: ", ")))")
        }
        for question in questions { lines.append("asked something new in \(question.step): \(question.calls)") }
        lines.append(
            "lose the way to a person: \(losesPerson); come to neither a person nor a case any more: \(losesHelp)")
        if gainsPerson > 0 { lines.append("come to a person who did not: \(gainsPerson)") }
        lines.append("seconds to a person: \(Self.text(secondsBefore, secondsAfter))")
        lines.append("keys to a person: \(Self.text(keysBefore, keysAfter))")
        return lines
    }

    private static func text(_ before: Spread?, _ after: Spread?) -> String {
        func text(_ spread: Spread?) -> String {
            spread.map { String(format: "%.0f (nine of ten within %.0f)", $0.median, $0.ninth) }
                ?? "nobody comes to one"
        }
        return "\(text(before)) before, \(text(after)) after"
    }
}
