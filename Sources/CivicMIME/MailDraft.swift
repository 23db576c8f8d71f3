package import CivicCore
package import Foundation

/// A message that the hotline sends: plain text in UTF-8.
package struct MailDraft: Equatable, Sendable {
    package var from: MailAddress
    /// Shown beside the address.
    package var fromName: String
    package var to: MailAddress
    package var subject: String
    package var text: String
    /// `<…@…>`
    package var messageId: String
    /// The message that it answers.
    package var inReplyTo: String?
    /// `Auto-Submitted` (RFC 3834 §5): `auto-replied`, or `auto-generated` where nothing is answered.
    package var isReply: Bool

    package init(
        from: MailAddress, fromName: String, to: MailAddress, subject: String, text: String, messageId: String,
        inReplyTo: String?, isReply: Bool
    ) {
        self.from = from
        self.fromName = fromName
        self.to = to
        self.subject = subject
        self.text = text
        self.messageId = messageId
        self.inReplyTo = inReplyTo
        self.isReply = isReply
    }

    /// As it goes to the mail server (RFC 5322), with CRLF.
    package func bytes(at date: Date) -> [UInt8] {
        var fields: [(String, String)] = [
            ("From", "\(Self.phrase(fromName)) <\(from.text)>"), ("To", "<\(to.text)>"),
            ("Subject", EncodedWords.encoded(Self.oneLine(subject))), ("Date", Self.date(date)),
            ("Message-ID", Self.oneLine(messageId)),
        ]
        if let inReplyTo {
            fields += [("In-Reply-To", Self.oneLine(inReplyTo)), ("References", Self.oneLine(inReplyTo))]
        }
        fields += [
            ("Auto-Submitted", isReply ? "auto-replied" : "auto-generated"), ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "base64"),
        ]
        let header = fields.map { "\($0): \($1)\r\n" }.joined()
        let body = text.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n")
        return Array((header + "\r\n" + Base64.lines(Array(body.utf8))).utf8)
    }

    private static func phrase(_ name: String) -> String {
        let encoded = EncodedWords.encoded(oneLine(name))
        return encoded.hasPrefix("=?") ? encoded : "\"\(encoded.replacing("\\", with: "").replacing("\"", with: ""))\""
    }

    /// A line break would begin another field.
    private static func oneLine(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
    }

    /// Fri, 27 Nov 2026 22:05:00 +0000 (RFC 5322 §3.3)
    private static func date(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .weekday, .hour, .minute, .second], from: date)
        func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let time = "\(two(parts.hour)):\(two(parts.minute)):\(two(parts.second))"
        return "\(days[((parts.weekday ?? 1) - 1) % 7]), \(two(parts.day)) \(months[((parts.month ?? 1) - 1) % 12]) "
            + "\(parts.year ?? 1970) \(time) +0000"
    }
}
