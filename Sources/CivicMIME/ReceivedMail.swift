package import CivicCore

/// What the hotline takes from a message.
package struct ReceivedMail: Equatable, Sendable {
    package struct File: Equatable, Sendable {
        package var name: String?
        package var content: [UInt8]

        package init(name: String?, content: [UInt8]) {
            self.name = name
            self.content = content
        }
    }

    package var sender: MailAddress?
    package var senderName: String?
    package var subject: String
    package var text: String
    package var files: [File]
    /// `<…>` as written; `nil` without one.
    package var messageId: String?
    /// Ids that it answers, of `In-Reply-To` and `References`.
    package var references: [String]
    /// Why nobody waits for an answer to it; `nil` for mail that a person wrote.
    package var automatic: Automatic?

    /// Signs that a program or a list sent it (RFC 3834 §2).
    package enum Automatic: String, Equatable, Sendable {
        /// `Auto-Submitted` other than `no`.
        case submitted = "auto-submitted"
        /// `Precedence: bulk`, `junk` or `list`, or a list's fields (RFC 2919, RFC 2369).
        case bulk
        /// An empty return path, or a report about deliveries (RFC 3464).
        case report
        /// No address to answer to.
        case noSender = "no-sender"
    }

    package init(_ bytes: [UInt8], limits: MIMELimits = .usual) throws(MIMEError) {
        let root = try MIMEPart(parsing: bytes, limits: limits)
        self.init(root.fields, root.type)
        var texts: [String] = []
        collect(root, bytes, &texts)
        text = texts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// Of a message whose header alone was fetched.
    package init(header bytes: [UInt8], limits: MIMELimits = .usual) {
        let (fields, _) = HeaderFields.parse(bytes, in: 0..<bytes.count, limits)
        self.init(fields, FieldValue(fields["content-type"] ?? ""))
    }

    private init(_ fields: HeaderFields, _ type: FieldValue) {
        let mailbox = fields["from"].flatMap { MailAddress.mailbox(in: $0) }
        sender = mailbox?.address
        senderName = mailbox?.name
        subject = Self.oneLine(EncodedWords.decoded(fields["subject"] ?? ""))
        text = ""
        files = []
        messageId = Self.ids(in: fields["message-id"] ?? "").first
        references = Array(
            (["in-reply-to", "references"].flatMap { fields.all($0) }).flatMap { Self.ids(in: $0) }.prefix(100))
        automatic = Self.automatic(fields, type, sender: sender)
    }

    private static func automatic(_ fields: HeaderFields, _ type: FieldValue, sender: MailAddress?) -> Automatic? {
        let word = { (name: String) in FieldValue(fields[name] ?? "").value }
        if type.value == "multipart/report" || fields["return-path"]?.replacing(" ", with: "") == "<>" {
            return .report
        }
        if !word("auto-submitted").isEmpty, word("auto-submitted") != "no" { return .submitted }
        if ["bulk", "junk", "list", "auto_reply"].contains(word("precedence")) { return .bulk }
        if fields["list-id"] != nil || fields["list-unsubscribe"] != nil || fields["x-auto-response-suppress"] != nil {
            return .bulk
        }
        guard let sender else { return .noSender }
        let local = sender.text.split(separator: "@")[0].lowercased()
        return ["mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply"].contains(local) ? .report : nil
    }

    /// The words of the parts that are for reading, and the files.
    private mutating func collect(_ part: MIMEPart, _ bytes: [UInt8], _ texts: inout [String]) {
        switch part.type.value {
        case "multipart/alternative":
            // The last is the richest (RFC 2046 §5.1.4); plain words are enough for us.
            let plain = part.parts.first { $0.type.value == "text/plain" && !$0.text(in: bytes).trimmed.isEmpty }
            for other in part.parts where plain != nil && !other.type.value.hasPrefix("text/") {
                var ignored: [String] = []
                collect(other, bytes, &ignored)
            }
            if let chosen = plain ?? part.parts.last { collect(chosen, bytes, &texts) }
        case _ where !part.parts.isEmpty:
            for inner in part.parts { collect(inner, bytes, &texts) }
        case "text/plain" where !part.isAttachment, "text/html" where !part.isAttachment:
            texts.append(part.text(in: bytes).replacing("\r\n", with: "\n").trimmed)
        case _ where part.type.value.hasPrefix("multipart/"): break
        default: files.append(File(name: part.fileName, content: part.content(in: bytes)))
        }
    }

    private static func ids(in field: String) -> [String] {
        field.split(separator: "<").compactMap { piece in
            piece.firstIndex(of: ">").map { "<\(piece[..<$0])>" }
        }.filter { $0.utf8.count <= 250 && !$0.contains(where: \.isWhitespace) }
    }

    private static func oneLine(_ text: String) -> String {
        String(text.unicodeScalars.prefix(500).map { $0.properties.generalCategory == .control ? " " : Character($0) })
            .trimmed
    }
}
