import CivicTransport
import Foundation

/// Certificates made at the run by openssl, in a folder that is gone afterwards.
final class Certificates: Sendable {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("civicline-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// A certificate that signs itself, good for 127.0.0.1 or what `names` says, with its key: `NAME.crt` and `NAME.key`.
    func make(_ name: String, names: String = "IP:127.0.0.1") throws -> TLSFiles {
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=\(name)", "-addext", "subjectAltName=\(names)", "-keyout", path("\(name).key"), "-out",
            path("\(name).crt"))
        return TLSFiles(certificate: path("\(name).crt"), key: path("\(name).key"))
    }

    private func openssl(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    }
}
