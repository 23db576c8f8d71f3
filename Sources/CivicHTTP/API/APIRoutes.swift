import CivicCRM
import CivicCalls
import CivicCore
import CivicReports
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

// The REST API of applications: `Web/api/openapi.json` describes it.
extension WebHouse {
    func addAPI(to routes: inout RouteTable) {
        guard let desk = channelDesk else { return }
        routes.open(.get, "/api/v1/openapi.json") { [document] request, _ in
            .tagged(Data(document.asset.bytes.readableBytesView), type: document.asset.mediaType, for: request)
        }
        api(.get, "/api/v1/services", nil, &routes, desk) { request, _, _ in
            try request.refuseParameters(otherThan: [])
            let services = catalogue.services.map {
                APIName(id: $0.id, name: ["zh-CN": $0.zh, "en": $0.en], unit: $0.unit)
            }
            return .tagged(try WireJSON.encode(["services": services]), for: request)
        }
        api(.get, "/api/v1/units", nil, &routes, desk) { request, _, _ in
            try request.refuseParameters(otherThan: [])
            let units = catalogue.units.map { APIName(id: $0.id, name: ["zh-CN": $0.zh, "en": $0.en]) }
            return .tagged(try WireJSON.encode(["units": units]), for: request)
        }
        if let knowledge {
            api(.get, "/api/v1/articles", nil, &routes, desk) { request, _, _ in
                try request.refuseParameters(otherThan: ["q", "limit"])
                return try listAPIArticles(request, knowledge)
            }
        }
        api(.post, "/api/v1/cases", .createCases, &routes, desk) { request, _, client in
            try await openAPICase(request, client, desk)
        }
        api(.get, "/api/v1/cases", .readCases, &routes, desk) { request, _, client in
            try await listAPICases(request, client, desk)
        }
        api(.get, "/api/v1/cases/:number", .readCases, &routes, desk) { request, context, client in
            try request.refuseParameters(otherThan: [])
            let filed = try await filedCase(context, client, desk)
            return .tagged(try WireJSON.encode(APICase(filed, withEvents: true)), for: request)
        }
        api(.post, "/api/v1/cases/:number/messages", .addMessages, &routes, desk) { request, context, client in
            try await addAPIMessage(request, context, client, desk)
        }
    }

    /// A route for an application that has `right`; nil for what every token may do.
    private func api(
        _ method: HTTPRequest.Method, _ path: String, _ right: APIRight?, _ routes: inout RouteTable,
        _ desk: ChannelDesk,
        use handler: @escaping @Sendable (Request, WebContext, APIClient) async throws -> Response
    ) {
        routes.open(method, path) { request, context in
            let client = try client(request.bearerToken, right: right, desk)
            return try await handler(request, context, client)
        }
    }

    /// The application behind a token that may do this now.
    func client(_ token: String?, right: APIRight?, _ desk: ChannelDesk) throws -> APIClient {
        guard let token, let client = desk.channels.client(token) else { throw Problem.tokenNeeded }
        if let seconds = desk.clients.take(client, at: now()) { throw Problem.tooManyRequests(retryAfter: seconds) }
        if let right, !client.rights.contains(right) { throw Problem.rightMissing(right) }
        return client
    }

    private func openAPICase(_ request: Request, _ client: APIClient, _ desk: ChannelDesk) async throws -> Response {
        try request.refuseParameters(otherThan: [])
        let key = try request.idempotencyKey()
        let body = try await request.json(checkedBy: document.schema("NewCase"))
        var form = FilingForm()
        for field in FilingField.allCases { form[field] = field.text(in: body) ?? "" }
        let filing: Filing
        switch desk.check(form, services: catalogue.services.map(\.id), at: now()) {
        case .failure(let faults): throw Problem(faults)
        case .success(let checked): filing = checked
        }
        let submission = Submission(source: client.source, channel: client.channel, key: key, wording: body.canonical)
        let answer = try await asking { try await desk.book.file(filing, submission, at: now()) }
        guard let (receipt, isRepeat) = answer.receipt else { throw Problem.keyTaken }
        var response = try Response.json(APICase(receipt, filing), status: .created)
        response.headers[.location] = "/api/v1/cases/\(receipt.record.number.text)"
        if isRepeat { response.headers[.idempotentReplayed] = "true" }
        return response
    }

    /// What is told now; by everyday words where `q` is there.
    private func listAPIArticles(_ request: Request, _ knowledge: any KnowledgeOffice) throws -> Response {
        let parameters = request.uri.queryParameters
        var limit = 20
        if let given = parameters["limit"] {
            guard let number = Int(given), (1...100).contains(number) else {
                throw Problem.invalid("limit", "It is not a number from 1 to 100.", remedy: "Send such a number.")
            }
            limit = number
        }
        guard parameters["q"].map({ $0.unicodeScalars.count <= 200 }) ?? true else {
            throw Problem.invalid("q", "It has more than 200 characters.", remedy: "Send the words that matter.")
        }
        let words = query("q", of: request, upTo: 200)
        let today = knowledge.today
        let all = words.isEmpty ? knowledge.articles : knowledge.find(words, limit: limit)
        let told = all.filter { $0.isTold(on: today) }.prefix(limit).map { ArticleView($0, today: today) }
        return .tagged(try WireJSON.encode(["articles": told]), for: request)
    }

    private func listAPICases(_ request: Request, _ client: APIClient, _ desk: ChannelDesk) async throws -> Response {
        try request.refuseParameters(otherThan: ["limit", "after"])
        let query = request.uri.queryParameters
        var limit = 20
        if let given = query["limit"] {
            guard let number = Int(given), (1...100).contains(number) else {
                throw Problem.invalid("limit", "It is not a number from 1 to 100.", remedy: "Send such a number.")
            }
            limit = number
        }
        var older: CaseNumber?
        if let given = query["after"] {
            guard let number = CaseNumber(String(given)) else {
                throw Problem.invalid(
                    "after", "It is not a case number.", remedy: "Send the 'next' of the page before, or leave it out.")
            }
            older = number
        }
        let found = try await asking { [older, limit] in
            try await desk.book.filed(by: client.source, older: older, limit: limit + 1)
        }
        try await asking {
            try await accounts.audit(agent: client.source, action: .search, citizen: nil, conversation: nil)
        }
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last?.record.number.text : nil
        var headers: HTTPFields = [.vary: "Accept"]
        if let next { headers[.link] = "</api/v1/cases?limit=\(limit)&after=\(next)>; rel=\"next\"" }
        let wantsTable = request.headers[values: .accept].contains { $0.contains("text/csv") }
        return wantsTable
            ? .tagged(
                Data(table(page).utf8), type: "text/csv; charset=utf-8",
                for: request, headers: headers)
            : .tagged(
                try WireJSON.encode(APICases(cases: page.map { APICase($0) }, next: next)), for: request,
                headers: headers)
    }

    private func table(_ page: ArraySlice<FiledCase>) -> String {
        var csv = CSVText(header: FiledCase.heads)
        for filed in page { csv.add(filed.row) }
        return csv.text
    }

    private func addAPIMessage(
        _ request: Request, _ context: WebContext, _ client: APIClient, _ desk: ChannelDesk
    ) async throws -> Response {
        try request.refuseParameters(otherThan: [])
        let key = try request.idempotencyKey()
        let body = try await request.json(checkedBy: document.schema("NewMessage"))
        let text = FilingForm.clean(body["text"]?.string ?? "")
        guard !text.isEmpty else { throw Problem.invalid("text", "It is empty.", remedy: "Write something.") }
        guard let number = context.parameters.get("number").flatMap(CaseNumber.init) else { throw Self.noSuchFiling }
        let submission = Submission(source: client.source, channel: client.channel, key: key, wording: body.canonical)
        switch try await asking({ try await desk.book.add(text, toCase: number, submission, at: now()) }) {
        case .done(let event): return try .json(APIMessage(number, event), status: .created)
        case .repeated(let event):
            var response = try Response.json(APIMessage(number, event), status: .created)
            response.headers[.idempotentReplayed] = "true"
            return response
        case .keyTaken: throw Problem.keyTaken
        case .refused: throw Self.noSuchFiling
        }
    }

    private func filedCase(_ context: WebContext, _ client: APIClient, _ desk: ChannelDesk) async throws -> FiledCase {
        guard let number = context.parameters.get("number").flatMap(CaseNumber.init),
            let filed = try await asking({ try await desk.book.filed(number, by: client.source) })
        else { throw Self.noSuchFiling }
        try await note(
            FileOpening(
                by: client.source, look: .record, citizenId: filed.record.citizenId, caseId: filed.record.id,
                ground: .filedIt))
        return filed
    }

    static let noSuchFiling = Problem.noSuch("case", remedy: "Use the number that the filing was answered with.")
}

extension SubmissionAnswer {
    /// What was done, and whether it had been done before.
    var receipt: (Receipt, isRepeat: Bool)? {
        switch self {
        case .done(let receipt): (receipt, false)
        case .repeated(let receipt): (receipt, true)
        case .keyTaken, .refused: nil
        }
    }
}

extension APIMessage {
    fileprivate init(_ number: CaseNumber, _ event: CaseEvent) {
        self.init(number: number.text, at: event.at, text: event.note)
    }
}

extension FiledCase {
    fileprivate static let heads = [
        "number", "service", "unit", "state", "channel", "opened", "due", "updated", "place", "text",
    ]

    fileprivate var row: [String] {
        [
            record.number.text, record.service, record.unit, record.state.rawValue, record.channel.rawValue,
            record.openedAt.formatted(.iso8601), record.deadline.formatted(.iso8601),
            record.updatedAt.formatted(.iso8601),
            [township, village, address].compactMap(\.self).joined(separator: " "),
            record.summary,
        ]
    }
}
