import CivicCRM
import CivicMIME
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// How many large bodies are read at once: they stand in memory until they are looked through.
final class UploadGate: Sendable {
    private let most: Int
    private let taken = Mutex(0)

    init(most: Int = 8) {
        self.most = most
    }

    /// Runs `work` in one of the places, or refuses where all are taken.
    func pass<Answer: Sendable>(_ work: () async throws -> Answer) async throws -> Answer {
        let isFree = taken.withLock { taken in
            guard taken < most else { return false }
            taken += 1
            return true
        }
        guard isFree else { throw Problem.uploadsBusy }
        defer { taken.withLock { $0 -= 1 } }
        return try await work()
    }
}

/// A form as it was sent, with files or without.
struct FormBody: Sendable {
    var fields: [String: String] = [:]
    var files: [(name: String?, content: Data)] = []
}

extension Request {
    /// The body as an HTML form of either kind.
    func formBody(_ rule: AttachmentRule, _ gate: UploadGate) async throws -> FormBody {
        let type = headers[.contentType] ?? ""
        guard type.lowercased().hasPrefix("multipart/form-data") else { return FormBody(fields: try await form()) }
        let length = headers[.contentLength].flatMap { Int($0) }
        if let length, length <= Self.longestBody { return try await multipart(type, upTo: Self.longestBody) }
        if let length, length > rule.longestForm { throw Problem.tooLarge(limit: rule.longestForm) }
        return try await gate.pass { try await multipart(type, upTo: rule.longestForm) }
    }

    private func multipart(_ type: String, upTo limit: Int) async throws -> FormBody {
        let bytes = try await wholeBody(upTo: limit)
        guard let form = try? FormData(Array(bytes.readableBytesView), type: type) else { throw Problem.notAForm }
        return FormBody(fields: form.fields, files: form.files.map { ($0.name, Data($0.content)) })
    }
}

extension Problem {
    static let uploadsBusy = Problem(
        kind: "uploads-busy", title: "Many files are being sent right now", status: .serviceUnavailable,
        remedy: "Send the form again in a minute, or without files.", retryAfter: 60)

    static let notAForm = Problem(
        kind: "not-a-form", title: "The form did not come whole", status: .badRequest,
        remedy: "Go back with your browser and send it again.")

    /// Why a file was not taken.
    init(_ fault: AttachmentFault) {
        self = .invalid("file", "\(fault.name): \(fault.kind.rawValue)", remedy: fault.remedy)
    }
}

extension Submission {
    /// What makes a form with files known as the same.
    static func wording(_ lines: [String], _ files: [NewAttachment]) -> String {
        (lines + files.map { "\($0.name) \(Site.tag(of: $0.content))" }).joined(separator: "\n")
    }
}
