package import CivicCRM
package import CivicCore
import CivicMIME
package import Foundation

/// What becomes of a message that came in: a case, a message of one, a letter that came back, or nothing by itself.
///
/// A sender's address proves nobody: an answer joins its case where it carries the mark of our letter and comes from the
/// address that got it. Everything else is a new matter, so that nothing is lost and nobody writes into another's case.
package struct MailIntake: Sendable {
    package enum Verdict: String, Sendable {
        case filed, added
        /// A report about a letter of ours.
        case report
        /// For a person to look at: sent by a program or a list, too much from one address, or not to be read.
        case held
    }

    private let book: any MailBook
    private let own: MailAddress
    private let service: String
    private let perSender: Int
    private let files: AttachmentRule

    /// - Parameters:
    ///   - own: the hotline's address.
    ///   - service: of new matters.
    ///   - perSender: matters an hour from one address.
    package init(book: any MailBook, own: MailAddress, service: String, perSender: Int, files: AttachmentRule) {
        self.book = book
        self.own = own
        self.service = service
        self.perSender = perSender
        self.files = files
    }

    /// Returns once what became of it is durable.
    ///
    /// - Parameter key: of the message in its mailbox.
    package func take(_ bytes: [UInt8], key: String, at now: Date) async throws -> Verdict {
        guard let mail = try? ReceivedMail(bytes) else { return .held }
        if mail.automatic == .report { return try await cameBack(bytes, at: now) ? .report : .held }
        guard mail.automatic == nil, let sender = mail.sender, sender != own else { return .held }
        let (kept, faults) = check(mail)
        let number = try await caseNumber(of: mail, from: sender)
        let wording = wording(of: mail, sender)
        let submissions = [mail.messageId.map { "id \($0)" }, "uid \(key)"].compactMap(\.self).map {
            Submission(source: CaseEvent.mail, channel: .email, key: $0, wording: wording)
        }
        if number == nil, try await isTooMuch(from: sender, submissions, at: now) { return .held }
        for submission in submissions {
            guard let told = try await write(mail, kept, sender, number, submission, at: now) else { continue }
            try await tell(faults, of: told, to: sender, mail, at: now)
            return number == nil ? .filed : .added
        }
        return .held
    }

    /// A message that is too large to be fetched: its sender is told so.
    package func refuse(header: [UInt8], megabytes: Int, at now: Date) async throws {
        let mail = ReceivedMail(header: header)
        guard mail.automatic == nil, let sender = mail.sender, sender != own else { return }
        try await post(MailTexts.tooLarge(megabytes: megabytes), to: sender, mail, at: now)
    }

    // MARK: Steps

    /// - Returns: the case that was written to; nil where the key was used for another message.
    private func write(
        _ mail: ReceivedMail, _ kept: [NewAttachment], _ sender: MailAddress, _ number: CaseNumber?,
        _ submission: Submission, at now: Date
    ) async throws -> CaseNumber? {
        if let number {
            let (words, whole) = Self.words(of: mail.text.isEmpty ? mail.subject : mail.text)
            switch try await book.add(words, kept + whole, toCase: number, submission, at: now) {
            case .done, .repeated: return number
            case .keyTaken, .refused: return nil
            }
        }
        let (words, whole) = Self.words(of: [mail.subject, mail.text].filter { !$0.isEmpty }.joined(separator: "\n\n"))
        var filing = Filing(service: service, words: words, answer: .email)
        filing.name = mail.senderName.map { String($0.prefix(60)) }
        filing.email = sender
        filing.mailId = mail.messageId
        filing.files = kept + whole
        switch try await book.file(filing, submission, at: now) {
        case .done(let receipt), .repeated(let receipt): return receipt.record.number
        case .keyTaken, .refused: return nil
        }
    }

    /// The case whose mark stands in the subject, or in the id of a letter that is answered.
    private func caseNumber(of mail: ReceivedMail, from sender: MailAddress) async throws -> CaseNumber? {
        let inSubject = mail.subject.matches(of: /\[([0-9]{8}-[A-Za-z0-9]{10})\]/).map { String($0.output.1) }
        let inIds = mail.references.compactMap {
            $0.firstMatch(of: /^<civicline\.([0-9]{8}-[a-z0-9]{10})\./).map { String($0.output.1) }
        }
        for mark in (inSubject + inIds).prefix(10) {
            if let number = try await book.caseNumber(ofMark: mark, from: sender) { return number }
        }
        return nil
    }

    /// A message that became a matter before, and is found again, is not one too many.
    private func isTooMuch(from sender: MailAddress, _ submissions: [Submission], at now: Date) async throws -> Bool {
        let hourAgo = now.addingTimeInterval(-3_600)
        guard try await book.filings(from: sender, since: hourAgo) >= perSender else { return false }
        for submission in submissions {
            if try await book.hasFiled(submission) { return false }
        }
        try await post(MailTexts.tooMany(perHour: perSender), to: sender, nil, at: now)
        return true
    }

    /// Looks for our own message ids in a report, which quotes the letter or its header (RFC 3464 §2).
    private func cameBack(_ bytes: [UInt8], at now: Date) async throws -> Bool {
        let text = String(decoding: bytes.prefix(200_000), as: UTF8.self)
        for match in text.matches(of: /<(civicline\.[a-z0-9.-]{8,60})@/).prefix(20) {
            if try await book.cameBack(String(match.output.1), at: now) { return true }
        }
        return false
    }

    private func check(_ mail: ReceivedMail) -> (kept: [NewAttachment], faults: [AttachmentFault]) {
        var kept: [NewAttachment] = []
        var faults: [AttachmentFault] = []
        for (index, file) in mail.files.enumerated() {
            let name = file.name ?? "\(index + 1)"
            guard kept.count < files.most else {
                faults.append(AttachmentFault(.tooMany, name: name, limit: files.most))
                continue
            }
            do {
                kept.append(try files.check(Data(file.content), name: name))
            } catch {
                faults.append(error)
            }
        }
        return (kept, faults)
    }

    private func tell(
        _ faults: [AttachmentFault], of number: CaseNumber, to sender: MailAddress, _ mail: ReceivedMail, at now: Date
    ) async throws {
        guard !faults.isEmpty else { return }
        try await post(MailTexts.notKept(Array(faults.prefix(20)), number: number), to: sender, mail, at: now)
    }

    /// The same letter goes to an address once an hour, however much comes from it.
    private func post(
        _ letter: (subject: String, text: String), to sender: MailAddress, _ mail: ReceivedMail?, at now: Date
    ) async throws {
        let hourAgo = now.addingTimeInterval(-3_600)
        guard try await !book.hasLetter(to: sender, subject: letter.subject, since: hourAgo) else { return }
        try await book.post(
            Letter(
                caseId: nil, recipient: sender, subject: letter.subject, text: letter.text, inReplyTo: mail?.messageId),
            at: now)
    }

    private func wording(of mail: ReceivedMail, _ sender: MailAddress) -> String {
        let files = mail.files.map { "\($0.name ?? "") \($0.content.count)" }
        return ([sender.text, mail.subject, mail.text] + files).joined(separator: "\n")
    }

    /// What fits a case's text; where that is not all, the whole as a file besides.
    static func words(of text: String) -> (String, [NewAttachment]) {
        let clean = FilingForm.clean(text)
        guard clean.unicodeScalars.count > longest else { return (clean.isEmpty ? "—" : clean, []) }
        let start = String(String.UnicodeScalarView(clean.unicodeScalars.prefix(longest)))
        return (start + "…", [NewAttachment(words: clean, name: "message.txt")])
    }

    /// Characters; a case's text takes some more.
    private static let longest = 3_900
}
