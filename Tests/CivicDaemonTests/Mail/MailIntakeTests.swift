import CivicCRM
import CivicCore
import CivicDaemon
import CivicStore
import Foundation
import Testing

struct MailIntakeTests {
    /// A store in a folder of its own, and the intake before it.
    private final class Office {
        static let now = Date(timeIntervalSince1970: 1_795_399_200)
        let folder = NSTemporaryDirectory() + "civicmail-\(UUID().uuidString)"
        let store: CivicStore
        let intake: MailIntake

        init() throws {
            let office = WorkingCalendar.always(id: "county-office", timeZone: .gmt)
            let unit = HandlingUnit(id: "bureau", names: [.english: "Bureau"], kind: .department)
            let service = Service(
                id: "general", names: [.english: "General"], unit: unit.id, calendar: office.id,
                dispatch: .time(.seconds(3_600)), answer: .days(2))
            store = try CivicStore(
                folder: folder,
                services: ServiceCatalogue(services: [service], units: [unit], calendars: [office.id: office]))
            intake = MailIntake(
                book: store, own: MailAddress("hotline@county.example")!, service: "general", perSender: 2,
                files: AttachmentRule(largest: 1, most: 2))
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func take(_ text: String, key: String = "1/1", after seconds: Double = 0) async throws -> MailIntake.Verdict {
            try await intake.take(
                Array(text.replacing("\n", with: "\r\n").utf8), key: key, at: Self.now.addingTimeInterval(seconds))
        }

        func letters() async throws -> [Letter] {
            try await store.owedLetters(at: .distantFuture, limit: 100).map(\.letter)
        }

        func cases() async throws -> [FiledCase] { try await store.filed(by: "mail", older: nil, limit: 100) }

        func mark() async throws -> String {
            let subject = try #require(try await letters().first).subject
            return String(try #require(subject.firstMatch(of: /\[([^\]]+)\]/)).output.1)
        }
    }

    private static func mail(
        _ body: String, id: String = "a1", from: String = "Zhang San <zhang@example.cn>", subject: String = "no water",
        extra: String = ""
    ) -> String {
        "From: \(from)\nSubject: \(subject)\nMessage-ID: <\(id)@example.cn>\n\(extra)\n\(body)\n"
    }

    private static let mixed = "Content-Type: multipart/mixed; boundary=e\n"

    private static func parts(_ files: [(name: String, content: String)]) -> String {
        "--e\n\nsee the file\n"
            + files.map { "--e\nContent-Type: application/octet-stream; name=\"\($0.name)\"\n\n\($0.content)\n" }
            .joined()
            + "--e--\n"
    }

    @Test("a mail becomes a case, and its sender is told number and code; fetched again it is the same")
    func files() async throws {
        let office = try Office()
        #expect(try await office.take(Self.mail("since Monday")) == .filed)
        #expect(try await office.take(Self.mail("since Monday"), key: "1/2") == .filed)
        let cases = try await office.cases()
        #expect(cases.count == 1)
        let record = try #require(cases.first).record
        #expect(record.channel == .email && record.summary == "no water\n\nsince Monday")
        let letters = try await office.letters()
        #expect(letters.count == 1 && letters[0].recipient.text == "zhang@example.cn")
        #expect(letters[0].inReplyTo == "<a1@example.cn>" && letters[0].caseId == record.id)
    }

    @Test("two mails with one id are two matters: neither is lost")
    func sameId() async throws {
        let office = try Office()
        #expect(try await office.take(Self.mail("one"), key: "1/1") == .filed)
        #expect(try await office.take(Self.mail("two"), key: "1/2") == .filed)
        #expect(try await office.take(Self.mail("two"), key: "1/2") == .filed)
        #expect(try await office.cases().count == 2)
    }

    @Test(
        "an answer joins its case by the mark in its subject, or in the id that it answers", arguments: [true, false])
    func answers(inSubject: Bool) async throws {
        let office = try Office()
        _ = try await office.take(Self.mail("one"))
        let mark = try await office.mark()
        let answer = Self.mail(
            "still dry", id: "a2", subject: inSubject ? "Re: x [\(mark)]" : "Re: x",
            extra: inSubject ? "" : "References: <civicline.\(mark).abcdefgh@county.example>\n")
        #expect(try await office.take(answer, key: "1/2") == .added)
        let record = try #require(try await office.cases().first).record
        let messages = try await office.store.history(ofCase: record.id).filter { $0.note == "still dry" }
        #expect(messages.map(\.by) == [CaseEvent.citizen])
        #expect(try await office.cases().count == 1)
        // Nobody is told of a message, so that two programs cannot write to each other.
        #expect(try await office.letters().count == 1)
    }

    @Test(
        "a number, a guess, and another's address make a new matter, not a message",
        arguments: ["number", "guess", "other"])
    func strangers(kind: String) async throws {
        let office = try Office()
        _ = try await office.take(Self.mail("one"))
        let mark = try await office.mark()
        let subject =
            switch kind {
            case "number": "Re: \(mark.prefix(8))"
            case "guess": "Re: [\(mark.prefix(8))-aaaaaaaaaa]"
            default: "Re: [\(mark)]"
            }
        let from = kind == "other" ? "li@example.cn" : "zhang@example.cn"
        #expect(try await office.take(Self.mail("two", id: "a2", from: from, subject: subject), key: "1/2") == .filed)
        #expect(try await office.cases().count == 2)
    }

    @Test(
        "programs, lists and the hotline itself get no case and no answer",
        arguments: [
            ("Auto-Submitted: auto-replied\n", "zhang@example.cn"), ("Precedence: bulk\n", "zhang@example.cn"),
            ("Return-Path: <>\n", "zhang@example.cn"), ("", "hotline@county.example"), ("", "nobody"),
        ])
    func automatic(extra: String, from: String) async throws {
        let office = try Office()
        #expect(try await office.take(Self.mail("x", from: from, extra: extra)) == .held)
        #expect(try await office.cases().isEmpty)
        #expect(try await office.letters().isEmpty)
    }

    @Test("more than the limit of one address is held and told once; an hour later it goes on")
    func bomb() async throws {
        let office = try Office()
        var verdicts: [MailIntake.Verdict] = []
        for index in 0..<50 {
            verdicts.append(try await office.take(Self.mail("\(index)", id: "b\(index)"), key: "1/\(index)"))
        }
        #expect(verdicts.filter { $0 == .filed }.count == 2)
        #expect(try await office.letters().count == 3)
        #expect(try await office.take(Self.mail("x", id: "c", from: "li@example.cn"), key: "1/60") == .filed)
        #expect(try await office.take(Self.mail("y", id: "d"), key: "1/61", after: 3_601) == .filed)
    }

    @Test("files are kept with the case; those that are not are named to the sender, with what to do")
    func attachments() async throws {
        let office = try Office()
        let body = Self.parts([("scan.pdf", "%PDF-1.7"), ("run.exe", "MZ"), ("b.pdf", "%PDF-b"), ("c.pdf", "%PDF-c")])
        #expect(try await office.take(Self.mail(body, extra: Self.mixed)) == .filed)
        let record = try #require(try await office.cases().first).record
        #expect(try await office.store.attachments(ofCase: record.id).map(\.name) == ["scan.pdf", "b.pdf"])
        let letters = try await office.letters()
        #expect(letters.count == 2)
        let told = try #require(letters.last).text
        #expect(
            told.contains("run.exe") && told.contains("c.pdf") && told.contains("PDF, JPEG")
                && !told.contains("scan.pdf"))
    }

    @Test("a text of ten megabytes is a case with the whole of it as a file")
    func long() async throws {
        let office = try Office()
        let text = String(repeating: "x", count: 10_000_000)
        #expect(try await office.take(Self.mail(text)) == .filed)
        let record = try #require(try await office.cases().first).record
        #expect(record.summary.count < 4_000)
        let file = try #require(try await office.store.attachments(ofCase: record.id).first)
        #expect(file.kind == .text && file.size > 10_000_000)
    }

    @Test("a report that our letter came back is noted at its case")
    func report() async throws {
        let office = try Office()
        _ = try await office.take(Self.mail("one"))
        let owed = try #require(try await office.store.owedLetters(at: .distantFuture, limit: 1).first)
        let report = Self.mail(
            "--r\n\nno such mailbox\n--r\nContent-Type: text/rfc822-headers\n\nMessage-ID: <\(owed.reference)@county.example>\n--r--",
            id: "r", from: "MAILER-DAEMON@example.cn",
            extra: "Content-Type: multipart/report; report-type=delivery-status; boundary=r\n")
        #expect(try await office.take(report, key: "1/2") == .report)
        let record = try #require(try await office.cases().first).record
        #expect(try await office.store.history(ofCase: record.id).last?.note == "undeliverable")
        #expect(try await office.take(report.replacing("civicline.", with: "other."), key: "1/3") == .held)
    }

    @Test("who sends too much at once is told so, once an hour")
    func tooLarge() async throws {
        let office = try Office()
        for _ in 0..<3 {
            try await office.intake.refuse(
                header: Array("From: zhang@example.cn\r\nSubject: x\r\n\r\n".utf8), megabytes: 25, at: Office.now)
        }
        let letters = try await office.letters()
        #expect(letters.count == 1 && letters[0].text.contains("25 MB"))
    }

    @Test("a formula and markup stay what was written")
    func formulas() async throws {
        let office = try Office()
        _ = try await office.take(Self.mail("<b>x</b>", subject: "=HYPERLINK(\"http://x\")"))
        #expect(try await office.cases().first?.record.summary == "=HYPERLINK(\"http://x\")\n\n<b>x</b>")
    }
}
