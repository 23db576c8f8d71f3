/// The dialog whose place a new call takes (RFC 3891 §6.1).
package struct Replaces: Hashable, Sendable, CustomStringConvertible {
    package var callID: String
    /// The tags as the receiver of the INVITE sees them: `to` is its own.
    package var toTag: String
    package var fromTag: String
    /// Only while that call has no answer.
    package var isEarlyOnly: Bool

    package init(callID: String, toTag: String, fromTag: String, isEarlyOnly: Bool = false) {
        self.callID = callID
        self.toTag = toTag
        self.fromTag = fromTag
        self.isEarlyOnly = isEarlyOnly
    }

    /// Reads `callid;to-tag=…;from-tag=…;early-only`; `nil` where a tag is missing.
    package init?(parsing text: String) {
        var scanner = HeaderScanner(text)
        scanner.skipSpace()
        guard let callID = scanner.takeWhile({ $0.isWord || $0 == UInt8(ascii: "@") }),
            let parameters = scanner.takeParameters(), let toTag = parameters["to-tag"],
            let fromTag = parameters["from-tag"], !toTag.isEmpty, !fromTag.isEmpty
        else { return nil }
        scanner.skipSpace()
        guard scanner.isAtEnd else { return nil }
        self.init(
            callID: callID, toTag: toTag, fromTag: fromTag, isEarlyOnly: parameters.contains("early-only"))
    }

    /// The dialog at the side that is asked to replace it. A peer of RFC 2543 without a tag is written `0` (§6.1).
    package var dialog: DialogID {
        DialogID(
            callID: callID, localTag: toTag == "0" ? "" : toTag, remoteTag: fromTag == "0" ? "" : fromTag)
    }

    package var description: String {
        "\(callID);to-tag=\(toTag);from-tag=\(fromTag)" + (isEarlyOnly ? ";early-only" : "")
    }
}
