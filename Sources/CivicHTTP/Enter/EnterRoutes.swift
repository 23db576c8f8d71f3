import CivicCRM
import CivicCalls
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// `/enter`: agents type in what came at the counter, by letter, by fax or through the television. A plain form; what is typed
// goes the way of every written matter.
extension WebHouse {
    func addEnter(to routes: inout RouteTable) {
        guard let desk = channelDesk else { return }
        routes.signedIn(.get, "/enter", as: .agent) { request, _, agent in
            entryPage(request, agent, desk, Entry([:], today: CivilDay(now(), in: desk.channels.timeZone)), .init())
        }
        routes.signedIn(.post, "/enter", as: .agent) { request, _, agent in
            let body = try await request.formBody(desk.channels.files, desk.uploads)
            let entry = Entry(body.fields, today: CivilDay(now(), in: desk.channels.timeZone))
            if body.fields["do"] == "search" { return try await search(entry, body, request, agent, desk) }
            return try await enter(entry, body, request, agent, desk)
        }
    }

    private func search(
        _ entry: Entry, _ body: FormBody, _ request: Request, _ agent: DeskAgent, _ desk: ChannelDesk
    ) async throws -> Response {
        let text = FilingForm.clean(entry.search)
        var notes = EnterForm.Notes(found: [], lostFiles: !body.files.isEmpty)
        if (2...64).contains(text.count) { notes.found = try await search(text, by: agent) }
        return entryPage(request, agent, desk, entry, notes, token: body.fields["token"])
    }

    private func enter(
        _ entry: Entry, _ body: FormBody, _ request: Request, _ agent: DeskAgent, _ desk: ChannelDesk
    ) async throws -> Response {
        var notes = EnterForm.Notes(lostFiles: !body.files.isEmpty)
        func again(_ notes: EnterForm.Notes, _ status: HTTPResponse.Status, token: String? = nil) -> Response {
            entryPage(request, agent, desk, entry, notes, token: token ?? body.fields["token"], status: status)
        }
        var filing = Filing(service: "", words: "")
        switch desk.check(entry.form, services: catalogue.services.map(\.id), placeNeeded: false, at: now()) {
        case .failure(let wrong): notes.faults = wrong.faults
        case .success(let checked): filing = checked
        }
        let channel = Channel(rawValue: entry.channel).flatMap { Entry.channels.contains($0) ? $0 : nil }
        if channel == nil { notes.entryFaults.append(.channel) }
        switch entry.clockStart(at: now(), in: desk.channels.timeZone) {
        case .failure(let wrong): notes.entryFaults.append(wrong.fault)
        case .success(let start): filing.receivedAt = start
        }
        if !entry.citizen.isEmpty {
            let id = Int64(entry.citizen) ?? 0
            let citizen = try await asking { try await records.citizen(id) }
            if citizen == nil { notes.entryFaults.append(.citizen) }
            filing.citizenId = citizen?.id
        }
        do {
            filing.files = try desk.channels.files.check(body.files)
        } catch {
            notes.fileFault = error
        }
        guard let channel, notes.faults.isEmpty, notes.entryFaults.isEmpty, notes.fileFault == nil else {
            return again(notes, .unprocessableContent)
        }
        filing.isConfidential = entry.isConfidential
        let lines =
            FilingField.allCases.map { "\($0.rawValue)=\(FilingForm.clean(entry.form[$0]))" }
            + [entry.channel, entry.received, entry.citizen, String(entry.isConfidential)]
        let token = body.fields["token"] ?? ""
        let submission = Submission(
            source: CaseEvent.desk + agent.id, channel: channel, key: token.isEmpty ? nil : token,
            wording: Submission.wording(lines, filing.files))
        try await asking {
            try await accounts.audit(agent: agent.id, action: .openCase, citizen: filing.citizenId, conversation: nil)
        }
        let answer = try await asking { [filing] in try await desk.book.file(filing, submission, at: now()) }
        guard let (receipt, isRepeat) = answer.receipt else {
            notes.notice = "ask.sent-before"
            return again(notes, .conflict, token: Self.newToken())
        }
        return slip(receipt, isRepeat: isRepeat, channel, request, agent, desk)
    }

    private func entryPage(
        _ request: Request, _ agent: DeskAgent, _ desk: ChannelDesk, _ entry: Entry, _ notes: EnterForm.Notes,
        token: String? = nil, status: HTTPResponse.Status = .ok
    ) -> Response {
        let form = EnterForm(
            site: site, language: PageLanguage(of: request), offersMail: desk.channels.offersMail,
            rule: desk.channels.files)
        let kept = token.flatMap { (16...64).contains($0.utf8.count) ? $0 : nil } ?? Self.newToken()
        var response = overseerPage(
            "enter", at: "/enter", for: agent, of: request,
            markup: ["main": form.markup(entry, notes, services: catalogue.services, token: kept)])
        response.status = status
        return response
    }

    /// What the citizen takes along.
    private func slip(
        _ receipt: FilingReceipt, isRepeat: Bool, _ channel: Channel, _ request: Request, _ agent: DeskAgent,
        _ desk: ChannelDesk
    ) -> Response {
        let language = PageLanguage(of: request)
        let page = AskPage(site: site, language: language, catalogue: catalogue, timeZone: desk.channels.timeZone)
        let words = site.words(in: language)
        let hotline = language == .chinese ? catalogue.hotline.zh : catalogue.hotline.en
        let way = words["channel.\(channel.rawValue)"] ?? channel.rawValue
        var response = overseerPage(
            "enter-slip", title: words["enter.slip"], at: "/enter", for: agent, of: request,
            values: ["hotline": hotline, "number": catalogue.hotline.id],
            markup: ["main": page.slip(receipt, isRepeat: isRepeat, way: way)])
        response.status = isRepeat ? .ok : .created
        return response
    }
}
