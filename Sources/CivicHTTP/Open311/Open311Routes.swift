import CivicCRM
import CivicCalls
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// Open311 GeoReport v2, so that applications that speak it can file and follow: https://wiki.open311.org/GeoReport_v2.
//
// The specification shows everybody every request. Here a request is a citizen's matter: `api_key` is a token of
// api-tokens.yaml, and it shows the matters that it filed.
extension WebHouse {
    /// The one jurisdiction that is served; another is not found, as the specification asks.
    static let jurisdiction = "civicline"

    func addOpen311(to routes: inout RouteTable) {
        guard let desk = channelDesk else { return }
        for format in Open311Format.allCases {
            let end = format.rawValue
            open311(.get, "/open311/discovery.\(end)", format, &routes) { _, _ in
                (try format.document(discovery), .ok)
            }
            open311(.get, "/open311/v2/services.\(end)", format, &routes) { request, _ in
                let fields = try known(request.fields)
                return (try format.document(views(request, fields, desk).services()), .ok)
            }
            open311(.post, "/open311/v2/requests.\(end)", format, &routes) { request, _ in
                try await fileOpen311(request, format, desk)
            }
            open311(.get, "/open311/v2/requests.\(end)", format, &routes) { request, _ in
                try await listOpen311(request, format, desk)
            }
        }
        // The end of these addresses belongs to the parameter.
        for (path, what) in [("services", Open311Part.definition), ("requests", .request)] {
            routes.open(.get, "/open311/v2/\(path)/:file") { request, context in
                let parts = (context.parameters.get("file") ?? "").split(
                    separator: ".", omittingEmptySubsequences: false)
                guard parts.count == 2, let format = Open311Format(rawValue: String(parts[1])) else {
                    throw Problem.notFound
                }
                return try await answering(format) {
                    switch what {
                    case .definition: try define(String(parts[0]), request, format, desk)
                    case .request: try await showOpen311(String(parts[0]), request, format, desk)
                    }
                }
            }
        }
    }

    private func open311(
        _ method: HTTPRequest.Method, _ path: String, _ format: Open311Format, _ routes: inout RouteTable,
        use handler: @escaping @Sendable (Request, WebContext) async throws -> (Data, HTTPResponse.Status)
    ) {
        routes.open(method, path) { request, context in
            try await answering(format) { try await handler(request, context) }
        }
    }

    /// Every refusal in GeoReport's shape.
    private func answering(
        _ format: Open311Format, _ work: () async throws -> (Data, HTTPResponse.Status)
    ) async throws -> Response {
        do {
            let (body, status) = try await work()
            return Response(
                status: status, headers: [.contentType: format.mediaType],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
        } catch let problem as Problem {
            return try Open311Error(problem: problem).response(format)
        }
    }

    private func define(_ code: String, _ request: Request, _ format: Open311Format, _ desk: ChannelDesk) throws
        -> (Data, HTTPResponse.Status)
    {
        let fields = try known(request.fields)
        guard let service = catalogue.services.first(where: { $0.id == code }) else {
            throw Problem.noSuch("service", remedy: "Take a service_code of services.\(format.rawValue).")
        }
        return (try format.document(views(request, fields, desk).definition(service)), .ok)
    }

    private func fileOpen311(_ request: Request, _ format: Open311Format, _ desk: ChannelDesk) async throws
        -> (Data, HTTPResponse.Status)
    {
        var fields = try await request.form()
        // Some applications send key and jurisdiction in the address.
        fields.merge(request.fields) { own, _ in own }
        let client = try client(fields["api_key"], right: .createCases, desk)
        fields = try known(fields)
        let filing: Filing
        switch desk.check(FilingForm(open311: fields), services: catalogue.services.map(\.id), at: now()) {
        case .failure(let faults): throw Problem(open311: faults)
        case .success(let checked): filing = checked
        }
        // GeoReport knows no key: the same words from the same application within ten minutes are a second sending.
        fields["api_key"] = nil
        let wording = fields.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: "\n")
        let submission = Submission(
            source: client.source, channel: client.channel, key: nil, wording: wording, keyLife: 600)
        let answer = try await asking { try await desk.book.file(filing, submission, at: now()) }
        guard let (receipt, _) = answer.receipt else { throw Problem.keyTaken }
        return (try format.document(views(request, fields, desk).receipt(receipt)), .created)
    }

    private func showOpen311(_ id: String, _ request: Request, _ format: Open311Format, _ desk: ChannelDesk)
        async throws -> (Data, HTTPResponse.Status)
    {
        let client = try client(request.fields["api_key"], right: .readCases, desk)
        let fields = try known(request.fields)
        guard let number = CaseNumber(id),
            let filed = try await asking({ try await desk.book.filed(number, by: client.source) })
        else { throw Self.noSuchFiling }
        try await note(
            FileOpening(
                by: client.source, look: .record, citizenId: filed.record.citizenId, caseId: filed.record.id,
                ground: .filedIt))
        return (try format.document(views(request, fields, desk).requests([filed])), .ok)
    }

    private func listOpen311(_ request: Request, _ format: Open311Format, _ desk: ChannelDesk) async throws
        -> (Data, HTTPResponse.Status)
    {
        let client = try client(request.fields["api_key"], right: .readCases, desk)
        let fields = try known(request.fields)
        let filter = try Open311Filter(fields, at: now())
        var found: [FiledCase] = []
        if let numbers = filter.numbers {
            for number in numbers {
                let one = try await asking { try await desk.book.filed(number, by: client.source) }
                if let one { found.append(one) }
            }
        } else {
            // At most a thousand, as the specification allows.
            found = try await asking { try await desk.book.filed(by: client.source, older: nil, limit: 1_000) }
        }
        try await asking {
            try await accounts.audit(agent: client.source, action: .search, citizen: nil, conversation: nil)
        }
        return (
            try format.document(views(request, fields, desk).requests(found.filter { filter.takes($0.record) })), .ok
        )
    }

    private var discovery: Open311Node {
        let endpoint = Open311Node(
            "endpoint",
            .members([
                Open311Node("specification", "http://wiki.open311.org/GeoReport_v2"),
                Open311Node("url", "/open311/v2"), Open311Node("type", "production"),
                Open311Node(
                    "formats",
                    .list([Open311Node("format", "application/json"), Open311Node("format", "text/xml")])),
            ]))
        return Open311Node(
            "discovery",
            .members([
                Open311Node("contact", "\(catalogue.hotline.en) \(catalogue.hotline.id)"),
                Open311Node("key_service", "civicline api-token"), Open311Node("endpoints", .list([endpoint])),
            ]))
    }

    private func known(_ fields: [String: String]) throws -> [String: String] {
        guard let jurisdiction = fields["jurisdiction_id"], jurisdiction != Self.jurisdiction else { return fields }
        throw Problem(
            kind: "unknown-jurisdiction", title: "There is no such jurisdiction here", status: .notFound,
            field: "jurisdiction_id", remedy: "Leave it out, or send \(Self.jurisdiction).")
    }

    private func views(_ request: Request, _ fields: [String: String], _ desk: ChannelDesk) -> Open311Views {
        Open311Views(
            catalogue: catalogue,
            language: fields["locale"].flatMap { PageLanguage(tag: $0) } ?? PageLanguage(of: request),
            timeZone: desk.channels.timeZone)
    }
}

private enum Open311Part { case definition, request }

extension Request {
    /// The parameters of the address; the first of a name counts.
    fileprivate var fields: [String: String] {
        Dictionary(
            uri.queryParameters.map { (String($0.key), String($0.value.replacing("+", with: " "))) }
        ) { first, _ in first }
    }
}

extension Problem {
    /// GeoReport's own status for bad arguments is 400, and its fields have its own names.
    fileprivate init(open311 faults: FilingFaults) {
        self.init(faults)
        status = .badRequest
        field = faults.faults.first?.field.open311Name
        let all = faults.faults.map { "\($0.field.open311Name): \($0.detail) \($0.remedy)" }
        if all.count > 1 {
            field = nil
            detail = all.joined(separator: " ")
            remedy = nil
        }
    }
}
