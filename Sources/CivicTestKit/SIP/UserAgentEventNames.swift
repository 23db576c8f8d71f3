package import CivicSIP

extension UserAgentEvent {
    /// The case's name, with its status where it has one: `incoming`, `progress 180`, `failed 486`.
    package var name: String {
        switch self {
        case .incoming: "incoming"
        case .acknowledged: "acknowledged"
        case .cancelled: "cancelled"
        case .progress(_, let status, _): "progress \(status)"
        case .answered: "answered"
        case .failed(_, let status, _, _): "failed \(status)"
        case .reoffered: "reoffered"
        case .reofferAnswered: "reofferAnswered"
        case .reofferFailed(_, let status): "reofferFailed \(status)"
        case .info: "info"
        case .provisionalAcknowledged: "provisionalAcknowledged"
        case .transferRequested: "transferRequested"
        case .transferProgress(_, let status): "transferProgress \(status)"
        case .ended(_, .sessionExpired): "ended sessionExpired"
        case .ended(_, .byPeer): "ended byPeer"
        case .ended(_, .noAcknowledgement): "ended noAcknowledgement"
        case .ended(_, .dialogLost(let status)): "ended dialogLost \(status)"
        case .ended(_, .timeout): "ended timeout"
        case .ended(_, .replaced): "ended replaced"
        case .registered(let user, let bindings): "registered \(user) \(bindings.count)"
        case .unregistered(let user): "unregistered \(user)"
        case .registrationAccepted(let user, _, _): "registrationAccepted \(user)"
        case .registrationFailed(let user, let status, _): "registrationFailed \(user) \(status)"
        case .probed(let id, let status): "probed \(id) \(status)"
        }
    }

    /// The call that it is about; `nil` for registrations.
    package var call: CallHandle? {
        switch self {
        case .incoming(let call, _), .acknowledged(let call, _), .cancelled(let call), .progress(let call, _, _),
            .answered(let call, _), .failed(let call, _, _, _), .reoffered(let call, _),
            .reofferAnswered(let call, _), .reofferFailed(let call, _), .info(let call, _), .ended(let call, _),
            .provisionalAcknowledged(let call, _), .transferRequested(let call, _, _), .transferProgress(let call, _):
            call
        case .registered, .unregistered, .registrationAccepted, .registrationFailed, .probed: nil
        }
    }

    /// The session description that it brings.
    package var body: SIPBody? {
        switch self {
        case .incoming(_, let call): call.offer
        case .acknowledged(_, let body), .progress(_, _, let body), .answered(_, let body), .reoffered(_, let body),
            .reofferAnswered(_, let body), .info(_, let body), .provisionalAcknowledged(_, let body):
            body
        default: nil
        }
    }
}
