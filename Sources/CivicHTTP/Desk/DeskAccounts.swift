package import CivicCore

/// What a person who signed in at a page may do; checked on each route.
package enum DeskRole: String, Codable, CaseIterable, Sendable {
    case agent, supervisor, administrator, auditor
    /// Works on the cases of a handling unit.
    case unit
}

/// Someone who signed in at the desk.
package struct DeskAgent: Codable, Equatable, Identifiable, Sendable {
    /// The sign-in name: the `agent` of the calls, the ledger and the audit.
    package var id: String
    /// As shown on the page.
    package var name: String
    package var roles: Set<DeskRole>
    /// Id of the handling unit that the person works in.
    package var unit: String?

    package init(id: String, name: String, roles: Set<DeskRole>, unit: String? = nil) {
        self.id = id
        self.name = name
        self.roles = roles
        self.unit = unit
    }
}

/// Why a sign-in was not even tried.
package enum SignInRefusal: Error, Equatable, Sendable {
    /// Too many wrong passwords for this name or from this address; `retryAfter` is in whole seconds.
    case throttled(retryAfter: Int)
}

/// What an agent did that the auditor must be able to prove.
package enum AuditAction: String, Codable, CaseIterable, Sendable {
    case signIn = "sign-in"
    case signOut = "sign-out"
    /// A card that popped with a call.
    case screenPop = "screen-pop"
    case viewCitizen = "view-citizen"
    /// A search; one entry per citizen that it showed, one without a citizen when it showed none.
    case search
    case viewCase = "view-case"
    case confirmCitizen = "confirm-citizen"
    case openCase = "open-case"
    case updateCase = "update-case"
    case wrapUp = "wrap-up"
    /// A supervisor's look at a call's messages and figures.
    case viewCall = "view-call"
    /// A look at a scan or a photograph of a case.
    case viewFile = "view-file"
    /// A supervisor's look at who opened a citizen's file.
    case watchOpenings = "watch-openings"
    /// A look at who waits in line.
    case viewWaiting = "view-waiting"
}

/// Who may sign in, their sessions, and the book of who looked at what; the store answers it.
package protocol DeskAccounts: Sendable {
    /// The agent, or nil when name or password is wrong (the same answer and the same time for both).
    ///
    /// - Parameter source: numeric IP address of the browser, for throttling.
    /// - Throws: ``SignInRefusal`` when throttled.
    func signIn(name: String, password: String, source: String) async throws -> DeskAgent?
    /// A new unguessable session token of cookie octets (RFC 6265 §4.1.1).
    func createSession(for agent: DeskAgent) async throws -> String
    /// The session's owner; nil when it is unknown, ended or too old.
    func agent(forSession session: String) async throws -> DeskAgent?
    func endSession(_ session: String) async throws
    /// Returns once the entry is durable; what it speaks of is shown only then.
    func audit(agent: String, action: AuditAction, citizen: Int64?, conversation: ConversationReference?) async throws
}
