import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A question to an endpoint, ready to be sent.
package struct SourceQuestion: Sendable, Equatable {
    package var method: DataSource.Method
    /// May hold what a caller has keyed: never in a log.
    package var address: String
    package var headers: [SentHeader]
    package var body: JSONValue?
    package var largestAnswer: Int
    package var authorities: String?
}

/// A header with its secret.
package struct SentHeader: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Carries questions to endpoints; ends with the task that asks.
package protocol SourceClient: Sendable {
    func answer(to question: SourceQuestion) async throws -> SourceResponse
}

/// Asks over HTTP/1.1: certificates are checked, redirects are not followed, an answer is read up to its bound.
package final class HTTPSourceClient: SourceClient {
    private let client: HTTPClient

    package init() {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.httpVersion = .http1Only
        configuration.timeout = .init(connect: .seconds(5))
        configuration.connectionPool.idleTimeout = .seconds(30)
        // A refused connection is an answer: the caller waits.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration)
    }

    package func close() async {
        try? await client.shutdown()
    }

    package func answer(to question: SourceQuestion) async throws -> SourceResponse {
        do {
            do {
                return try await send(question)
            } catch  where question.method == .get && Self.isBroken(error) {
                // An idle connection that the endpoint closed at the same moment.
                return try await send(question)
            }
        } catch {
            throw Self.fault(of: error, question)
        }
    }

    private func send(_ question: SourceQuestion) async throws -> SourceResponse {
        var request = HTTPClientRequest(url: question.address)
        request.method = question.method == .get ? .GET : .POST
        request.headers = HTTPHeaders(question.headers.map { ($0.name, $0.value) })
        request.headers.replaceOrAdd(name: "Accept", value: "application/json")
        if let body = question.body {
            request.headers.replaceOrAdd(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body.data))
        }
        var tls = TLSConfiguration.makeClientConfiguration()
        if let authorities = question.authorities { tls.trustRoots = .file(authorities) }
        request.tlsConfiguration = tls
        // The deadline is the task's: whoever asks cancels it. The client is given one that lies behind it.
        let response = try await client.execute(request, deadline: .now() + .seconds(120))
        let status = Int(response.status.code)
        guard (200..<300).contains(status) else {
            let location = response.headers.first(name: "Location").flatMap { URL(string: $0)?.host }
            return SourceResponse(status: status, location: location)
        }
        let body = try await response.body.collect(upTo: question.largestAnswer)
        return SourceResponse(status: status, body: Data(body.readableBytesView))
    }

    /// Whether the connection broke off under the question, rather than that none could be had.
    private static func isBroken(_ error: any Error) -> Bool {
        if let error = error as? HTTPClientError { return error == .remoteConnectionClosed }
        switch error as? ChannelError {
        case .alreadyClosed, .ioOnClosedChannel, .eof, .inputClosed, .outputClosed: return true
        default: return (error as? IOError).map { [ECONNRESET, EPIPE].contains($0.errnoCode) } ?? false
        }
    }

    /// Libraries' errors name addresses; ours do not.
    private static func fault(of error: any Error, _ question: SourceQuestion) -> any Error {
        switch error {
        case is CancellationError: return error
        case let error as HTTPClientError where error == .cancelled: return CancellationError()
        case let error as HTTPClientError where error == .deadlineExceeded: return SourceFault.late
        case is NIOTooManyBytesError: return SourceFault.tooLarge(most: question.largestAnswer)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: return SourceFault.notTrusted
        default: return SourceFault.unreachable
        }
    }
}
