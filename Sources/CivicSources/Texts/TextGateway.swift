import Foundation

/// A gateway for text messages: one POST of JSON for each, the same key at every attempt.
///
///     POST ADDRESS
///     Authorization: Bearer TOKEN
///     Idempotency-Key: KEY
///     {"id":KEY,"text":…,"to":"+8613800000001"}
///
///     2xx              taken
///     408, 425, 429    later, as every 5xx and every failure on the way
///     anything else    refused for good
package struct TextGateway: Sendable {
    package enum Answer: Equatable, Sendable {
        case taken
        case refused(status: Int)
        case later(String)
    }

    private let address: String
    private let tokenFile: String?

    /// - Parameter tokenFile: its first line is the token; nil where the gateway asks for none.
    package init(address: String, tokenFile: String?) {
        self.address = address
        self.tokenFile = tokenFile
    }

    package func send(
        key: String, number: String, text: String, by client: any SourceClient, within deadline: Duration
    ) async -> Answer {
        var headers = [SentHeader(name: "Idempotency-Key", value: key)]
        if let tokenFile {
            guard let token = Self.token(in: tokenFile) else { return .later("the file of the token cannot be read") }
            headers.append(SentHeader(name: "Authorization", value: "Bearer \(token)"))
        }
        let question = SourceQuestion(
            method: .post, address: address, headers: headers,
            body: .object(["id": .text(key), "to": .text(number), "text": .text(text)]), largestAnswer: 65_536,
            authorities: nil)
        do {
            let response = try await Self.within(deadline) { try await client.answer(to: question) }
            switch response.status {
            case 200..<300: return .taken
            case 408, 425, 429, 500...: return .later("the gateway answers \(response.status)")
            default: return .refused(status: response.status)
            }
        } catch {
            return .later("\(error)")
        }
    }

    private static func token(in file: String) -> String? {
        guard let data = FileManager.default.contents(atPath: file), data.count <= 16_384 else { return nil }
        let line = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
        return line.flatMap { SourceSecrets.isSendable($0) ? $0 : nil }
    }

    private static func within(
        _ deadline: Duration, _ work: @escaping @Sendable () async throws -> SourceResponse
    ) async throws -> SourceResponse {
        try await withThrowingTaskGroup(of: SourceResponse?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: deadline)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let response = first else { throw SourceFault.late }
            return response
        }
    }
}
