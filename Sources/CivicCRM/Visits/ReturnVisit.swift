import CivicCore
package import Foundation

/// Asking the citizen whether what a unit calls done is solved: one for each answer of a case. Table `case_visit`.
///
///     waiting ─▶ calling ─ heard ──────────────────▶ done
///        ▲          ├ nobody there, no key, later ─┐
///        └──────────┼───── while attempts are left ┘
///                   └ no attempt left, wrong person, cannot be called ─▶ person ─ heard ─▶ done
///
/// Whatever the citizen says elsewhere (at the desk, by number and proof, on the web) is their word as well and ends it;
/// what takes the case another way makes it void. The unit has no part in it.
package struct ReturnVisit: Equatable, Identifiable, Sendable {
    package enum State: String, Codable, CaseIterable, Sendable {
        case waiting, calling
        /// Somebody of the hotline is to call.
        case person
        case done, void
    }

    /// Why a machine does not call, or no more.
    package enum Cause: String, Codable, CaseIterable, Sendable {
        case noNumber = "no-number"
        /// A call to a shared telephone would give it away that there is a case.
        case confidential
        /// The number is none, or one that may not be called.
        case unreachable
        case notReached = "not-reached"
        /// Who took the call knows nothing of it.
        case wrongPerson = "wrong-person"
        /// They wanted to talk with somebody, and have not said whether it is solved.
        case askedForPerson = "asked-for-person"
        /// Return visits are not made by telephone here.
        case off
        /// The filer looks the answer up, and did not ask to be called.
        case written
    }

    package var id: Int64
    package var caseId: Int64
    package var state: State
    /// Calls that count.
    package var attempts: Int
    /// When the next call is due; only while waiting.
    package var nextAt: Date?
    package var cause: Cause?

    package init(id: Int64, caseId: Int64, state: State, attempts: Int = 0, nextAt: Date? = nil, cause: Cause? = nil) {
        self.id = id
        self.caseId = caseId
        self.state = state
        self.attempts = attempts
        self.nextAt = nextAt
        self.cause = cause
    }

    /// How a new one begins.
    ///
    /// - Parameters:
    ///   - wantsCalls: false where the filer asked for no call.
    ///   - rules: nil where nobody is called by a machine.
    ///   - preference: how the citizen wants to be reached, where that is known.
    package static func beginning(
        ofCase record: Case, wantsCalls: Bool, answeredAt: Date, rules: VisitRules?,
        preference: ContactPreference? = nil, house: CaseLife.House
    ) -> ReturnVisit {
        func forPerson(_ cause: Cause) -> ReturnVisit {
            ReturnVisit(id: 0, caseId: record.id, state: .person, cause: cause)
        }
        guard wantsCalls else { return ReturnVisit(id: 0, caseId: record.id, state: .waiting, cause: .written) }
        if record.isConfidential { return forPerson(.confidential) }
        guard record.contactNumber != nil else { return forPerson(.noNumber) }
        guard let rules else { return forPerson(.off) }
        guard let rules = rules.honouring(preference) else { return forPerson(.askedForPerson) }
        let due = rules.ringing(from: answeredAt + rules.after.inSeconds, in: house.calendar.timeZone)
        return ReturnVisit(id: 0, caseId: record.id, state: .waiting, nextAt: due)
    }

    /// What becomes of it when a call is over. The citizen's word itself has been written when it was said.
    ///
    /// - Parameter isHeard: the citizen has said whether it is solved, in this call or meanwhile.
    package mutating func callEnded(
        _ ending: VisitEnding, isHeard: Bool, at now: Date, rules: VisitRules, in timeZone: TimeZone
    ) {
        guard state == .calling else { return }
        nextAt = nil
        if isHeard {
            (state, cause) = (.done, nil)
            return
        }
        switch ending {
        case .congested: wait(until: now + VisitRules.congestionPause, rules, timeZone)
        case .interrupted: wait(until: now, rules, timeZone)
        case .unreachable: (state, cause) = (.person, .unreachable)
        case .wrongPerson: (state, cause) = (.person, .wrongPerson)
        case .toPerson: (state, cause) = (.person, .askedForPerson)
        case .later:
            attempts += 1
            if attempts >= rules.attempts {
                (state, cause) = (.person, .notReached)
            } else {
                wait(until: rules.tomorrow(of: now, in: timeZone), rules, timeZone)
            }
        case .unanswered, .busy, .declined, .silent:
            attempts += 1
            if attempts >= rules.attempts {
                (state, cause) = (.person, .notReached)
            } else {
                wait(until: now + rules.pause.inSeconds, rules, timeZone)
            }
        }
    }

    private mutating func wait(until instant: Date, _ rules: VisitRules, _ timeZone: TimeZone) {
        state = .waiting
        nextAt = rules.ringing(from: instant, in: timeZone)
    }
}

/// How a call that asks a citizen ended, where they did not say whether it is solved.
package enum VisitEnding: String, Codable, CaseIterable, Sendable {
    case unanswered, busy, declined
    /// Somebody answered, and pressed nothing that counts.
    case silent
    /// They want to be called on another day.
    case later
    case wrongPerson = "wrong-person"
    /// They went to a person.
    case toPerson = "to-person"
    case unreachable
    /// All lines were busy, ours or theirs.
    case congested
    /// The hotline stopped meanwhile.
    case interrupted
}

/// How content the citizen is with how the matter was handled, by the key that they press.
package enum Satisfaction: Int, Codable, CaseIterable, Sendable {
    case satisfied = 1
    case partly = 2
    case dissatisfied = 3
}
