/// What a request is matched to its server transaction by (RFC 3261 §17.2.3).
///
/// With the magic cookie: branch, sent-by and method, where ACK counts as INVITE. Without it (RFC 2543): Request-URI,
/// From tag, Call-ID, CSeq number and the topmost Via.
package struct ServerTransactionKey: Hashable, Sendable {
    private let text: String

    package init(_ request: SIPRequest) {
        self.init(request, as: request.method == .ack ? .invite : request.method)
    }

    /// The key that the transaction which `request` cancels would have (§9.2).
    package init(cancelledBy request: SIPRequest) {
        self.init(request, as: .invite)
    }

    private init(_ request: SIPRequest, as method: SIPMethod) {
        guard let via = request.vias.first else {
            text = ""
            return
        }
        if via.hasUniqueBranch {
            text = "\(via.branch ?? "")\n\(via.sentBy)\n\(method)"
        } else {
            // The To tag takes no part: an INVITE has none where its ACK has ours.
            var hop = via
            hop.parameters["received"] = nil
            hop.parameters["rport"] = nil
            text =
                "\(request.uri)\n\(request.from.tag ?? "")\n\(request.callID)\n\(request.cseq.number)\n\(hop)\n\(method)"
        }
    }
}

/// What a response is matched to its client transaction by: branch and CSeq method (§17.1.3).
package struct ClientTransactionKey: Hashable, Sendable, Comparable {
    private let branch: String
    private let method: SIPMethod

    package init(branch: String, method: SIPMethod) {
        self.branch = branch
        self.method = method
    }

    package init(_ request: SIPRequest) {
        self.init(branch: request.branch, method: request.method)
    }

    package static func < (one: ClientTransactionKey, other: ClientTransactionKey) -> Bool {
        (one.branch, one.method.name) < (other.branch, other.method.name)
    }
}

/// Names requests that are one and the same although they came over different ways (§8.2.2.2).
struct MergeKey: Hashable, Sendable {
    private let text: String

    /// `nil` inside a dialog, where nothing is merged.
    init?(_ request: SIPRequest) {
        guard request.to.tag == nil else { return nil }
        text = "\(request.from.tag ?? "")\n\(request.callID)\n\(request.cseq)"
    }
}
