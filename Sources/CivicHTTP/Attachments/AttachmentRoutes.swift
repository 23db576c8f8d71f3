import CivicCRM
import CivicCalls
import CivicCore
import Foundation
import HTTPTypes
import Hummingbird

// Files of cases: whoever may see the case, and needs to know, may see them; each look is in the audit book before it.
extension WebHouse {
    func addAttachments(to routes: inout RouteTable) {
        guard let channelDesk, let book = channelDesk.channels.attachments else { return }
        routes.signedIn(.get, "/attachments/:id", asOneOf: [.agent] + Self.caseWorkers) { _, context, agent in
            let id = try recordId(context, "file")
            guard let (file, content) = try await asking({ try await book.attachment(id) }),
                let record = try await asking({ try await cases.caseFile(file.caseId) }),
                try agent.roles.contains(.agent) || seesFiles(of: record, CaseWorker(agent, cases.catalogue))
            else { throw Self.noSuchFile }
            let call = try? await desk.state(of: agent.id).call
            let why =
                try agent.roles.contains(.agent)
                ? ground(of: record.record, for: agent, in: call)
                : ground(of: record, for: CaseWorker(agent, cases.catalogue))
            try await note(
                FileOpening(
                    by: agent.id, look: .attachment, citizenId: record.record.citizenId, caseId: record.record.id,
                    ground: why, conversation: call?.conversation))
            return .file(file, content)
        }
        routes.signedIn(.post, "/api/cases/:id/files", asOneOf: Self.caseWorkers) { request, context, agent in
            let worker = try CaseWorker(agent, cases.catalogue)
            let id = try recordId(context, "case")
            let body = try await request.formBody(channelDesk.channels.files, channelDesk.uploads)
            guard let record = try await asking({ try await cases.caseFile(id) }), worker.maySee(record.record) else {
                throw Self.noSuchFile
            }
            let files = try checked(body, channelDesk.channels.files)
            try await note(
                FileOpening(
                    by: agent.id, look: .change, citizenId: record.record.citizenId, caseId: id,
                    ground: try ground(of: record, for: worker)))
            try await asking {
                try await book.attach(files, toCase: id, by: agent.id, at: now())
            }
            return try .json(FileList(files: try await views(of: record, worker)), status: .created)
        }
    }

    /// What the worker may know of a case's files.
    func views(of file: CaseFile, _ worker: CaseWorker) async throws -> [FileView] {
        guard let book = channelDesk?.channels.attachments, seesFiles(of: file, worker) else { return [] }
        return try await asking { try await book.attachments(ofCase: file.record.id).map(FileView.init) }
    }

    /// All of a case's files, for the desk.
    func views(ofCase id: Int64) async throws -> [FileView] {
        guard let book = channelDesk?.channels.attachments else { return [] }
        return try await asking { try await book.attachments(ofCase: id).map(FileView.init) }
    }

    private func checked(_ body: FormBody, _ rule: AttachmentRule) throws -> [NewAttachment] {
        do {
            return try rule.check(body.files)
        } catch {
            throw Problem(error)
        }
    }

    private func seesFiles(of file: CaseFile, _ worker: CaseWorker) -> Bool {
        worker.maySee(file.record) && CaseSight(file, for: worker.viewer).seesFiles
    }

    private static let noSuchFile = Problem.noSuch("file", remedy: "Look at the case again.")
}

/// A file's name and size on a page.
struct FileView: Encodable {
    var id: Int64
    var name: String
    var kind: AttachmentKind
    /// Bytes.
    var size: Int
    var at: Date
    var by: String

    init(_ file: Attachment) {
        id = file.id
        name = file.name
        kind = file.kind
        size = file.size
        at = file.at
        by = file.by
    }
}

private struct FileList: Encodable {
    var files: [FileView]
}

extension Response {
    /// A stranger's file: pictures are shown, everything else is saved; nothing in it may run or load anything.
    static func file(_ file: Attachment, _ content: Data) -> Response {
        let isPicture = file.kind == .jpeg || file.kind == .png
        let plain = String(
            file.name.unicodeScalars.map {
                $0.isASCII && $0 != "\"" && $0 != "\\" && $0.value >= 0x20 ? Character($0) : "_"
            })
        let encoded = file.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "file"
        return Response(
            status: .ok,
            headers: [
                .contentType: file.kind.mediaType,
                // RFC 6266 §4.3, for old browsers and for new ones.
                .contentDisposition:
                    "\(isPicture ? "inline" : "attachment"); filename=\"\(plain)\"; filename*=UTF-8''\(encoded)",
                .contentSecurityPolicy: "default-src 'none'; sandbox; frame-ancestors 'none'",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: content)))
    }
}
