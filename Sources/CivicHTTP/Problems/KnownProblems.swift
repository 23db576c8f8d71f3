import CivicCalls
import HTTPTypes
import Hummingbird

// Every refusal of the web server, in one place.
extension Problem {
    static let signInFirst = Problem(
        kind: "sign-in-first", title: "You are not signed in", status: .unauthorized,
        remedy: "Sign in at /sign-in; the session may have ended.")

    static let foreignOrigin = Problem(
        kind: "foreign-origin", title: "This request came from another site", status: .forbidden, field: "Origin",
        remedy: "Use the pages of this server; a program sends an Origin header that equals scheme and Host.")

    static let notFound = Problem(
        kind: "not-found", title: "There is nothing at this address", status: .notFound,
        remedy: "Start from / or /desk.")

    static func tooLarge(limit: Int) -> Problem {
        Problem(
            kind: "too-large", title: "The request's body is too large", status: .contentTooLarge,
            detail: "At most \(limit) bytes are taken.", remedy: "Shorten the text.")
    }

    static let notJSON = Problem(
        kind: "not-json", title: "The body must be JSON", status: .unsupportedMediaType, field: "Content-Type",
        remedy: "Send application/json.")

    static let notSDP = Problem(
        kind: "not-sdp", title: "The body must be a session description", status: .unsupportedMediaType,
        field: "Content-Type", remedy: "Send application/sdp.")

    static let recordsUnavailable = Problem(
        kind: "records-unavailable", title: "The citizens' record does not answer", status: .serviceUnavailable,
        remedy: "Go on with the call and try again in a few seconds; nothing was saved.", retryAfter: 5)

    static let confirmFirst = Problem(
        kind: "confirm-first", title: "It is not certain that the caller may change this", status: .conflict,
        remedy: "Confirm the citizen first, or somebody whom the citizen lets bring matters.")

    static let tooManyStreams = Problem(
        kind: "too-many-streams", title: "The desk is open in too many windows", status: .tooManyRequests,
        remedy: "Close a window of the desk.", retryAfter: 5)

    static let internalFault = Problem(
        kind: "internal", title: "Something is wrong on our side", status: .internalServerError,
        remedy: "Try again; tell the administrator the time if it stays.")

    static func roleMissing(_ role: DeskRole) -> Problem {
        Problem(
            kind: "role-missing", title: "Your account may not do this", status: .forbidden,
            detail: "It needs the role \(role.rawValue).", remedy: "Ask the administrator for the role.")
    }

    static func methodNotAllowed(_ allowed: [HTTPRequest.Method]) -> Problem {
        Problem(
            kind: "method-not-allowed", title: "This address does not take that method", status: .methodNotAllowed,
            remedy: "Use \(allowed.map(\.rawValue).joined(separator: " or ")).", allowed: allowed)
    }

    static func invalid(_ field: String, _ detail: String, remedy: String) -> Problem {
        Problem(
            kind: "invalid", title: "A field is not right", status: .unprocessableContent, detail: detail, field: field,
            remedy: remedy)
    }

    static func noSuch(_ what: String, remedy: String) -> Problem {
        Problem(kind: "no-such-\(what)", title: "There is no such \(what)", status: .notFound, remedy: remedy)
    }

    static func throttled(retryAfter: Int) -> Problem {
        Problem(
            kind: "throttled", title: "Too many wrong passwords", status: .tooManyRequests,
            remedy: "Wait \(retryAfter) s, then try again.", retryAfter: retryAfter)
    }

    /// Why a call from a page is not taken.
    init(_ refusal: BrowserCallRefusal) {
        switch refusal {
        case .noSuchNumber:
            self.init(
                kind: "no-such-number", title: "This number is not in use", status: .notFound, field: "to",
                remedy: "Dial the hotline's number.")
        case .busy:
            self.init(
                kind: "busy", title: "All lines are busy", status: .serviceUnavailable,
                remedy: "Call again in a moment.", retryAfter: 10)
        case .noLeave:
            self.init(
                kind: RelayCallRefusal.noLeave.rawValue, title: "Leave to call the citizen is over",
                status: .conflict, remedy: "Ask for a new code on the page of the case.")
        case .offer(let reason): self = .invalid("offer", reason, remedy: "Use a browser that speaks WebRTC.")
        }
    }

    /// What the contact centre refused.
    init(_ refusal: DeskRefusal) {
        switch refusal {
        case .unknownAgent:
            self.init(
                kind: "unknown-agent", title: "The contact centre does not know this agent", status: .forbidden,
                remedy: "Ask the administrator to add the account to a queue.")
        case .noDevice:
            self.init(
                kind: "no-device", title: "No phone is registered for you", status: .conflict,
                remedy: "Use this browser as your phone, or register your phone with your account, then try again.")
        case .phoneElsewhere:
            self.init(
                kind: "phone-elsewhere", title: "Another window is your phone", status: .conflict,
                remedy: "Go on there, or take the phone over into this window.")
        case .notInCall:
            self.init(
                kind: "not-in-call", title: "There is no call", status: .conflict,
                remedy: "The call has ended; the page will show it in a moment.")
        case .notRecorded:
            self.init(
                kind: "not-recorded", title: "This call is not recorded", status: .conflict,
                remedy: "There is nothing to pause; go on with the call.")
        case .wrongState(let detail):
            self.init(
                kind: "wrong-state", title: "That is not possible now", status: .conflict, detail: detail,
                remedy: "Look at your state at the top of the page, then try again.")
        case .unknownQueue(let queue):
            self.init(
                kind: "unknown-queue", title: "There is no such queue", status: .unprocessableContent,
                detail: "\"\(queue)\" is not a queue.", field: "queue", remedy: "Choose a queue of the list.")
        case .invalid(let field, let reason):
            self = .invalid(field, reason, remedy: "Change \(field) and send again.")
        }
    }
}
