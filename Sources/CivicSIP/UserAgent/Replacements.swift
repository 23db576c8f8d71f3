import CivicCore

// An INVITE that takes the place of another call (RFC 3891 §3).

extension UserAgent {
    enum TakenPlace {
        case call(CallHandle)
        case challenge
        case refused(status: Int, reason: String?)
    }

    /// The call that the INVITE is to replace. Who has not shown an account is asked to: tags alone prove nothing.
    func takenPlace(of request: SIPRequest, by user: String?) -> TakenPlace {
        let fields = request.headers.all(.replaces)
        guard fields.count == 1, !request.headers.contains(HeaderName("Join")),
            let replaces = fields.first.flatMap({ Replaces(parsing: $0) })
        else { return .refused(status: 400, reason: "Replaces Not Readable") }
        guard configuration.takesTransfers else { return .refused(status: 603, reason: nil) }
        guard user != nil else { return .challenge }
        guard let handle = dialogs[replaces.dialog], let call = calls[handle] else {
            return .refused(status: 481, reason: nil)
        }
        switch call.state {
        case .established: return replaces.isEarlyOnly ? .refused(status: 486, reason: nil) : .call(handle)
        case .calling: return .call(handle)
        // An early dialog that we did not begin matches nothing; one that is over is declined.
        case .offered: return .refused(status: 481, reason: nil)
        case .releasing: return .refused(status: 603, reason: nil)
        }
    }
}
