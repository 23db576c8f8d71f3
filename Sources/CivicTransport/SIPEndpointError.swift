package import CivicCore
package import CivicSIP

/// Why no SIP socket could be opened.
package enum SIPEndpointError: Error, Equatable, Sendable, CustomStringConvertible {
    case addressInUse(SocketEndpoint, SIPTransport = .udp)
    case cannotBind(SocketEndpoint, SIPTransport = .udp, reason: String)
    case badTLSFile(String, reason: String)

    package var description: String {
        switch self {
        case .addressInUse(let endpoint, let transport):
            "\(endpoint) (\(transport.rawValue.uppercased())) is in use by another program"
        case .cannotBind(let endpoint, let transport, let reason):
            "cannot listen on \(endpoint) (\(transport.rawValue.uppercased())): \(reason)"
        case .badTLSFile(let file, let reason): "\(file): \(reason)"
        }
    }
}
