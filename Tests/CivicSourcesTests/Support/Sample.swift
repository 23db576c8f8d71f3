import CivicCore
import CivicDialplan
import CivicSources
import Foundation
import Synchronization

let shanghai = TimeZone(identifier: "Asia/Shanghai") ?? .gmt

/// The sources of a text, and what is said about it.
func read(_ text: String, secrets: SourceSecrets? = nil) -> (sources: [DataSource], diagnostics: [Diagnostic]) {
    do {
        return try DataSourcesFile.sources(in: text, file: "data-sources.yaml", zone: shanghai, secrets: secrets)
    } catch {
        return ([], error.all)
    }
}

/// `account 10023` owes something, for tests of how it is asked.
func waterBill(
    at address: String = "http://127.0.0.1:1/accounts/{account}", _ more: String = ""
) throws -> DataSource {
    let text = """
        data-sources:
          water-bill:
            get: \(address)
            about: caller
            arguments: { account: text }
            \(more)
            fields:
              owed: { at: /bill/owed, kind: money, in: yuan }
              state: { at: /bill/state, kind: one-of, values: [paid, due] }
        """
    let (sources, diagnostics) = read(text)
    guard let source = sources.first else { throw Diagnostics(diagnostics) }
    return source
}

let owes = #"{"bill": {"owed": 12.50, "state": "due"}}"#
let owed: LookUpOutcome = .found(["owed": .number(1_250), "state": .text("due")])

/// A clock that the test sets, and lines that were told.
final class Bench: Sendable {
    private let state = Mutex((now: MonotonicInstant.zero, lines: [String]()))

    var now: MonotonicInstant { state.withLock { $0.now } }
    var lines: [String] { state.withLock { $0.lines } }
    func pass(_ time: Duration) { state.withLock { $0.now += time } }

    func counter(_ source: DataSource, _ client: any SourceClient, secrets: [String: String] = [:]) -> SourceCounter {
        SourceCounter(
            source, client: client, secrets: SourceSecrets(environment: secrets), now: { self.now },
            tell: { line in self.state.withLock { $0.lines.append(line) } })
    }
}

/// Answers as it is told to, and remembers what it was asked.
final class FakeClient: SourceClient {
    private let state:
        Mutex<(answer: @Sendable (SourceQuestion) async throws -> SourceResponse, asked: [SourceQuestion])>

    init(_ answer: @escaping @Sendable (SourceQuestion) async throws -> SourceResponse) {
        state = Mutex((answer, []))
    }

    convenience init(_ body: String, status: Int = 200) {
        self.init { _ in SourceResponse(status: status, body: Data(body.utf8)) }
    }

    var asked: [SourceQuestion] { state.withLock { $0.asked } }

    func become(_ answer: @escaping @Sendable (SourceQuestion) async throws -> SourceResponse) {
        state.withLock { $0.answer = answer }
    }

    func answer(to question: SourceQuestion) async throws -> SourceResponse {
        let answer = state.withLock { state in
            state.asked.append(question)
            return state.answer
        }
        return try await answer(question)
    }
}
