import CivicCRM
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// `/citizens`: export, hold and erasure of one citizen's file, for administrators. A file is found by a search with a reason; the
// reason is kept with each look, and each act is in the ledger.
extension WebHouse {
    func addCitizenOffice(to routes: inout RouteTable) {
        guard let office = citizens else { return }
        routes.signedIn(.get, "/citizens", as: .administrator) { request, _, agent in
            let done = request.uri.queryParameters["done"].map(String.init)
            return officePage(officeWords(request).door(CitizenDoor(), found: nil, done: done), request, agent)
        }
        routes.signedIn(.post, "/citizens", as: .administrator) { request, _, agent in
            try await find(try await request.form(), request, agent)
        }
        routes.signedIn(.post, "/citizens/open", as: .administrator) { request, _, agent in
            let fields = try await request.form()
            let form = ReasonForm(
                about: fields["about"] ?? "", reason: fields["reason"] ?? "", words: fields["words"])
            try give(form, by: agent)
            guard case .citizen(let id)? = FileSubject(form.about) else {
                throw Problem.invalid("about", "It is no citizen.", remedy: "Search again.")
            }
            return .seeOther("/citizens/\(id)")
        }
        routes.signedIn(.get, "/citizens/:id", as: .administrator) { request, context, agent in
            let file = try await open(office, context, agent)
            let done = request.uri.queryParameters["done"].map(String.init)
            return officePage(officeWords(request).file(file, done: done, fault: nil), request, agent)
        }
        routes.signedIn(.post, "/citizens/:id/export", as: .administrator) { request, context, agent in
            let file = try await open(office, context, agent)
            let archive = try await asking { () -> Result<Data, ExportRefusal> in
                do {
                    return .success(try await office.archive(of: file.citizen.id, by: agent.id))
                } catch let refusal as ExportRefusal {
                    return .failure(refusal)
                }
            }
            switch archive {
            case .success(let bytes): return Self.zip(bytes, named: "citizen-\(file.citizen.id).zip")
            case .failure(let refusal):
                return officePage(
                    officeWords(request).file(file, done: nil, fault: refusal.fault), request, agent
                ).with(status: refusal.status)
            }
        }
        routes.signedIn(.post, "/citizens/:id/hold", as: .administrator) { request, context, agent in
            let file = try await open(office, context, agent)
            let reason = (try await request.form()["reason"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
            guard (2...500).contains(reason.count) else {
                return officePage(
                    officeWords(request).file(file, done: nil, fault: "reason"), request, agent
                ).with(status: .unprocessableContent)
            }
            try await asking { try await office.hold(file.citizen.id, because: reason, by: agent.id) }
            return .seeOther("/citizens/\(file.citizen.id)?done=held")
        }
        routes.signedIn(.post, "/citizens/:id/lift", as: .administrator) { request, context, agent in
            let file = try await open(office, context, agent)
            try await asking { try await office.liftHolds(file.citizen.id, by: agent.id) }
            return .seeOther("/citizens/\(file.citizen.id)?done=lifted")
        }
        routes.signedIn(.post, "/citizens/:id/erase", as: .administrator) { request, context, agent in
            try await erase(try await open(office, context, agent), office, request, agent)
        }
    }

    /// The first step asks, the second is taken with the name typed.
    private func erase(
        _ file: CitizenFootprint, _ office: any CitizenOffice, _ request: Request, _ agent: DeskAgent
    ) async throws -> Response {
        let words = officeWords(request)
        guard file.refusal == nil else {
            return officePage(words.file(file, done: nil, fault: nil), request, agent).with(status: .conflict)
        }
        guard let typed = try await request.form()["name"] else {
            return officePage(words.confirm(file, isWrong: false), request, agent)
        }
        guard typed.trimmingCharacters(in: .whitespacesAndNewlines) == file.citizen.name else {
            return officePage(words.confirm(file, isWrong: true), request, agent).with(status: .unprocessableContent)
        }
        let report = try await asking { () -> ErasureReport? in
            do {
                return try await office.erase(file.citizen.id, by: agent.id)
            } catch is ErasureRefusal {
                return nil
            }
        }
        // Without one somebody was quicker: the file tells how it stands.
        guard let report else { return .seeOther("/citizens/\(file.citizen.id)") }
        return .seeOther(report.isScrubbed ? "/citizens?done=erased" : "/citizens?done=erased-later")
    }

    private func find(_ fields: [String: String], _ request: Request, _ agent: DeskAgent) async throws -> Response {
        let door = CitizenDoor(fields)
        guard let fault = door.fault else {
            let found = try await search(try TextRule.search.check(door.text, field: "q"), by: agent)
            return officePage(officeWords(request).door(door, found: found, done: nil), request, agent)
        }
        return officePage(officeWords(request).door(door, found: nil, done: nil, fault: fault), request, agent)
            .with(status: .unprocessableContent)
    }

    /// The file, for whoever has said why; the look is in the book first.
    private func open(_ office: any CitizenOffice, _ context: WebContext, _ agent: DeskAgent) async throws
        -> CitizenFootprint
    {
        let id = try recordId(context, "citizen")
        guard let ground = openFiles.ground(of: .citizen(id), for: agent.id, at: now()) else {
            throw Problem.reasonNeeded(for: .citizen(id))
        }
        guard let file = try await asking({ try await office.footprint(of: id) }) else {
            throw Problem.noSuch("citizen", remedy: "Search again; the record may have been merged.")
        }
        try await note(FileOpening(by: agent.id, look: .citizen, citizenId: file.citizen.id, ground: ground))
        if file.citizen.id != id { openFiles.keep(.citizen(file.citizen.id), for: agent.id, ground, at: now()) }
        return file
    }

    private func officeWords(_ request: Request) -> CitizenOfficePage {
        CitizenOfficePage(site: site, language: PageLanguage(of: request))
    }

    private func officePage(_ main: String, _ request: Request, _ agent: DeskAgent) -> Response {
        overseerPage("citizens", at: "/citizens", for: agent, of: request, markup: ["main": main])
    }

    private static func zip(_ bytes: Data, named name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "application/zip", .contentDisposition: "attachment; filename=\"\(name)\"",
                .cacheControl: "no-store",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

/// What is asked for at the door: whom, and why.
struct CitizenDoor {
    var text = ""
    var reason = ""
    var words = ""

    init() {}

    init(_ fields: [String: String]) {
        text = (fields["q"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        reason = fields["reason"] ?? ""
        words = (fields["words"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The field that is at fault.
    var fault: String? {
        guard !text.isEmpty else { return "q" }
        guard let known = OpeningReason(rawValue: reason) else { return "reason" }
        return (try? known.rule.check(words, field: "words")) == nil ? "words" : nil
    }
}

extension ExportRefusal {
    /// The end of the key of the words that tell it.
    fileprivate var fault: String {
        switch self {
        case .tooLarge: "too-large"
        case .wrongName: "file-name"
        }
    }

    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .tooLarge: .contentTooLarge
        case .wrongName: .conflict
        }
    }
}
