import CivicCRM
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// `/api/openings` takes the reason for which a file is opened; `/openings` shows who opened what, and why.
extension WebHouse {
    /// Who may open files by a reason; units have only what is theirs.
    static let openers: [DeskRole] = [.agent, .supervisor]
    static let watchers: [DeskRole] = [.supervisor, .auditor]
    /// Looks that are judged, and lines that are shown of them.
    private static let mostJudged = 2_000
    private static let mostShown = 100

    func addOpenings(to routes: inout RouteTable) {
        routes.signedIn(.post, "/api/openings", asOneOf: Self.openers) { request, _, agent in
            let form = try await request.json(as: ReasonForm.self)
            try give(form, by: agent)
            return try .json(ReasonTaken(about: form.about, minutes: Int(OpenFiles.lasts / 60)))
        }
        // From the form on a page, for those that need no script.
        routes.signedIn(.post, "/openings", asOneOf: Self.openers) { request, _, agent in
            let fields = try await request.form()
            guard let back = fields["back"], back.hasPrefix("/"), !back.hasPrefix("//"), !back.contains("\\") else {
                throw Problem.invalid("back", "It is no page of this server.", remedy: "Send the page to go back to.")
            }
            let form = ReasonForm(
                about: fields["about"] ?? "", reason: fields["reason"] ?? "", words: fields["words"])
            do {
                try give(form, by: agent)
            } catch let problem as Problem {
                return reasonPage(form, back: back, fault: problem.field ?? "reason", request, agent)
            }
            return .seeOther(back)
        }
        // A text that got out, or the code of a photograph: who was shown it.
        routes.signedIn(.post, "/openings/mark", asOneOf: Self.watchers) { request, _, agent in
            try await readMark(try await request.form()["text"] ?? "", request, agent)
        }
        routes.signedIn(.get, "/openings", asOneOf: Self.watchers) { request, _, agent in
            try await openingsPage(request, agent)
        }
    }

    func give(_ form: ReasonForm, by agent: DeskAgent) throws {
        guard let subject = FileSubject(form.about) else {
            throw Problem.invalid("about", "It is no file.", remedy: "Send citizen/ or case/ with its number.")
        }
        guard let reason = OpeningReason(rawValue: form.reason) else {
            throw Problem.invalid(
                "reason", "It is not a reason of the list.",
                remedy: "Choose one of \(OpeningReason.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let words = try reason.rule.check(form.words ?? "", field: "words")
        openFiles.keep(subject, for: agent.id, .stated(reason, words: words), at: now())
    }

    /// Asks for the reason in place of a page.
    func reasonPage(for subject: FileSubject, back: String, _ request: Request, _ agent: DeskAgent) -> Response {
        reasonPage(ReasonForm(about: subject.text, reason: "", words: nil), back: back, fault: nil, request, agent)
    }

    private func reasonPage(
        _ form: ReasonForm, back: String, fault: String?, _ request: Request, _ agent: DeskAgent
    ) -> Response {
        let page = OpeningPage(site: site, language: PageLanguage(of: request), catalogue: catalogue)
        var response = overseerPage(
            "openings", title: page.plain("opening.title"), at: back, for: agent, of: request,
            markup: ["main": page.form(form, back: back, fault: fault)])
        response.status = fault == nil ? .forbidden : .unprocessableContent
        return response
    }

    private func readMark(_ text: String, _ request: Request, _ agent: DeskAgent) async throws -> Response {
        var lines: [OpeningLine] = []
        for mark in Watermark.read(text).prefix(Self.mostShown) {
            if let line = try await asking({ try await openings.opening(marked: mark) }) { lines.append(line) }
        }
        try await noteWatched(lines, by: agent)
        let page = OpeningPage(site: site, language: PageLanguage(of: request), catalogue: catalogue)
        return overseerPage(
            "openings", title: page.plain("openings.trace"), at: "/openings", for: agent, of: request,
            markup: ["main": page.traced(lines)])
    }

    private func noteWatched(_ lines: [OpeningLine], by agent: DeskAgent) async throws {
        for citizen in Set(lines.compactMap(\.opening.citizenId)).sorted() {
            try await asking {
                try await accounts.audit(agent: agent.id, action: .watchOpenings, citizen: citizen, conversation: nil)
            }
        }
    }

    private func openingsPage(_ request: Request, _ agent: DeskAgent) async throws -> Response {
        let choice = try OpeningChoice(request)
        let since = now().addingTimeInterval(-Double(choice.days) * 86_400)
        let (counts, lines) = try await asking {
            (
                try await openings.openingCounts(since: since),
                try await openings.openings(
                    on: choice.show == .stated ? .stated : .all, since: since, by: choice.who, limit: Self.mostJudged)
            )
        }
        let marks = OpeningWatch().marks(lines)
        let shown = lines.filter { choice.show != .unusual || marks[$0.id] != nil }.prefix(Self.mostShown)
        try await noteWatched(Array(shown), by: agent)
        let page = OpeningPage(site: site, language: PageLanguage(of: request), catalogue: catalogue)
        return overseerPage(
            "openings", at: "/openings", for: agent, of: request,
            markup: [
                "main": page.counts(counts) + page.ways(choice, unusual: marks.count)
                    + page.list(Array(shown), marks, choice) + page.traceForm
            ])
    }
}

/// Why somebody opens a file.
struct ReasonForm: Decodable {
    /// `citizen/101` or `case/13`.
    var about: String
    var reason: String
    var words: String?
}

private struct ReasonTaken: Encodable {
    var about: String
    /// For how long nobody is asked again.
    var minutes: Int
}

/// What of the book is shown.
struct OpeningChoice {
    enum Show: String, CaseIterable {
        case stated, unusual, all
    }

    static let allDays = [1, 7, 30, 90]

    var show = Show.stated
    var days = 7
    /// One person alone.
    var who: String?

    init() {}

    init(_ request: Request) throws {
        let query = request.uri.queryParameters
        if let word = query["show"] {
            guard let known = Show(rawValue: String(word)) else {
                throw Problem.invalid("show", "There is no such list.", remedy: "Ask for stated, unusual or all.")
            }
            show = known
        }
        if let text = query["days"] {
            guard let known = Int(text), Self.allDays.contains(known) else {
                throw Problem.invalid("days", "It is none of the spans.", remedy: "Ask for 1, 7, 30 or 90.")
            }
            days = known
        }
        who = query["who"].map { String($0.prefix(64)) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}

extension OpeningReason {
    /// What may be said beside it.
    var rule: TextRule { self == .other ? TextRule(length: 2...200) : TextRule(length: 0...200) }
}

extension Problem {
    static func reasonNeeded(for subject: FileSubject) -> Problem {
        var problem = Problem(
            kind: "reason-needed", title: "Say why you open this file", status: .forbidden, field: "reason",
            remedy: "Send the reason to /api/openings, then ask again. A call with the citizen needs none.")
        problem.about = subject.text
        return problem
    }
}
