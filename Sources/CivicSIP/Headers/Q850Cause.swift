/// Why a call was released, in the telephone network's own numbers (ITU-T Q.850), for `Reason` (RFC 3326).
package struct Q850Cause: Hashable, Sendable {
    /// 1 to 127.
    package var value: Int
    package var text: String

    package init(value: Int, text: String) {
        self.value = value
        self.text = text
    }

    package static let normalClearing = Q850Cause(value: 16, text: "Normal call clearing")
    package static let userBusy = Q850Cause(value: 17, text: "User busy")
    package static let noUserResponding = Q850Cause(value: 18, text: "No user responding")
    package static let noAnswer = Q850Cause(value: 19, text: "No answer from user")
    package static let callRejected = Q850Cause(value: 21, text: "Call rejected")
    package static let normalUnspecified = Q850Cause(value: 31, text: "Normal, unspecified")
    package static let temporaryFailure = Q850Cause(value: 41, text: "Temporary failure")
    package static let congestion = Q850Cause(value: 42, text: "Switching equipment congestion")
    package static let recoveryOnTimerExpiry = Q850Cause(value: 102, text: "Recovery on timer expiry")

    /// The value of a Reason header field.
    package var headerValue: String { "Q.850;cause=\(value);text=\(quoted(text))" }
}
