package import CivicCore

/// Our side of a browser's stream: ICE-lite and DTLS-SRTP, as its answer says them (RFC 8829 §5.3.1).
package struct LocalWeb: Equatable, Sendable {
    /// `a=ice-ufrag`.
    package var username: String
    /// `a=ice-pwd`.
    package var password: Redacted<String>
    /// `a=fingerprint`, with the name of its function before it.
    package var fingerprint: String

    package init(username: String, password: Redacted<String>, fingerprint: String) {
        self.username = username
        self.password = password
        self.fingerprint = fingerprint
    }
}

/// What a browser's offer says of itself.
package struct RemoteWeb: Equatable, Sendable {
    /// `a=ice-ufrag`: 4 to 256 signs (RFC 8839 §5.4).
    package var username: String
    /// `a=fingerprint`, as it stands there; the first of a function that is in use.
    package var fingerprints: [String]

    package init(username: String, fingerprints: [String]) {
        self.username = username
        self.fingerprints = fingerprints
    }
}

extension RemoteWeb {
    static func isWeb(_ stream: MediaDescription) -> Bool {
        stream.transport == "UDP/TLS/RTP/SAVPF" || stream.transport == "UDP/TLS/RTP/SAVP"
    }

    /// Reads a stream of an offer; the session's own lines stand in for those that it lacks.
    init(_ stream: MediaDescription, in description: SessionDescription) throws(SDPRefusal) {
        func values(_ name: String) -> [String] {
            let own = stream.values(of: name)
            return own.isEmpty ? description.attributes.compactMap { $0.name == name ? $0.value : nil } : own
        }
        guard let username = values("ice-ufrag").first, (4...256).contains(username.utf8.count) else {
            throw .incompleteWeb("a=ice-ufrag")
        }
        let fingerprints = values("fingerprint")
        guard !fingerprints.isEmpty else { throw .incompleteWeb("a=fingerprint") }
        // We wait for the handshake (RFC 5763 §5); who offers to wait as well never begins.
        guard let setup = values("setup").first, setup == "actpass" || setup == "active" else {
            throw .incompleteWeb("a=setup:actpass")
        }
        guard stream.attributes.contains(where: { $0.name == "rtcp-mux" }) else { throw .incompleteWeb("a=rtcp-mux") }
        self.init(username: username, fingerprints: Array(fingerprints.prefix(8)))
    }
}

extension LocalWeb {
    /// What an answer has beside the codecs: our one address as the only candidate, of the highest priority
    /// (RFC 8445 §5.1.2.1: a host candidate of component 1).
    func attributes(answering stream: MediaDescription, at endpoint: SocketEndpoint) -> [SessionDescription.Attribute] {
        let middle = stream.values(of: "mid").first.map { [SessionDescription.Attribute("mid", $0)] } ?? []
        return middle + [
            .init("rtcp-mux"), .init("ice-ufrag", username), .init("ice-pwd", password.revealed),
            .init("fingerprint", fingerprint), .init("setup", "passive"),
            .init("candidate", "1 1 UDP 2130706431 \(endpoint.host) \(endpoint.port) typ host"),
            .init("end-of-candidates"),
        ]
    }

    /// What stands above all streams: `a=group:BUNDLE` names those that are taken (RFC 9143 §7.3).
    static func sessionAttributes(answering stream: MediaDescription, of offer: SessionDescription)
        -> [SessionDescription.Attribute]
    {
        var attributes = [SessionDescription.Attribute("ice-lite")]
        let isBundled = offer.attributes.contains { $0.name == "group" && $0.value?.hasPrefix("BUNDLE") == true }
        if isBundled, let middle = stream.values(of: "mid").first {
            attributes.append(.init("group", "BUNDLE \(middle)"))
        }
        return attributes
    }
}
