import CivicTransport
import Logging
import ServiceLifecycle
import UnixSignals

/// Reads the certificate of TLS again when SIGHUP asks for it; calls and connections go on.
struct CertificateService: ServiceLifecycle.Service {
    let endpoint: SIPEndpoint
    let log: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do {
                if try await endpoint.reloadCertificate() { log.notice("the TLS certificate is read again") }
            } catch {
                log.error("the TLS certificate stays as it was: \(error)")
            }
        }
    }
}
