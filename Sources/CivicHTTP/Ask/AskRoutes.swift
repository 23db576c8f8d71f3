import CivicCRM
import CivicCalls
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// Filing a matter without a call, and following it: plain forms, no script, no cookie. Whoever asks shows the number and
// the code each time.
extension WebHouse {
    /// Where the page and what belongs to it live: no session counts there, so that a request from another site can do no
    /// more than any program.
    static let askPath = "/ask"

    func addAsk(to routes: inout RouteTable) {
        guard let desk = channelDesk else { return }
        let isOpen: @Sendable () -> Bool = { desk.channels.hasPage }
        routes.open(.get, "/ask", while: isOpen) { request, _ in
            askPage(
                request, title: "ask.title", lead: "ask.lead",
                askAnswers(request)
                    + askForm(request, desk).markup(
                        FilingForm(), faults: [], services: catalogue.services, token: Self.newToken()),
                form: AskForm.id)
        }
        routes.open(.post, "/ask", while: isOpen) { request, context in try await file(request, context, desk) }
        routes.open(.get, "/ask/follow", while: isOpen) { request, _ in
            let number = request.uri.queryParameters["number"].map { String($0.prefix(20)) } ?? ""
            return askPage(
                request, title: "ask.follow", lead: "ask.follow.lead",
                page(request, desk).door(number: number, message: nil))
        }
        routes.open(.post, "/ask/follow", while: isOpen) { request, context in
            let fields = try await request.form()
            return try await opened(fields, request, context, desk) { filed, code in
                let since = now().addingTimeInterval(-OpeningTold.span)
                let looks = try await asking {
                    try await records.openings(ofCase: filed.record.id, since: since, limit: 100)
                }
                return page(request, desk).file(filed, code: code, token: Self.newToken(), looks: looks)
            }
        }
        routes.open(.post, "/ask/word", while: isOpen) { request, context in try await hearWord(request, context, desk)
        }
        routes.open(.post, "/ask/file", while: isOpen) { request, context in try await showFile(request, context, desk)
        }
        routes.open(.post, "/ask/message", while: isOpen) { request, context in
            try await addMessage(request, context, desk)
        }
    }

    private func file(_ request: Request, _ context: WebContext, _ desk: ChannelDesk) async throws -> Response {
        let body: FormBody
        do {
            body = try await request.formBody(desk.channels.files, desk.uploads)
        } catch let problem as Problem where problem.status == .contentTooLarge {
            let notice = site.words(in: PageLanguage(of: request))["ask.too-large"]
            return askPage(
                request, title: "ask.title", lead: "ask.lead",
                askForm(request, desk).markup(
                    FilingForm(), faults: [], services: catalogue.services, token: Self.newToken(), notice: notice),
                form: AskForm.id, status: problem.status)
        }
        let fields = body.fields
        let known = FilingField.allCases.compactMap { field in fields[field.rawValue].map { (field, $0) } }
        let form = FilingForm(Dictionary(known) { first, _ in first })
        let given = fields["token"] ?? ""
        let token = (16...64).contains(given.utf8.count) ? given : Self.newToken()
        func again(
            _ faults: [FieldFault], token: String, notice: String? = nil, values: [String: String] = [:],
            fileFault: AttachmentFault? = nil, status: HTTPResponse.Status
        ) -> Response {
            var text = notice.flatMap { site.words(in: PageLanguage(of: request))[$0] }
            for (name, value) in values { text = text?.replacing("{\(name)}", with: value) }
            return askPage(
                request, title: "ask.title", lead: "ask.lead",
                askForm(request, desk).markup(
                    form, faults: faults, services: catalogue.services, token: token, notice: text,
                    fileFault: fileFault, lostFiles: !body.files.isEmpty), form: AskForm.id, status: status)
        }
        // The button that changes the language sends the form, so that what was typed comes along.
        if request.uri.queryParameters["lang"] != nil { return again([], token: token, status: .ok) }
        var filing: Filing
        switch desk.check(form, services: catalogue.services.map(\.id), at: now()) {
        case .failure(let wrong): return again(wrong.faults, token: token, status: .unprocessableContent)
        case .success(let checked): filing = checked
        }
        do {
            filing.files = try desk.channels.files.check(body.files)
        } catch {
            return again([], token: token, fileFault: error, status: .unprocessableContent)
        }
        if let seconds = desk.filings.take(desk.source(of: request, context), at: now()) {
            let minutes = String((seconds + 59) / 60)
            return Problem.throttled(retryAfter: seconds).decorate(
                again(
                    [], token: token, notice: "ask.throttled", values: ["minutes": minutes], status: .tooManyRequests))
        }
        let wording = FilingField.allCases.map { "\($0.rawValue)=\(FilingForm.clean(form[$0]))" }
        let submission = Submission(
            source: "web", channel: .web, key: token, wording: Submission.wording(wording, filing.files))
        switch try await asking({ [filing] in try await desk.book.file(filing, submission, at: now()) }) {
        case .done(let receipt): return filedPage(receipt, isRepeat: false, request, desk)
        case .repeated(let receipt): return filedPage(receipt, isRepeat: true, request, desk)
        case .keyTaken, .refused: return again([], token: Self.newToken(), notice: "ask.sent-before", status: .conflict)
        }
    }

    private func filedPage(_ receipt: FilingReceipt, isRepeat: Bool, _ request: Request, _ desk: ChannelDesk)
        -> Response
    {
        askPage(
            request, title: "ask.filed", lead: "ask.filed.lead",
            page(request, desk).receipt(receipt, isRepeat: isRepeat), status: isRepeat ? .ok : .created)
    }

    /// The citizen says whether it is solved: with number and code, so it is theirs to say.
    private func hearWord(_ request: Request, _ context: WebContext, _ desk: ChannelDesk) async throws -> Response {
        let fields = try await request.form()
        let note = FilingForm.clean(fields["note"] ?? "")
        return try await opened(fields, request, context, desk) { filed, code in
            func answer(_ filed: FiledCase, _ notice: String, isBad: Bool) -> String {
                page(request, desk).file(
                    filed, code: code, token: Self.newToken(), notice: (notice, isBad), said: isBad ? note : "")
            }
            guard note.unicodeScalars.count <= 2_000 else { return answer(filed, "ask.message.long", isBad: true) }
            let isSolved = fields["word"] == "solved"
            guard isSolved || fields["word"] == "not-solved" else {
                return answer(filed, "ask.word.hint", isBad: true)
            }
            let isTaken = try await asking {
                do {
                    _ = try await cases.act(
                        isSolved ? .agree : .dispute, onCase: filed.record.id, note: note, seen: nil, by: .citizen,
                        at: now())
                    return true
                } catch is CaseRefusal {
                    return false
                }
            }
            guard isTaken else { return answer(filed, "ask.word.late", isBad: true) }
            let fresh = try await asking { try await desk.book.filed(filed.record.number, by: "web") }
            return answer(fresh ?? filed, isSolved ? "ask.word.thanks" : "ask.word.back", isBad: false)
        }
    }

    private func addMessage(_ request: Request, _ context: WebContext, _ desk: ChannelDesk) async throws -> Response {
        let fields = try await request.form()
        let message = FilingForm.clean(fields["message"] ?? "")
        return try await opened(fields, request, context, desk) { filed, code in
            var token = fields["token"] ?? ""
            if !(16...64).contains(token.utf8.count) { token = Self.newToken() }
            func answer(_ filed: FiledCase, _ notice: String, isBad: Bool, token: String) -> String {
                page(request, desk).file(
                    filed, code: code, token: token, notice: (notice, isBad), typed: isBad ? message : "")
            }
            guard !message.isEmpty else { return answer(filed, "ask.message.empty", isBad: true, token: token) }
            guard message.unicodeScalars.count <= 2_000 else {
                return answer(filed, "ask.message.long", isBad: true, token: token)
            }
            guard desk.filings.take(desk.source(of: request, context), at: now()) == nil else {
                return answer(filed, "ask.message.throttled", isBad: true, token: token)
            }
            let submission = Submission(source: "web", channel: .web, key: token, wording: message)
            let number = filed.record.number
            let added = try await asking {
                try await desk.book.add(message, toCase: number, submission, at: now())
            }
            switch added {
            case .done, .repeated:
                let fresh = try await asking { try await desk.book.filed(number, by: "web") }
                return answer(fresh ?? filed, "ask.message.added", isBad: false, token: Self.newToken())
            case .keyTaken, .refused:
                return answer(filed, "ask.message.again", isBad: true, token: Self.newToken())
            }
        }
    }

    /// A file of the case, for whoever shows number and code.
    private func showFile(_ request: Request, _ context: WebContext, _ desk: ChannelDesk) async throws -> Response {
        let fields = try await request.form()
        let id = fields["file"].flatMap { Int64($0) } ?? 0
        var found: (Attachment, Data)?
        let page = try await opened(fields, request, context, desk) { filed, code in
            if let book = desk.channels.attachments, filed.files.contains(where: { $0.id == id }) {
                found = try await asking { try await book.attachment(id) }
            }
            return self.page(request, desk).file(filed, code: code, token: Self.newToken())
        }
        return found.map { Response.file($0, $1) } ?? page
    }

    /// The case's page for whoever shows its number and code, or the door again.
    private func opened(
        _ fields: [String: String], _ request: Request, _ context: WebContext, _ desk: ChannelDesk,
        _ main: (FiledCase, String) async throws -> String
    ) async throws -> Response {
        let typed = fields["number"] ?? ""
        let code = String((fields["code"] ?? "").prefix(40))
        func door(_ message: String, _ status: HTTPResponse.Status) -> Response {
            askPage(
                request, title: "ask.follow", lead: "ask.follow.lead",
                page(request, desk).door(number: String(typed.prefix(20)), message: message), status: status)
        }
        guard let number = CaseNumber(typed) else { return door("ask.number-wrong", .unprocessableContent) }
        let place = desk.source(of: request, context)
        switch try await asking({ try await desk.book.follow(number, code: code, from: place, at: now()) }) {
        case .refused: return door("ask.refused", .forbidden)
        case .locked: return door("ask.locked", .tooManyRequests)
        case .found(let filed):
            try await note(
                FileOpening(
                    by: CaseEvent.citizen, look: .record, citizenId: filed.record.citizenId, caseId: filed.record.id,
                    ground: .ownCode))
            return askPage(request, title: "ask.your-case", lead: nil, try await main(filed, code))
        }
    }

    private func askForm(_ request: Request, _ desk: ChannelDesk) -> AskForm {
        AskForm(
            site: site, language: PageLanguage(of: request), offersMail: desk.channels.offersMail,
            rule: desk.channels.files)
    }

    private func page(_ request: Request, _ desk: ChannelDesk) -> AskPage {
        AskPage(
            site: site, language: PageLanguage(of: request), catalogue: catalogue, timeZone: desk.channels.timeZone)
    }

    func askPage(
        _ request: Request, title: String, lead: String?, _ main: String, form: String? = nil,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        let language = PageLanguage(of: request)
        let words = site.words(in: language)
        let lead = lead.map { "<p class=\"lead\">\(HTMLText.escape(words[$0] ?? $0))</p>" } ?? ""
        return .page(
            site.render(
                "ask", in: language,
                values: [
                    "hotline": language == .chinese ? catalogue.hotline.zh : catalogue.hotline.en,
                    "number": catalogue.hotline.id, "title": words[title] ?? title,
                ],
                markup: ["main": lead + main, "switch": languageSwitch(request, language, words, form)]),
            status: status
        ).remembering(language, of: request)
    }

    /// The way to the page in the other language: a form is sent there, so that nothing typed is lost; of other pages only those
    /// that can be got again keep their place.
    private func languageSwitch(
        _ request: Request, _ language: PageLanguage, _ words: [String: String], _ form: String?
    ) -> String {
        let other = language.other.rawValue
        let name = HTMLText.escape(words["switch-language"] ?? other)
        if let form {
            // Enter in a field presses the form's first button, which is to be the one that sends.
            let send = HTMLText.escape(words["ask.send"] ?? "")
            return "<button class=\"first\" form=\"\(form)\" tabindex=\"-1\" aria-hidden=\"true\">\(send)</button>"
                + "<button class=\"way\" form=\"\(form)\" formaction=\"/ask?lang=\(other)\" formnovalidate lang=\"\(other)\">"
                + "\(name)</button>"
        }
        let address = HTMLText.escape(request.method == .get ? request.uri.path : "/ask")
        return "<a href=\"\(address)?lang=\(other)\" lang=\"\(other)\" hreflang=\"\(other)\">\(name)</a>"
    }

    /// 128 random bits.
    static func newToken() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).map { _ in String(UInt64.random(in: .min ... .max, using: &generator) | 1 << 63, radix: 16) }
            .joined()
    }
}
