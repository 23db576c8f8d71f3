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
                let isRead = try await endpoint.reloadCertificate()
                log.notice(isRead ? "the TLS certificate is read again" : "SIGHUP: there is no TLS certificate to read")
            } catch {
                log.error("the TLS certificate stays as it was: \(error)")
            }
        }
    }
}
