import CivicHTTP
import Logging
import ServiceLifecycle
import UnixSignals

/// Takes dialplans and configuration that were edited by hand when SIGHUP asks for it; calls in progress go on as they began.
struct ReloadService: ServiceLifecycle.Service {
    let keeper: PlanKeeper
    let log: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do {
                let outcome = try await keeper.reload(by: "SIGHUP")
                for finding in outcome.findings where finding.severity == "error" { log.error("\(finding.text)") }
                if let note = outcome.note { log.warning("\(note)") }
                for line in outcome.configurationLines { log.notice("\(line)") }
                if outcome.refusal != nil {
                    log.error("dialplans and configuration stay as they were")
                } else if outcome.changes.isEmpty, outcome.request == nil, outcome.removed?.isEmpty != false {
                    log.notice("the dialplans are read again; none has changed")
                }
            } catch {
                log.error("dialplans and configuration stay as they were: \(error)")
            }
        }
    }
}

extension PlanOutcome {
    /// What became of changes in the configuration, for people.
    var configurationLines: [String] {
        [("taken", taken), ("takes effect at the next start", waiting)].compactMap { words, names in
            names.map { "\(words): \($0.joined(separator: ", "))" }
        }
    }
}
