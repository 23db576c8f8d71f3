/// Why a request was refused, for whoever counts refusals.
package enum RefusalReason: String, Sendable, CaseIterable {
    /// The source asks more than the gate lets through.
    case gate
    /// The application takes no new calls any more.
    case draining
    /// Too many transactions at one time.
    case full
    /// No credentials, or wrong ones.
    case digest
    /// The credentials are right and allow something else.
    case account
    /// It cannot be read, or lacks what it needs.
    case malformed
    /// A method, extension, body or URI that we do not take.
    case unsupported
    /// It has been here before.
    case loop
    /// No such dialog or transaction, or not at this moment.
    case dialog
    /// The application refused the call; it counts its own reasons.
    case application

    /// Where nobody said why.
    init(status: Int) {
        self =
            switch status {
            case 400: .malformed
            case 401, 407: .digest
            case 403: .account
            case 405, 406, 413, 414, 415, 416, 420, 421, 422, 423, 489, 505: .unsupported
            case 482, 483: .loop
            case 481, 487, 491, 500, 603: .dialog
            default: .application
            }
    }
}
