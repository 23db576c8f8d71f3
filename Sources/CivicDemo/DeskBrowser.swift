package import CivicCore
package import Foundation
import Synchronization

/// The agent's browser as far as the wire can tell: signs in, keeps the cookie, reads the event stream. By curl.
package final class DeskBrowser: Sendable {
    private let base: String
    private let jar: URL
    private let stream: Programme
    private let heard = Mutex<[(at: ContinuousClock.Instant, snapshot: DeskSnapshot)]>([])
    private let listening = Mutex<Task<Void, Never>?>(nil)

    /// Signs in and opens the event stream.
    package init(desk: SocketEndpoint, name: String, password: String, folder: URL) async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        base = "http://\(desk)"
        jar = folder.appendingPathComponent("cookies")
        let (code, output) = try await Programme.run(
            "curl",
            [
                "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-c", jar.path, "-H", "Origin: \(base)",
                "--data-urlencode", "name=\(name)", "--data-urlencode", "password=\(password)", "\(base)/sign-in",
            ])
        guard code == 0, ["200", "302", "303"].contains(output) else {
            throw DemoFailure("the desk did not let \(name) in: HTTP \(output)")
        }
        stream = try Programme(
            "curl", ["-sSN", "-b", jar.path, "\(base)/api/desk/events"], log: folder.appendingPathComponent("events"))
        listening.withLock { $0 = Task { [weak self] in await self?.listen() } }
    }

    /// Notes when each event came; the file that curl writes is looked at every 5 ms.
    private func listen() async {
        var length = 0
        while !Task.isCancelled {
            let output = stream.output
            if output.utf8.count != length {
                length = output.utf8.count
                let all = DeskSnapshot.read(output)
                let now = ContinuousClock.now
                heard.withLock { heard in
                    for snapshot in all.dropFirst(heard.count) { heard.append((now, snapshot)) }
                }
            }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Posts JSON as the desk's page does; gives back the answer's body.
    @discardableResult
    package func post(_ path: String, _ json: String) async throws -> String {
        try await request(["-X", "POST", "-H", "Content-Type: application/json", "-d", json], path)
    }

    /// Posts a form as a page without script does, and follows where it leads.
    @discardableResult
    package func post(_ path: String, form: [String: String]) async throws -> String {
        try await request(
            ["-L"] + form.sorted { $0.key < $1.key }.flatMap { ["--data-urlencode", "\($0.key)=\($0.value)"] }, path)
    }

    package func get(_ path: String) async throws -> String { try await request([], path) }

    /// What the event stream has brought so far.
    package var events: String { stream.output }

    /// What the desk was told last.
    package var latest: DeskSnapshot? { heard.withLock { $0.last?.snapshot } }

    /// Waits for an event that fulfils `condition`, also among those that have come; tells when it came.
    package func snapshot(
        within limit: Duration, _ condition: (DeskSnapshot) -> Bool
    ) async throws -> (at: ContinuousClock.Instant, snapshot: DeskSnapshot) {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if let found = heard.withLock({ $0.last { condition($0.snapshot) } }) { return found }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw DemoFailure("the desk was not told what it should be; it heard:\n\(stream.output.suffix(1_500))")
    }

    package func close() async {
        listening.withLock { $0?.cancel() }
        await stream.stop()
    }

    private func request(_ options: [String], _ path: String) async throws -> String {
        let (code, output) = try await Programme.run(
            "curl", ["-sS", "-b", jar.path, "-H", "Origin: \(base)", "-w", "\n%{http_code}"] + options + [base + path])
        let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
        guard code == 0, let status = lines.last, status.hasPrefix("2") else {
            throw DemoFailure("\(path) was refused: \(output.suffix(600))")
        }
        return lines.dropLast().joined(separator: "\n")
    }
}
