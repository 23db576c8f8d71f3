import CivicCRM
import CivicCore
import CivicMIME
import CivicMail
import Foundation
import Logging
import ServiceLifecycle

/// Fetches the hotline's mail and sends what is owed.
struct MailService: ServiceLifecycle.Service {
    /// Between two looks at what is owed.
    private static let sendingPace = Duration.seconds(5)
    /// Of one look at the mailbox; the rest waits for the next.
    private static let mostAtOnce = 50

    private let settings: MailSettings
    private let book: any MailBook
    private let log: Logger
    private let intake: MailIntake
    private let mailbox: IMAPMailbox?
    private let server: SMTPServer
    private let own: MailAddress
    private let name: String

    /// - Parameter name: shown beside the hotline's address.
    /// - Returns: nil where no mail is sent.
    init?(_ settings: MailSettings, book: any MailBook, name: String, log: Logger) {
        guard let smtp = settings.smtp, let own = settings.address else { return nil }
        self.settings = settings
        self.book = book
        self.log = log
        self.own = own
        self.name = name
        intake = MailIntake(
            book: book, own: own, service: settings.service, perSender: settings.perSender, files: settings.files)
        mailbox = settings.imap.map { IMAPMailbox($0) }
        server = SMTPServer(smtp, name: own.domain)
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await repeating("mail was not sent", every: Self.sendingPace) { try await send() } }
                if mailbox != nil {
                    group.addTask {
                        await repeating("mail was not fetched", every: settings.poll) { try await fetch() }
                    }
                }
                await group.waitForAll()
            }
        }
    }

    /// A fault is told when it begins and when it is over, not at every look.
    private func repeating(_ fault: String, every pace: Duration, _ work: () async throws -> Void) async {
        var told: String?
        while !Task.isCancelled {
            do {
                try await work()
                if told != nil { log.notice("\(fault): that is over") }
                told = nil
            } catch is CancellationError {
                return
            } catch {
                let reason = (error as? MailServerError)?.description ?? "\(type(of: error))"
                if told != reason { log.error("\(fault): \(reason)") }
                told = reason
            }
            try? await Task.sleep(for: pace)
        }
    }

    /// One look at the mailbox.
    func fetch() async throws {
        guard let mailbox else { return }
        do {
            try await fetch(from: mailbox)
        } catch {
            await mailbox.close()
            throw error
        }
        await mailbox.close()
    }

    private func fetch(from mailbox: IMAPMailbox) async throws {
        let limit = settings.largest << 20
        let found = try await mailbox.messages(largerThan: limit)
        var counts: [MailIntake.Verdict: Int] = [:]
        for (key, isLarge) in found.prefix(Self.mostAtOnce) {
            try Task.checkCancellation()
            let verdict = try await take(key, isLarge: isLarge, limit, mailbox)
            // What became of it is on disk; a crash before this finds it again, and knows it.
            try await mailbox.move(key, to: verdict == .held ? settings.heldFolder : settings.folder)
            counts[verdict, default: 0] += 1
        }
        if !counts.isEmpty {
            let words = counts.map { "\($0.value) \($0.key.rawValue)" }.sorted().joined(separator: ", ")
            log.info("mail: \(words)")
        }
    }

    private func take(_ key: IMAPMailbox.Key, isLarge: Bool, _ limit: Int, _ mailbox: IMAPMailbox) async throws
        -> MailIntake.Verdict
    {
        if isLarge {
            try await intake.refuse(
                header: try await mailbox.header(key), megabytes: settings.largest, at: Date())
            return .held
        }
        // Servers count line ends in their own way.
        let bytes = try await mailbox.message(key, most: limit + limit / 8 + 65_536)
        return try await intake.take(bytes, key: key.description, at: Date())
    }

    /// Sends what is due.
    func send() async throws {
        for owed in try await book.owedLetters(at: Date(), limit: 20) {
            try Task.checkCancellation()
            let letter = owed.letter
            let draft = MailDraft(
                from: own, fromName: name, to: letter.recipient, subject: letter.subject, text: letter.text,
                messageId: "<\(owed.reference)@\(own.domain)>", inReplyTo: letter.inReplyTo,
                isReply: letter.inReplyTo != nil)
            let outcome = await server.send(
                draft.bytes(at: Date()), from: letter.inReplyTo == nil ? own : nil, to: letter.recipient)
            try await note(outcome, of: owed)
        }
    }

    private func note(_ outcome: SMTPServer.Outcome, of owed: OwedLetter) async throws {
        let now = Date()
        switch outcome {
        case .sent: try await book.note(.sent, ofLetter: owed.id, at: now)
        case .never(let error):
            log.warning("letter \(owed.id) was refused for good: \(error)")
            try await book.note(.failed("undeliverable"), ofLetter: owed.id, at: now)
        case .later(let error):
            guard let pause = owed.pause(at: now) else {
                log.warning("letter \(owed.id) was tried for four days: \(error)")
                return try await book.note(.failed("given-up"), ofLetter: owed.id, at: now)
            }
            try await book.note(.later(now.addingTimeInterval(pause)), ofLetter: owed.id, at: now)
            // Without the server the others need not be tried.
            if error.response == 0 { throw error }
        }
    }
}
