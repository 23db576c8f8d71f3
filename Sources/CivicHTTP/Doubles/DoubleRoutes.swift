import CivicCRM
import Foundation
import HTTPTypes
import Hummingbird

// `/doubles`: records that may be about one person. Agents look; a supervisor makes one of two records, keeps two people apart,
// or parts what was made one.
extension WebHouse {
    private static let longestList = 200

    func addDoubles(to routes: inout RouteTable) {
        routes.signedIn(.get, "/doubles", asOneOf: Self.visitors) { request, _, agent in
            let pairs = try await asking { try await records.doubles(limit: Self.longestList) }
            let merges = try await asking { try await records.merges(limit: 50) }
            let page = doublePage(request)
            let notice = page.notice(request.uri.queryParameters["done"].map { String($0) })
            return overseerPage(
                "doubles", at: "/doubles", for: agent, of: request,
                markup: ["main": notice + page.pairs(pairs) + page.merges(merges)])
        }
        routes.signedIn(.get, "/doubles/:id/with/:other", asOneOf: Self.visitors) { request, context, agent in
            try await pair(try pairIds(context), request, agent)
        }
        routes.signedIn(.post, "/doubles/:id/with/:other", as: .supervisor) { request, context, agent in
            try await decide(try pairIds(context), request, agent)
        }
        routes.signedIn(.get, "/doubles/merges/:id", asOneOf: Self.visitors) { request, context, agent in
            try await merge(try recordId(context, "merge"), request, agent)
        }
        routes.signedIn(.post, "/doubles/merges/:id", as: .supervisor) { request, context, agent in
            try await undo(try recordId(context, "merge"), request, agent)
        }
    }

    private func pairIds(_ context: WebContext) throws -> (one: Int64, other: Int64) {
        guard let other = context.parameters.get("other").flatMap({ Int64($0) }), other > 0 else {
            throw Problem.noSuch("citizen", remedy: "Look into the list again.")
        }
        return (try recordId(context, "citizen"), other)
    }

    private func pair(
        _ ids: (one: Int64, other: Int64), _ request: Request, _ agent: DeskAgent, fault: String? = nil,
        form: [String: String] = [:]
    ) async throws -> Response {
        guard let pair = try await asking({ try await records.pair(ids.one, ids.other) }) else {
            throw Problem.noSuch("pair", remedy: "Look into the list again; one of them may have been merged.")
        }
        try await look(at: [ids.one, ids.other], agent)
        let page = doublePage(request)
        return overseerPage(
            "doubles", at: "/doubles/\(ids.one)/with/\(ids.other)", for: agent, of: request,
            markup: [
                "main": page.pair(pair, decides: agent.roles.contains(.supervisor), fault: fault, form: form)
            ]
        ).with(status: fault == nil ? .ok : .unprocessableContent)
    }

    private func decide(_ ids: (one: Int64, other: Int64), _ request: Request, _ agent: DeskAgent) async throws
        -> Response
    {
        let form = try await request.form()
        let why = form["why"] ?? ""
        let kept = form["keep"] == String(ids.other) ? ids.other : ids.one
        let gone = kept == ids.one ? ids.other : ids.one
        let isMerge = form["act"] == "merge"
        let fault = try await refusal {
            if isMerge {
                _ = try await records.merge(gone, into: kept, why: why, by: agent.id, at: now())
            } else {
                try await records.keepApart(ids.one, ids.other, why: why, by: agent.id, at: now())
            }
        }
        // The pair is no more where somebody was quicker: the list tells how it stands.
        if fault == "doubles.fault.merged-already" { return .seeOther("/doubles") }
        if let fault { return try await pair(ids, request, agent, fault: fault, form: form) }
        return .seeOther("/doubles?done=\(isMerge ? "merged" : "apart")")
    }

    private func merge(
        _ id: Int64, _ request: Request, _ agent: DeskAgent, fault: String? = nil, form: [String: String] = [:]
    ) async throws -> Response {
        guard let file = try await asking({ try await records.mergeFile(id) }) else {
            throw Problem.noSuch("merge", remedy: "Look into the list again.")
        }
        try await look(at: [file.merge.kept, file.merge.gone], agent)
        let page = doublePage(request)
        return overseerPage(
            "doubles", title: page.plain("doubles.merge-title"), at: "/doubles/merges/\(id)", for: agent, of: request,
            markup: [
                "main": page.merge(file, decides: agent.roles.contains(.supervisor), fault: fault, form: form)
            ]
        ).with(status: fault == nil ? .ok : .unprocessableContent)
    }

    private func undo(_ id: Int64, _ request: Request, _ agent: DeskAgent) async throws -> Response {
        let form = try await request.form()
        let given = form.keys.compactMap { $0.hasPrefix("case-") ? Int64($0.dropFirst(5)) : nil }
        let fault = try await refusal {
            _ = try await records.undoMerge(
                id, giving: Set(given), why: form["why"] ?? "", by: agent.id, at: now())
        }
        if let fault { return try await merge(id, request, agent, fault: fault, form: form) }
        return .seeOther("/doubles?done=undone")
    }

    /// The word of why it was refused; nil where it was done.
    private func refusal(_ work: () async throws -> Void) async throws -> String? {
        try await asking {
            do {
                try await work()
                return nil
            } catch let refusal as MergeRefusal {
                switch refusal {
                case .noReason: return "doubles.fault.no-reason"
                case .whyMissing: return "doubles.fault.why-missing"
                case .mergedAlready: return "doubles.fault.merged-already"
                case .undoneAlready: return "doubles.fault.undone-already"
                case .laterMergeFirst: return "doubles.fault.later-first"
                case .unknown: throw Problem.noSuch("merge", remedy: "Look into the list again.")
                }
            } catch RecordsRefusal.tooLong {
                return "doubles.fault.too-long"
            }
        }
    }

    /// Both are in the book before they are shown.
    private func look(at citizens: [Int64], _ agent: DeskAgent) async throws {
        try await asking {
            for citizen in citizens {
                try await accounts.audit(agent: agent.id, action: .viewCitizen, citizen: citizen, conversation: nil)
            }
        }
    }

    private func doublePage(_ request: Request) -> DoublePage {
        DoublePage(site: site, language: PageLanguage(of: request), catalogue: catalogue)
    }
}
