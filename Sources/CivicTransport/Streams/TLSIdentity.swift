import CivicCore
import Foundation
import NIOSSL

/// Files, in PEM, that make TLS.
package struct TLSFiles: Sendable, Equatable {
    /// Our certificate, and after it those between it and the root.
    package var certificate: String
    package var key: String
    /// Roots of trunks' certificates; `nil`: the system's, and nobody who connects is asked for a certificate.
    package var authorities: String?

    package init(certificate: String, key: String, authorities: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.authorities = authorities
    }
}

/// Our side of TLS, both ways: made of files, and made anew when they have changed.
struct TLSIdentity {
    let server: NIOSSLContext
    let client: NIOSSLContext

    init(_ files: TLSFiles) throws(SIPEndpointError) {
        let chain = try Self.certificates(in: files.certificate, what: "certificate")
        guard Self.isReadable(files.key) else {
            throw .badTLSFile(files.key, reason: "the key cannot be read; does the file exist, and may we read it?")
        }
        guard let key = try? NIOSSLPrivateKey(file: files.key, format: .pem) else {
            throw .badTLSFile(files.key, reason: "holds no private key in PEM without a password")
        }
        let sources = chain.map { NIOSSLCertificateSource.certificate($0) }
        var server = TLSConfiguration.makeServerConfiguration(certificateChain: sources, privateKey: .privateKey(key))
        var client = TLSConfiguration.makeClientConfiguration()
        client.certificateChain = sources
        client.privateKey = .privateKey(key)
        server.minimumTLSVersion = .tlsv12
        client.minimumTLSVersion = .tlsv12
        if let authorities = files.authorities {
            let roots = NIOSSLTrustRoots.certificates(try Self.certificates(in: authorities, what: "certificates"))
            server.trustRoots = roots
            server.certificateVerification = .optionalVerification
            client.trustRoots = roots
        }
        do {
            self.server = try NIOSSLContext(configuration: server)
            self.client = try NIOSSLContext(configuration: client)
        } catch {
            throw .badTLSFile(files.key, reason: "the key does not belong to the certificate \(files.certificate)")
        }
    }

    private static func isReadable(_ file: String) -> Bool { FileManager.default.isReadableFile(atPath: file) }

    private static func certificates(in file: String, what: String) throws(SIPEndpointError) -> [NIOSSLCertificate] {
        guard isReadable(file) else {
            throw .badTLSFile(file, reason: "the \(what) cannot be read; does the file exist, and may we read it?")
        }
        guard let chain = try? NIOSSLCertificate.fromPEMFile(file), !chain.isEmpty else {
            throw .badTLSFile(file, reason: "holds no certificate in PEM")
        }
        return chain
    }
}

extension NIOSSLCertificate {
    /// The DNS names that it is made out to (RFC 5280 §4.2.1.6).
    var dnsNames: [String] {
        _subjectAlternativeNames().compactMap { name in
            name.nameType == .dnsName
                ? name.contents.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } : nil
        }
    }
}
