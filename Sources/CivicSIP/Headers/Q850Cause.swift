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

    /// The cause that a refusal stands for (RFC 3398 §8.2.6.1); `nil` for challenges, redirections and what the telephone
    /// network has no word for.
    package init?(refusal status: Int) {
        switch status {
        case 400, 481, 500, 503: self = .temporaryFailure
        case 402, 403, 603: self = .callRejected
        case 404, 485, 604: self.init(value: 1, text: "Unallocated number")
        case 405: self.init(value: 63, text: "Service or option not available")
        case 406, 415, 501: self.init(value: 79, text: "Service not implemented")
        case 408, 504: self = .recoveryOnTimerExpiry
        case 410: self.init(value: 22, text: "Number changed")
        case 413, 414, 416, 420, 421, 423, 505, 513: self.init(value: 127, text: "Interworking")
        case 480: self = .noUserResponding
        case 482, 483: self.init(value: 25, text: "Exchange routing error")
        case 484: self.init(value: 28, text: "Invalid number format")
        case 486, 600: self = .userBusy
        case 488, 606: self.init(value: 65, text: "Bearer capability not implemented")
        case 502: self.init(value: 38, text: "Network out of order")
        default: return nil
        }
    }

    /// The value of a Reason header field.
    package var headerValue: String { "Q.850;cause=\(value);text=\(quoted(text))" }
}
