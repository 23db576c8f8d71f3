package import CivicCore

/// The agents' browsers as their phones: what the desk's page does with them.
///
/// A window claims the phone and says every few seconds that it is still there. When a caller is offered it sends an offer
/// (RFC 8829) and gets the answer; the citizen hears it from the moment the agent accepts. The citizen's own leg is the
/// house's: a page that is loaded again connects again, and the talk goes on.
package protocol BrowserPhoneService: Sendable {
    /// The window is there and its microphone works. `claims` takes the phone over from another window.
    ///
    /// - Parameter window: a word that the window has made up for itself.
    func keepPhone(window: String, claims: Bool, agent: String) async throws(DeskRefusal)
    /// The window is no phone any more.
    func dropPhone(window: String, agent: String) async throws(DeskRefusal)
    /// Connects the window with the call that is offered to the agent or that they are in; gives the answer to its offer.
    func connectPhone(window: String, offer: [UInt8], agent: String) async throws(DeskRefusal) -> [UInt8]
    func acceptCall(agent: String) async throws(DeskRefusal)
    func declineCall(agent: String) async throws(DeskRefusal)
}

/// A call from a page: a browser is the citizen's telephone.
package struct BrowserCallOrder: Sendable {
    /// The number that is dialled.
    package var called: String
    /// The number that the caller says to call from; nobody has checked it. `nil` for none.
    package var caller: String?
    package var offer: [UInt8]
    /// The browser's own address.
    package var host: String
    /// Leave to reach a case's citizen, of somebody who has signed in; such a call is let in also where pages may not call.
    package var leave: (permit: Int64, account: String)?

    package init(called: String, caller: String?, offer: [UInt8], host: String) {
        self.called = called
        self.caller = caller
        self.offer = offer
        self.host = host
    }
}

/// A call that was taken.
package struct OpenedBrowserCall: Sendable, Equatable {
    /// Nobody can guess it: who has it may end the call.
    package var id: String
    package var conversation: ConversationReference
    package var answer: [UInt8]

    package init(id: String, conversation: ConversationReference, answer: [UInt8]) {
        self.id = id
        self.conversation = conversation
        self.answer = answer
    }
}

/// Why a page's call is not taken.
package enum BrowserCallRefusal: Error, Sendable, Equatable {
    case noSuchNumber
    /// All lines are busy, or too many calls came from this address.
    case busy
    /// Leave to reach a case's citizen is over, used up, or not the account's.
    case noLeave
    /// The offer cannot be served, with the reason.
    case offer(String)
}

/// All that pages ask of the living calls.
package typealias ContactCentre = DeskService & ConsultationService & BrowserPhoneService & BrowserCallService
    & SupervisionService & ProofService & WaitingService & RelayService

/// Citizens' calls from pages.
package protocol BrowserCallService: Sendable {
    func place(_ order: BrowserCallOrder) async throws(BrowserCallRefusal) -> OpenedBrowserCall
    /// Hangs up; `false` when there is no such call, or no more.
    func endCall(_ id: String) async -> Bool
}
