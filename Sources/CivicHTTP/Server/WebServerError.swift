package import CivicCore

/// Why the pages cannot be served; the description is one line with the remedy.
package enum WebServerError: Error, Equatable, Sendable, CustomStringConvertible {
    case portInUse(SocketEndpoint)
    case portForbidden(SocketEndpoint)
    case addressNotHere(SocketEndpoint)
    case notAnAddress(SocketEndpoint)
    /// A file of the pages is missing or broken: the installation is incomplete.
    case missingResource(String)

    package var description: String {
        switch self {
        case .portInUse(let endpoint):
            "http: \(endpoint) is in use by another program; stop it or set CIVICLINE_HTTP to a free port"
        case .portForbidden(let endpoint):
            "http: no permission to listen on \(endpoint); set CIVICLINE_HTTP to a port of 1024 or above"
        case .addressNotHere(let endpoint):
            "http: this machine has no address \(endpoint.host); set CIVICLINE_HTTP to one of its own addresses"
        case .notAnAddress(let endpoint):
            "http: \"\(endpoint.host)\" is not a numeric IP address; set CIVICLINE_HTTP to one such as 127.0.0.1:8081"
        case .missingResource(let name):
            "http: the page file \(name) is missing or broken; install CivicLine again"
        }
    }
}
