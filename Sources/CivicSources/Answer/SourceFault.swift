/// Why a data source gave no answer. It tells nothing of what was asked or what came.
package enum SourceFault: Error, Equatable, Sendable, CustomStringConvertible {
    case late
    /// Nobody takes the connection, or it broke off.
    case unreachable
    /// The endpoint's certificate is not one that we trust.
    case notTrusted
    case redirected(toHost: String?)
    case status(Int)
    case tooLarge(most: Int)
    case notJSON
    case wrongField(String, expected: String, found: String)
    /// It has failed too often; it is not asked for a while.
    case resting
    /// Too many questions wait already.
    case crowded
    case noSecret(String)

    /// Whether the endpoint itself is in trouble, so that it had better be left alone.
    var isOfEndpoint: Bool {
        switch self {
        case .late, .unreachable, .notTrusted: true
        case .status(let status): status >= 500 || status == 429
        case .redirected, .tooLarge, .notJSON, .wrongField, .resting, .crowded, .noSecret: false
        }
    }

    package var description: String {
        switch self {
        case .late: "no answer within the deadline"
        case .unreachable: "nobody takes the connection, or it broke off"
        case .notTrusted:
            "its certificate is not trusted; where it comes from an authority of your own, name that in 'authorities'"
        case .redirected(let host):
            "it leads elsewhere\(host.map { " (to \($0))" } ?? ""), which is never followed; write the right address"
        case .status(let status): "HTTP status \(status)"
        case .tooLarge(let most): "the answer has more than \(most) bytes ('largest-answer')"
        case .notJSON: "the answer is no JSON"
        case .wrongField(let name, let expected, let found): "'\(name)' is to be \(expected), found \(found)"
        case .resting: "it failed too often and is left alone for a while"
        case .crowded: "too many questions wait for it ('at-once')"
        case .noSecret(let what): "\(what), which a header needs, is not there"
        }
    }
}
