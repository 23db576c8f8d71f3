import CivicCore
import CivicDemo
import Foundation
import Testing

/// A lab that speaks TLS, with a certificate of its own making that is good for 127.0.0.1.
struct SecureLab {
    let lab: HotlineInstance
    let endpoint: SocketEndpoint
    let certificate: String
    let key: String

    init(_ extra: [String: String] = [:], files: [String: String] = [:]) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("civicline-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        endpoint = SocketEndpoint(host: "127.0.0.1", port: FreePorts.take(1)[0])
        certificate = folder.appendingPathComponent("tls.crt").path
        key = folder.appendingPathComponent("tls.key").path
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        openssl.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
            "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out",
            certificate,
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        try #require(openssl.terminationStatus == 0)
        lab = try House.lab(
            extra.merging([
                "CIVICLINE_SIP_TLS": "\(endpoint)", "CIVICLINE_SIP_TLS_CERTIFICATE": certificate,
                "CIVICLINE_SIP_TLS_KEY": key,
            ]) { $1 }, files: files)
    }
}
