import CivicCore
import CivicDialplan
import CivicHTTP
import CivicStore
import CivicTrace
import Foundation

extension Commands {
    /// Versions of the dialplans, the newest first; also while no daemon runs.
    package static func listPlans(_ plan: String?, config: String, data: String, limit: Int) async -> Int32 {
        await reporting {
            let (views, open) = try await withStore(config: config, data: data) { store in
                (
                    try await PlanVersionView.all(of: plan, in: store.plans, limit: limit),
                    try await store.plans.requests(.open).filter { plan == nil || $0.plan == plan }
                )
            }
            for request in open.reversed() {
                say(
                    "request \(request.id)  \(request.kind.rawValue) \(request.plan)"
                        + (request.serial.map { " \($0)" } ?? "") + "  \(request.at.formatted(.iso8601))  "
                        + "\(PlainText.clean(request.author))"
                        + (request.base.map { "  from \($0)" } ?? "")
                        + (request.note.isEmpty ? "" : "  \(PlainText.clean(request.note))"))
            }
            if !open.isEmpty { say("they wait for another person: civicline plans approve ID, or decline ID") }
            for view in views {
                let mark = view.isLive ? "live" : view.isDraft ? "draft" : ""
                say(
                    "\(view.plan) \(view.serial)  \(mark.padding(toLength: 5, withPad: " ", startingAt: 0))  "
                        + "\(view.at.formatted(.iso8601))  \(view.hash.prefix(12))  "
                        + "\(PlainText.clean(view.author))"
                        + (view.base.map { "  from \($0)" } ?? "")
                        + (view.note.isEmpty ? "" : "  \(PlainText.clean(view.note))"))
            }
            if views.isEmpty, let plan { say("nothing is kept of a plan '\(PlainText.clean(plan))'") }
            say("\(views.count) \(views.count == 1 ? "version" : "versions")")
            return 0
        }
    }

    /// The text of a version, as it was.
    package static func showPlan(_ version: String, config: String, data: String) async -> Int32 {
        await reporting {
            let text = try await withStore(config: config, data: data) { store in
                try await PlanDesignation(version).text(in: store.plans)
            }
            FileHandle.standardOutput.write(Data(text.utf8))
            return 0
        }
    }

    /// What differs between two versions, or between a version and a file.
    ///
    /// - Returns: as `diff` does: 0 the same, 1 different.
    package static func diffPlans(_ from: String, _ to: String, config: String, data: String) async -> Int32 {
        await reporting {
            let (old, new) = try await withStore(config: config, data: data) { store in
                (
                    try await PlanDesignation(from).text(in: store.plans),
                    try await PlanDesignation(to).text(in: store.plans)
                )
            }
            let diff = PlanDiff(from: old, to: new)
            guard !diff.isEmpty else {
                say("no difference")
                return 0
            }
            for (word, steps) in [("added", diff.added), ("removed", diff.removed), ("changed", diff.changed)]
            where !steps.isEmpty {
                say("steps \(word): \(steps.joined(separator: ", "))")
            }
            if diff.isTooLong { say("the texts differ, and are too long to be compared line by line") }
            say("--- \(from)\n+++ \(to)\n\(diff.text)")
            return 1
        }
    }

    /// Makes a file's text live at the daemon that serves the folder.
    ///
    /// - Parameter author: who says so; the system's user without it.
    package static func publishPlan(file: String, config: String, data: String, as author: String?, note: String)
        -> Int32
    {
        reporting {
            let text = try HouseRules.text(of: file)
            guard let name = PlanLoader.name(in: text) else {
                throw ConfigurationError(line: "\(file): no line says 'dialplan: NAME'")
            }
            let views: [PlanView] = try answer("/plans", data: data)
            let body = ControlServer.Publication(
                text: text, base: views.first { $0.name == name }?.live.serial, author: author ?? NSUserName(),
                note: note)
            return report(try answer("/plans/\(name)/publish", body, data: data))
        }
    }

    /// Makes an earlier version live again.
    package static func rollBackPlan(
        _ version: String, config: String, data: String, as author: String?, note: String
    ) -> Int32 {
        reporting {
            let views: [PlanView] = try answer("/plans", data: data)
            let designation = try PlanDesignation(version)
            guard case .serial(let plan, let serial) = designation else {
                throw ConfigurationError(
                    line: "a version is named like county@3; 'civicline plans list' shows them",
                    exitCode: ConfigurationError.usage)
            }
            let body = ControlServer.Rollback(
                to: serial, base: views.first { $0.name == plan }?.live.serial,
                author: author ?? NSUserName(), note: note)
            return report(try answer("/plans/\(plan)/rollback", body, data: data))
        }
    }

    /// A second person's word on a request.
    package static func decide(_ id: Int64, approve: Bool, data: String, as author: String?, note: String) -> Int32 {
        reporting {
            let body = ControlServer.Decision(author: author ?? NSUserName(), note: note)
            let outcome: PlanOutcome = try answer(
                "/requests/\(id)/\(approve ? "approve" : "decline")", body, data: data)
            guard outcome.refusal == nil, !approve else { return report(outcome) }
            say("request \(id) is declined; nothing has changed on the line")
            return 0
        }
    }

    /// Lets the daemon read the dialplans' and the configuration's files again.
    package static func reload(data: String) -> Int32 {
        reporting {
            report(try answer("/reload", ControlServer.Reload(author: NSUserName()), data: data))
        }
    }

    // MARK: The daemon

    static func answer<Result: Decodable>(
        _ path: String, _ body: (any Encodable)? = nil, data: String
    ) throws -> Result {
        let json = try body.map { try JSONEncoder().encode($0) }
        guard case .body(let answer) = ControlClient(dataFolder: data).ask(path, body: json),
            let result = try? JSONDecoder().decode(Result.self, from: answer)
        else {
            throw ConfigurationError(
                line: "no daemon answers for '\(data)'; start it with 'civicline serve --data \(data)', or name its "
                    + "folder with --data", exitCode: ConfigurationError.unavailable)
        }
        return result
    }

    private static func report(_ outcome: PlanOutcome) -> Int32 {
        for finding in outcome.findings { say(finding.text) }
        for change in outcome.changes {
            let before = change.before.map { ", before \($0)" } ?? ""
            say("\(change.plan): version \(change.after) is live\(before); calls in progress go on as they began")
        }
        for plan in outcome.removed ?? [] { say("\(plan): served no more; its versions stay readable") }
        if let request = outcome.request {
            say("request \(request) waits for another person: civicline plans approve \(request)")
        }
        if let note = outcome.note { say("note: \(note)") }
        for line in outcome.configurationLines { say(line) }
        switch outcome.refusal {
        case nil:
            if outcome.changes.isEmpty, outcome.request == nil, outcome.removed?.isEmpty != false {
                say("no dialplan has changed; all other files of the configuration are read again")
            }
            return 0
        case .faulty: say("refused: nothing has changed on the line")
        case .changedMeanwhile: say("refused: it would undo what came in between; look at it and try again")
        case .unknownPlan: say("refused: the daemon serves no plan of this name")
        case .unknownVersion: say("refused: there is no such version; 'civicline plans list' shows them")
        case .nothingNew:
            say("this is what is live already")
            return 0
        case .otherPlan: say("refused: the text is another plan's")
        case .tooLong: say("refused: the text is too long")
        case .cannotWrite: say("refused: a file cannot be written")
        case .badName: say("refused: a name is made of lower-case letters, digits and hyphens")
        case .nameTaken: say("refused: a plan or a file is called so already")
        case .noFolder: say("refused: 'files.dialplans' names no folder that a new plan could be put in")
        case .twoPersons: say("refused: it takes two persons ('plans.approval')")
        case .unknownRequest:
            say("refused: there is no such request, or it is decided; 'civicline plans list' shows them")
        case .ownRequest: say("refused: who asked cannot approve; another person has to")
        }
        return 1
    }
}

/// How a version is named on the command line: `county@3`, `county@live`, `county@draft`, or a file.
enum PlanDesignation {
    case serial(plan: String, Int)
    case alias(plan: String, PlanAlias)
    case file(String)

    init(_ text: String) throws(ConfigurationError) {
        let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
        guard parts.count == 2, !text.contains("/") else {
            self = .file(text)
            return
        }
        if let serial = Int(parts[1]) {
            self = .serial(plan: parts[0], serial)
        } else if let alias = PlanAlias(rawValue: parts[1]) {
            self = .alias(plan: parts[0], alias)
        } else {
            throw ConfigurationError(
                line: "'\(PlainText.clean(text, limit: 60))' names no version; versions are named like county@3, "
                    + "county@live or county@draft", exitCode: ConfigurationError.usage)
        }
    }

    func text(in book: PlanBook) async throws -> String {
        let found: String?
        switch self {
        case .serial(let plan, let serial): found = try await book.version(serial, of: plan)?.text
        case .alias(let plan, let alias): found = try await book.version(alias, of: plan)?.text
        case .file(let file): return try HouseRules.text(of: file)
        }
        guard let found else {
            throw ConfigurationError(line: "there is no such version; 'civicline plans list' shows them", exitCode: 1)
        }
        return found
    }
}
