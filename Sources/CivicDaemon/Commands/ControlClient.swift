import Foundation
import Glibc

/// Asks the daemon of a data folder over its control socket; waits, as a command may.
struct ControlClient {
    enum Answer {
        case body(Data)
        case notFound
        /// No daemon serves this folder, or it is another user's.
        case nobody
    }

    let dataFolder: String

    private static let longestAnswer = 256 << 20

    /// - Parameter body: sent by POST as JSON; GET without it.
    func ask(_ path: String, body: Data? = nil) -> Answer {
        let file = "\(dataFolder)/\(ControlService.path)"
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return .nobody }
        defer { close(socket) }
        guard connect(socket, to: file) else { return .nobody }
        var patience = timeval(tv_sec: body == nil ? 10 : 60, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard transmit(head(path, body) + (body ?? Data()), over: socket) else { return .nobody }
        var received = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while received.count < Self.longestAnswer {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            received.append(contentsOf: buffer.prefix(count))
        }
        guard let end = received.firstRange(of: Data("\r\n\r\n".utf8)) else { return .nobody }
        let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
        let status = head.split(separator: " ").dropFirst().first
        if status == "404" { return .notFound }
        return status == "200" ? .body(Data(received[end.upperBound...])) : .nobody
    }

    private func head(_ path: String, _ body: Data?) -> Data {
        let content = body.map { "Content-Type: application/json\r\nContent-Length: \($0.count)\r\n" } ?? ""
        return Data(
            "\(body == nil ? "GET" : "POST") \(path) HTTP/1.1\r\nHost: civicline\r\nConnection: close\r\n\(content)\r\n"
                .utf8)
    }

    private func transmit(_ data: Data, over socket: Int32) -> Bool {
        var rest = data[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    private func connect(_ socket: Int32, to file: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(file.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }
}
