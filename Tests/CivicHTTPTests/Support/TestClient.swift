import Foundation
import NIOCore
import NIOPosix

/// A minimal HTTP/1.1 client: one request per connection, nothing followed, nothing remembered.
struct TestClient: Sendable {
    struct Answer: Sendable {
        var status: Int
        /// Lower-case names; of repeated fields the last.
        var headers: [String: String]
        var body: String

        func json() throws -> [String: Any] {
            try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any] ?? [:]
        }
    }

    let port: Int

    /// The header by which a request shows that it comes from the server's own pages.
    var here: [String: String] { ["Origin": "http://127.0.0.1:\(port)"] }

    func send(
        _ method: String, _ path: String, headers: [String: String] = [:], body: String? = nil,
        type: String = "application/json", chunked: Bool = false
    ) async throws -> Answer {
        let text = request(method, path, headers: headers, body: body, type: type, chunked: chunked)
        return try await connect().executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var received = ByteBuffer()
            for try await var part in inbound {
                received.writeBuffer(&part)
                if let answer = Self.whole(String(buffer: received), closed: false, isHead: method == "HEAD") {
                    return answer
                }
            }
            return Self.whole(String(buffer: received), closed: true, isHead: false)
                ?? Answer(status: 0, headers: [:], body: "")
        }
    }

    /// Opens an event stream and reads until `enough` of the text that came is satisfied, or the server ends it.
    func stream(
        _ path: String, headers: [String: String], until enough: @Sendable (String) async throws -> Bool
    ) async throws -> String {
        let text = request("GET", path, headers: headers, body: nil, type: "", chunked: false)
        return try await connect().executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var received = ""
            for try await part in inbound {
                // Without CR, so that a line break is one character whoever wrote it.
                received += String(decoding: part.readableBytesView.filter { $0 != 13 }, as: UTF8.self)
                if try await enough(received) { break }
                if received.hasSuffix("\n0\n\n") { break }
            }
            return received
        }
    }

    private func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port) {
            channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel(wrappingChannelSynchronously: channel)
            }
        }
    }

    private func request(
        _ method: String, _ path: String, headers: [String: String], body: String?, type: String, chunked: Bool
    ) -> String {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        guard let body else {
            return text + (method == "POST" && headers["Content-Length"] == nil ? "Content-Length: 0\r\n\r\n" : "\r\n")
        }
        text += "Content-Type: \(type)\r\n"
        return chunked
            ? text + "Transfer-Encoding: chunked\r\n\r\n\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n"
            : text + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// The answer, once its announced length is there.
    private static func whole(_ text: String, closed: Bool, isHead: Bool) -> Answer? {
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces)
        }
        let body = String(text[end.upperBound...])
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        guard closed || isHead || body.utf8.count >= length else { return nil }
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return Answer(status: status, headers: headers, body: body)
    }
}
