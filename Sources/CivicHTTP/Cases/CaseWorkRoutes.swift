import CivicCRM
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// `/cases`: handling units work on their cases, the hotline centre's supervisor on all of them.
extension WebHouse {
    /// Who works on cases; administrators keep the house and read no citizen's matter.
    static let caseWorkers: [DeskRole] = [.unit, .supervisor]

    func addCaseWork(to routes: inout RouteTable) {
        routes.signedIn(.get, "/cases", asOneOf: Self.caseWorkers) { request, _, agent in
            let worker = try CaseWorker(agent, cases.catalogue)
            let words = Dictionary(
                uniqueKeysWithValues: PageLanguage.allCases.map { ($0.rawValue, caseWords(in: $0)) })
            let data = CasePageData(worker, catalogue: catalogue, words: words)
            let json = String(decoding: try WireJSON.encode(data), as: UTF8.self)
            return overseerPage(
                "cases", title: site.words(in: PageLanguage(of: request))["work.title"], at: "/cases", for: agent,
                of: request, markup: ["data": HTMLText.scriptData(json)])
        }
        routes.signedIn(.get, "/api/cases", asOneOf: Self.caseWorkers) { request, _, agent in
            try await list(request, try CaseWorker(agent, cases.catalogue))
        }
        routes.signedIn(.get, "/api/cases/:id", asOneOf: Self.caseWorkers) { _, context, agent in
            let worker = try CaseWorker(agent, cases.catalogue)
            let file = try await file(try recordId(context, "case"), for: worker)
            return try await show(file, worker, as: .record, try ground(of: file, for: worker))
        }
        routes.signedIn(.post, "/api/cases/:id", asOneOf: Self.caseWorkers) { request, context, agent in
            let worker = try CaseWorker(agent, cases.catalogue)
            let form = try await request.json(as: CaseActForm.self)
            let opened = try await file(try recordId(context, "case"), for: worker)
            let (id, why) = (opened.record.id, try ground(of: opened, for: worker))
            let changed = try await carryOut(form, id, worker)
            guard worker.maySee(changed) else {
                return try .json(CaseGone(gone: true, state: changed.state, unit: changed.unit))
            }
            return try await show(try await file(id, for: worker), worker, as: .change, why)
        }
    }

    private func list(_ request: Request, _ worker: CaseWorker) async throws -> Response {
        let word = request.uri.queryParameters["shelf"].map(String.init) ?? CaseShelf.open.rawValue
        guard let shelf = CaseShelf(rawValue: word), shelf != .attention || worker.unit == nil else {
            throw Problem.invalid("shelf", "There is no such list.", remedy: "Ask for open or answered.")
        }
        let wanted = request.uri.queryParameters["unit"].map(String.init).flatMap { $0.isEmpty ? nil : $0 }
        let unit = worker.unit?.id ?? wanted
        let lines = try await asking { try await cases.cases(on: shelf, ofUnit: unit, limit: 200) }
        return try .json(CaseListView(lines: lines, now: now()))
    }

    /// A case that the worker has to do with; others are not there.
    private func file(_ id: Int64, for worker: CaseWorker) async throws -> CaseFile {
        guard let file = try await asking({ try await cases.caseFile(id) }), worker.maySee(file.record) else {
            throw Problem.noSuch("case", remedy: "Look into your list; it may be with another unit now.")
        }
        return file
    }

    private func show(
        _ file: CaseFile, _ worker: CaseWorker, as look: FileOpening.Look, _ ground: OpeningGround
    ) async throws -> Response {
        let mark = try await note(
            FileOpening(
                by: worker.agent.id, look: look, citizenId: file.record.citizenId, caseId: file.record.id,
                ground: ground
            ))
        let files = try await views(of: file, worker)
        var view = CaseFileView(file, files, for: worker, catalogue: cases.catalogue, now: now())
        // A confidential case that leaks is traced to whoever was shown it.
        if file.record.isConfidential, worker.unit != nil { view.mark(with: mark) }
        return try .json(view)
    }

    private func carryOut(_ form: CaseActForm, _ id: Int64, _ worker: CaseWorker) async throws -> Case {
        let note = try TextRule.note.check(form.note ?? "", field: "note")
        let at = now()
        return try await changingCase {
            switch form.act {
            case .merge:
                guard let number = form.into.flatMap({ CaseNumber($0) }) else {
                    throw Problem.invalid(
                        "into", "It is no case number.", remedy: "Write the eight digits of the other case.")
                }
                return try await cases.merge(
                    id, into: number, note: note, seen: form.version, by: worker.actor, at: at)
            case .unmerge:
                return try await cases.undoMerge(id, note: note, seen: form.version, by: worker.actor, at: at)
            default:
                return try await cases.act(
                    try form.caseAct(), onCase: id, note: note, seen: form.version, by: worker.actor, at: at)
            }
        }
    }

    /// Refusals of a case's life become problems that name the remedy.
    func changingCase<Answer: Sendable>(_ work: () async throws -> Answer) async throws -> Answer {
        try await asking {
            do {
                return try await work()
            } catch let refusal as CaseRefusal {
                throw Problem(refusal)
            } catch RecordsRefusal.forbiddenChange(let from, _) {
                throw Problem(CaseRefusal.notNow(from))
            } catch RecordsRefusal.unknownCaseNumber {
                throw Problem.invalid("into", "No case has this number.", remedy: "Look at the number again.")
            }
        }
    }

    private func caseWords(in language: PageLanguage) -> [String: String] {
        site.words(in: language).filter { key, _ in
            ["work.", "case-state.", "channel.", "unit.", "problem.", "opening."].contains { key.hasPrefix($0) }
        }
    }
}

/// Somebody who works on cases: in a unit, or as the centre's supervisor.
struct CaseWorker: Sendable {
    let agent: DeskAgent
    /// nil for the centre.
    let unit: HandlingUnit?

    init(_ agent: DeskAgent, _ catalogue: ServiceCatalogue) throws {
        self.agent = agent
        guard agent.roles.contains(.unit) else {
            unit = nil
            return
        }
        guard let unit = agent.unit.flatMap({ catalogue.unit($0) }) else {
            throw Problem(
                kind: "unit-missing", title: "Your account belongs to no unit of the county", status: .forbidden,
                remedy: "Ask the administrator to name your unit in accounts.yaml.")
        }
        self.unit = unit
    }

    var actor: CaseActor { CaseActor(agent.id, unit.map { .unit($0.id) } ?? .centre) }

    /// A unit sees what was sent to it and is not elsewhere.
    func maySee(_ record: Case) -> Bool {
        guard let unit else { return true }
        return record.unit == unit.id && record.state != .received && record.state != .merged
    }

    var viewer: CaseSight.Viewer { unit.map { .unit($0) } ?? .centre }
}

/// What a page sends to act on a case.
struct CaseActForm: Decodable {
    var act: CaseOffer
    var note: String?
    /// The version that the page shows.
    var version: Int
    var unit: String?
    var rule: String?
    /// 3d, 4h
    var term: String?
    /// Number of the case that it goes on as part of.
    var into: String?

    func caseAct() throws -> CaseAct {
        switch act {
        case .dispatch: return .dispatch(unit: try required(unit, "unit"))
        case .accept: return .accept
        case .refuse:
            let rule = try TextRule.summary.check(try required(rule, "rule"), field: "rule")
            return .refuse(proposed: try required(unit, "unit"), rule: rule)
        case .answer: return .answer
        case .askCitizen: return .askCitizen
        case .agree: return .agree
        case .dispute: return .dispute
        case .askExtension: return .askTime(.extension, try terms())
        case .askPause: return .askTime(.pause, try terms())
        case .grant: return .grant
        case .turnDown: return .turnDown
        case .resume: return .resume
        case .remind: return .remind
        case .supervise: return .supervise
        case .note: return .note
        case .merge, .unmerge: throw Problem.invalid("act", "It is about two cases.", remedy: "Send it with 'into'.")
        }
    }

    private func required(_ text: String?, _ field: String) throws -> String {
        guard let text, !text.isEmpty else {
            throw Problem.invalid(field, "It is missing.", remedy: "Send it with the rest.")
        }
        return text
    }

    private func terms() throws -> WorkingTerm {
        guard let term = WorkingTerm(try required(term, "term")) else {
            throw Problem.invalid(
                "term", "It is no length of time.", remedy: "Write 4h of working time or 3d for working days.")
        }
        return term
    }
}

extension Problem {
    /// Why a case stays as it is.
    init(_ refusal: CaseRefusal) {
        let parts = refusal.description.split(separator: ";", maxSplits: 1).map(String.init)
        var remedy = (parts.count > 1 ? parts[1] : "").trimmingCharacters(in: .whitespaces)
        remedy = remedy.prefix(1).uppercased() + remedy.dropFirst() + "."
        var title = parts[0].prefix(1).uppercased() + parts[0].dropFirst()
        // It begins with a sign-in name, which stays as it is typed.
        if case .changedMeanwhile = refusal { title = parts[0] }
        self.init(
            kind: "case-\(refusal.word)", title: title,
            status: refusal.isConflict ? .conflict : .unprocessableContent, field: refusal.field, remedy: remedy)
    }
}

extension CaseRefusal {
    /// The last part of the problem's type; pages know their own words for it.
    fileprivate var word: String {
        switch self {
        case .notNow: "not-now"
        case .notYours: "not-yours"
        case .notYourPart: "not-your-part"
        case .reasonMissing: "reason-missing"
        case .unknownUnit: "unknown-unit"
        case .proposedItself: "proposed-itself"
        case .cannotSendBack: "cannot-send-back"
        case .ownWish: "own-wish"
        case .noWish: "no-wish"
        case .wishStands: "wish-stands"
        case .tooLate: "too-late"
        case .tooMuchTime: "too-much-time"
        case .notPaused: "not-paused"
        case .ownCase: "own-case"
        case .mergeOtherWay: "merge-other-way"
        case .changedMeanwhile: "changed-meanwhile"
        }
    }

    fileprivate var isConflict: Bool {
        switch self {
        case .notNow, .notYours, .cannotSendBack, .noWish, .wishStands, .notPaused, .changedMeanwhile: true
        default: false
        }
    }

    fileprivate var field: String? {
        switch self {
        case .reasonMissing: "note"
        case .unknownUnit, .proposedItself: "unit"
        case .tooMuchTime: "term"
        case .ownCase, .mergeOtherWay: "into"
        case .changedMeanwhile: "version"
        default: nil
        }
    }
}
