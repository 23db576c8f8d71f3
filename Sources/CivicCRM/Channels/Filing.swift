package import CivicCore
package import Foundation

/// How somebody who files a matter wants to be answered.
package enum AnswerWay: String, CaseIterable, Codable, Sendable {
    /// They look it up with the case's number and code.
    case look
    /// By telephone.
    case phone
    /// By e-mail, to an address that they left.
    case email
}

/// A matter that somebody wrote down, on the web or in an application, after its check.
package struct Filing: Equatable, Sendable {
    /// Id of `config/services.yaml`.
    package var service: String
    package var words: String
    package var township: String?
    package var village: String?
    /// Where, in the words of an application: a street, or degrees of latitude and longitude.
    package var address: String?
    package var name: String?
    package var number: PhoneNumber?
    package var identity: IdentityNumber?
    package var happenedOn: CivilDay?
    package var answer: AnswerWay
    package var email: MailAddress?
    package var files: [NewAttachment] = []
    /// Whom an agent chose; otherwise it is found by name and identity.
    package var citizenId: Int64?
    /// When it came to the county, where that was before it was typed in: its clock starts then.
    package var receivedAt: Date?
    /// Name and number reach no handling unit.
    package var isConfidential = false
    /// The message that is answered, where it came by e-mail.
    package var mailId: String?

    package init(
        service: String, words: String, township: String? = nil, village: String? = nil, address: String? = nil,
        name: String? = nil, number: PhoneNumber? = nil, identity: IdentityNumber? = nil,
        happenedOn: CivilDay? = nil, answer: AnswerWay = .look
    ) {
        self.service = service
        self.words = words
        self.township = township
        self.village = village
        self.address = address
        self.name = name
        self.number = number
        self.identity = identity
        self.happenedOn = happenedOn
        self.answer = answer
    }

    /// Township, village and address in one line.
    package var place: String { [township, village, address].compactMap(\.self).joined(separator: " ") }
}

/// A wish to write, with what makes a second sending of it known as the same.
package struct Submission: Equatable, Sendable {
    /// Who sends: `web`, `mail`, `desk:` and an agent's name, or `api:` and a token's name.
    package var source: String
    package var channel: Channel
    /// Chosen by the sender, new for each wish; without one the wording itself is the key.
    package var key: String?
    /// All that was sent, so that the same key with something else is found out.
    package var wording: String
    /// For how long the key is remembered, in seconds.
    package var keyLife: Double

    /// Thirty days.
    package static let usualKeyLife = 2_592_000.0

    package init(
        source: String, channel: Channel, key: String?, wording: String, keyLife: Double = usualKeyLife
    ) {
        self.source = source
        self.channel = channel
        self.key = key
        self.wording = wording
        self.keyLife = keyLife
    }
}

/// What somebody who filed a matter is told.
package struct FilingReceipt: Equatable, Sendable {
    /// As it was opened.
    package var record: Case
    /// Eight digits that prove, with the number, that one may follow the case.
    package var code: String

    package init(record: Case, code: String) {
        self.record = record
        self.code = code
    }
}

/// Answer to a submission.
package enum SubmissionAnswer<Receipt: Sendable & Equatable>: Sendable, Equatable {
    case done(Receipt)
    /// It was done before, with this very wording.
    case repeated(Receipt)
    /// The key was used for another wording.
    case keyTaken
    /// There is no such case, or it is not the sender's.
    case refused
}

/// A filed case with all that its filer may see.
package struct FiledCase: Equatable, Sendable {
    package var record: Case
    package var township: String?
    package var village: String?
    package var address: String?
    /// Of the whole case, the oldest first.
    package var events: [CaseEvent]
    package var files: [Attachment] = []

    package init(record: Case, township: String?, village: String?, address: String?, events: [CaseEvent]) {
        self.record = record
        self.record.state = record.state.told
        self.township = township
        self.village = village
        self.address = address
        self.events = events
    }

    /// What its unit answered last.
    package var answer: CaseEvent? { events.last { $0.state == .answered && !$0.note.isEmpty } }

    /// What the filer may read: changes of the state as citizens are told them, the unit's answers, and what citizens said
    /// themselves. Notes that units write for each other, and who sends the case to whom, stay inside.
    package var visibleEvents: [CaseEvent] {
        var shown: [CaseEvent] = []
        for event in events {
            var seen = event
            seen.state = event.state?.told
            if event.state != .answered && !CaseEvent.isFilers(event.by) {
                guard let state = seen.state, state != shown.last(where: { $0.state != nil })?.state else { continue }
                seen.note = ""
            }
            shown.append(seen)
        }
        return shown
    }
}

extension CaseEvent {
    /// The author of what was written in the web form.
    package static let citizen = "citizen"
    /// How the names of applications begin.
    package static let application = "api:"
    /// How the source of what an agent typed in begins.
    package static let desk = "desk:"
    /// The source of what came by e-mail, and the author of what became of our own mail.
    package static let mail = "mail"
    package static let text = "sms"

    /// Whether `author` is the citizen, or an application that speaks for one.
    static func isFilers(_ author: String) -> Bool { author == citizen || author.hasPrefix(application) }
}

/// Answer to "show me case N", asked with its code.
package enum FollowAnswer: Equatable, Sendable {
    case found(FiledCase)
    /// Unknown number or wrong code: the same answer for both.
    case refused
    /// Too many wrong codes for this case or from this place of late.
    case locked
}

/// Matters that come in writing; `CivicStore` answers it.
///
/// Every method that writes returns only after the rows are durable; a case, its contact and the key of its submission
/// become so together.
package protocol FilingBook: Sendable {
    func file(_ filing: Filing, _ submission: Submission, at now: Date) async throws -> SubmissionAnswer<FilingReceipt>
    /// Adds a message to a case that `submission.source` filed.
    func add(
        _ message: String, _ files: [NewAttachment], toCase number: CaseNumber, _ submission: Submission, at now: Date
    ) async throws -> SubmissionAnswer<CaseEvent>
    /// - Parameter place: where the question comes from, such as the client's address.
    func follow(_ number: CaseNumber, code: String, from place: String, at now: Date) async throws -> FollowAnswer
    /// nil when there is no such case, or another filed it.
    func filed(_ number: CaseNumber, by source: String) async throws -> FiledCase?
    /// Without their events, the newest first.
    ///
    /// - Parameter older: only those that were filed before this one.
    func filed(by source: String, older: CaseNumber?, limit: Int) async throws -> [FiledCase]
    /// All cases that were opened in a period, for the public figures; those that go on as part of others are not in it.
    func countedCases(in period: Range<Date>) async throws -> [CountedCase]
}

extension FilingBook {
    package func add(_ message: String, toCase number: CaseNumber, _ submission: Submission, at now: Date) async throws
        -> SubmissionAnswer<CaseEvent>
    {
        try await add(message, [], toCase: number, submission, at: now)
    }
}
