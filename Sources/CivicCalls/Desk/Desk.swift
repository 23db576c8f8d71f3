import CivicCRM
import CivicCore
import CivicQueue
import Foundation

/// One agent's seat while the daemon runs.
struct Desk {
    var seat: AgentSeat
    /// What the agent may take now: as configured, with what supervisors have changed.
    var profile: AgentProfile
    var isSignedIn = false
    /// The account is gone: the desk stays until its call is over.
    var isGone = false
    /// The agent's SIP phone is registered.
    var phoneReady = false
    /// The window that is the agent's phone; it comes before the SIP phone.
    var browser: BrowserPhone?
    var deviceReady: Bool { phoneReady || browser != nil }
    var state = AgentState.signedOut
    var since = Date()
    var call: DeskCall?
    /// The row of the call that is being wrapped up; nil until it is written.
    var contact: Contact?
    /// A wrap-up that came before the row was written.
    var earlyWrapUp: WrapUp?
    /// The waiting figure that the pages have.
    var shownWaiting = 0
    var feed = EventFeed()

    init(seat: AgentSeat) {
        self.seat = seat
        profile = seat.profile
    }
}

extension AgentState {
    /// The word that pages and metrics use.
    var word: String {
        switch self {
        case .signedOut: "signed-out"
        case .notReady: "not-ready"
        case .ready: "ready"
        case .reserved: "reserved"
        case .ringing: "ringing"
        case .talking: "talking"
        case .consulted: "consulted"
        case .wrapUp: "wrap-up"
        }
    }

    var reason: String? {
        if case .notReady(let reason) = self { reason } else { nil }
    }

    var deadline: MonotonicInstant? {
        switch self {
        case .reserved(_, let until), .ringing(_, let until), .wrapUp(_, let until): until
        case .consulted(_, let until): until
        case .signedOut, .notReady, .ready, .talking: nil
        }
    }
}
