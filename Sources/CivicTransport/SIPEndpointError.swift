package import CivicCore

/// Why no SIP socket could be opened.
package enum SIPEndpointError: Error, Equatable, Sendable, CustomStringConvertible {
    case addressInUse(SocketEndpoint)
    case cannotBind(SocketEndpoint, reason: String)

    package var description: String {
        switch self {
        case .addressInUse(let endpoint): "\(endpoint) (UDP) is in use by another program"
        case .cannotBind(let endpoint, let reason): "cannot listen on \(endpoint) (UDP): \(reason)"
        }
    }
}
