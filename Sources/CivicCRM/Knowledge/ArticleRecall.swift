package import CivicCore
package import Foundation

/// That versions of an article were wrong: everybody who was told one of them hears what is right. Table `article_recall`.
package struct ArticleRecall: Equatable, Identifiable, Sendable {
    package var id: Int64
    package var article: String
    /// The versions that were wrong.
    package var versions: ClosedRange<Int>
    /// The version that is right, and that people are told now.
    package var right: Int
    package var why: String
    package var by: String
    package var at: Date
    /// Tellings to people of whom neither name, number nor address is known.
    package var unknown: Int

    package init(
        id: Int64, article: String, versions: ClosedRange<Int>, right: Int, why: String, by: String, at: Date,
        unknown: Int
    ) {
        self.id = id
        self.article = article
        self.versions = versions
        self.right = right
        self.why = why
        self.by = by
        self.at = at
        self.unknown = unknown
    }
}

/// Somebody who was told what was wrong, until they know better. Table `recall_person`.
///
///     waiting ─▶ calling ─ heard ───────────────▶ done
///        ▲          ├ nobody there, later ────┐     ▲
///        └──────────┼── while attempts are left     │
///                   └ no attempt left, ─▶ person ───┘
///     sent (text is refused, e-mail comes back) ─▶ person
///     waiting, person ─ a later recall has them ─▶ done
package struct RecallPerson: Equatable, Identifiable, Sendable {
    package enum State: String, Codable, CaseIterable, Sendable {
        case waiting, calling
        /// A text message or an e-mail is on its way or there.
        case sent
        /// Somebody of the hotline is to see to it.
        case person
        case done
    }

    /// Why no machine does it, or no more.
    package enum Cause: String, Codable, CaseIterable, Sendable {
        /// Nothing that a machine can reach them by.
        case noWay = "no-way"
        /// They want to be reached otherwise, or by no machine.
        case wish
        /// What it is about is nobody else's to hear.
        case confidential
        case notReached = "not-reached"
        case unreachable
        case wrongPerson = "wrong-person"
        case askedForPerson = "asked-for-person"
        case undeliverable
        /// Somebody else is told by the same telephone, and it rings once.
        case sharedTelephone = "shared-telephone"
        /// A later recall of the same article has them; only when done.
        case superseded
    }

    package var id: Int64
    package var recall: Int64
    package var citizenId: Int64?
    package var numberKey: String?
    package var email: MailAddress?
    package var language: Language
    /// When they were last told what was wrong.
    package var toldAt: Date
    package var state: State
    package var cause: Cause?
    package var attempts: Int
    /// When the next call is due; only while waiting.
    package var nextAt: Date?

    package init(
        id: Int64, recall: Int64, citizenId: Int64?, numberKey: String?, email: MailAddress?, language: Language,
        toldAt: Date, state: State, cause: Cause? = nil, attempts: Int = 0, nextAt: Date? = nil
    ) {
        self.id = id
        self.recall = recall
        self.citizenId = citizenId
        self.numberKey = numberKey
        self.email = email
        self.language = language
        self.toldAt = toldAt
        self.state = state
        self.cause = cause
        self.attempts = attempts
        self.nextAt = nextAt
    }

    /// What becomes of it when a call is over in which the right text was not heard.
    package mutating func callEnded(
        _ ending: VisitEnding, at now: Date, rules: VisitRules, in timeZone: TimeZone
    ) {
        guard state == .calling else { return }
        // The same rules as for a call that asks about an answer.
        var visit = ReturnVisit(id: id, caseId: 0, state: .calling, attempts: attempts)
        visit.callEnded(ending, isHeard: false, at: now, rules: rules, in: timeZone)
        attempts = visit.attempts
        nextAt = visit.nextAt
        state = visit.state == .person ? .person : .waiting
        cause =
            switch visit.cause {
            case .unreachable: .unreachable
            case .wrongPerson: .wrongPerson
            case .askedForPerson: .askedForPerson
            case .notReached: .notReached
            default: nil
            }
    }
}

/// How somebody is told what is right, by what is known of them and by their wishes.
package enum RecallWay: Equatable, Sendable {
    case call, sms, email
    case person(RecallPerson.Cause)

    /// What the hotline can do.
    package struct Means: Sendable, Equatable {
        package var calls: Bool
        package var sms: Bool
        package var email: Bool

        package init(calls: Bool, sms: Bool, email: Bool) {
            self.calls = calls
            self.sms = sms
            self.email = email
        }
    }

    /// - Parameters:
    ///   - channel: how they were told what was wrong.
    ///   - preference: how they want to be reached; nil where they have not said.
    package static func choose(
        told channel: ArticleChannel, hasNumber: Bool, hasEmail: Bool, preference: ContactPreference?,
        isPrivate: Bool, means: Means
    ) -> RecallWay {
        let canMail = hasEmail && means.email
        let canText = hasNumber && means.sms
        // Who wants to hear it from a person does, however they were told before.
        switch preference?.way {
        case .letter?, .village?: return .person(.wish)
        case .phone? where preference?.takesMachine == false: return .person(.wish)
        case .phone?, .email?, nil: break
        }
        // Where they were written to before, nobody learns more than then.
        if channel == .email, canMail { return .email }
        if channel == .sms, canText { return .sms }
        if isPrivate { return .person(.confidential) }
        if preference?.way == .email { return canMail ? .email : .person(.wish) }
        if hasNumber, means.calls { return .call }
        if canText { return .sms }
        return canMail ? .email : .person(.noWay)
    }
}

/// A call that is to be made now, by the dialplan of recalls.
package struct RecallCall: Equatable, Sendable {
    package var person: Int64
    package var contactNumber: String
    package var citizenId: Int64?
    package var language: Language
    package var toldAt: Date
    /// What is right.
    package var article: String
    package var version: Int

    package init(
        person: Int64, contactNumber: String, citizenId: Int64?, language: Language, toldAt: Date, article: String,
        version: Int
    ) {
        self.person = person
        self.contactNumber = contactNumber
        self.citizenId = citizenId
        self.language = language
        self.toldAt = toldAt
        self.article = article
        self.version = version
    }
}

/// The book of recalls; `CivicStore` keeps it.
package protocol RecallRecords: Sendable {
    /// Marks versions as wrong and lists everybody who was told one; returns when it is on disk.
    ///
    /// - Throws: ``ArticleRefusal``
    func recall(
        _ id: String, versions: ClosedRange<Int>, why: String, by author: String, means: RecallWay.Means, at now: Date
    ) async throws -> ArticleRecall
    /// The newest first.
    func recalls(limit: Int) async throws -> [ArticleRecall]
    func recall(_ id: Int64) async throws -> ArticleRecall?
    /// How many people are in which state.
    func progress(ofRecall id: Int64) async throws -> [RecallPerson.State: Int]
    /// Those whom somebody is to see to come first.
    func people(ofRecall id: Int64, limit: Int) async throws -> [RecallPerson]
    func recallPerson(_ id: Int64) async throws -> RecallPerson?
    /// Somebody of the hotline has told them, or found that it cannot be done.
    ///
    /// - Returns: false where it is done already.
    func recallDone(_ person: Int64, note: String, by author: String, at now: Date) async throws -> Bool
    /// Somebody of the hotline has told them what is right: the row is done and the receipt is kept, both or neither.
    ///
    /// - Returns: false where it is done already; then nothing is written.
    func recallTold(_ person: Int64, by receipt: ArticleReceipt, note: String) async throws -> Bool
}

/// The same book, for whoever makes its calls.
package protocol RecallCallRecords: Sendable {
    /// Calls that are due; they are this caller's from now on. Each is written down before it is made.
    func takeRecallCalls(limit: Int, by rules: VisitRules, at now: Date) async throws -> [RecallCall]
    func recallCallEnded(_ person: Int64, _ report: VisitReport, by rules: VisitRules, at now: Date) async throws
    /// After a start: calls of an earlier run are over. How many there were.
    func resumeRecalls(by rules: VisitRules, at now: Date) async throws -> Int
}
