/// Names a dialog at our side: Call-ID, our tag, the other's tag (RFC 3261 §12). An RFC 2543 peer has no tag.
package struct DialogID: Hashable, Sendable {
    package var callID: String
    package var localTag: String
    package var remoteTag: String

    package init(callID: String, localTag: String, remoteTag: String) {
        self.callID = callID
        self.localTag = localTag
        self.remoteTag = remoteTag
    }

    /// The dialog that a received request belongs to.
    package init(_ request: SIPRequest) {
        self.init(
            callID: request.callID, localTag: request.to.tag ?? "", remoteTag: request.from.tag ?? "")
    }

    /// The dialog that a response to our request belongs to.
    package init(_ response: SIPResponse) {
        self.init(
            callID: response.callID, localTag: response.from.tag ?? "", remoteTag: response.to.tag ?? "")
    }
}
