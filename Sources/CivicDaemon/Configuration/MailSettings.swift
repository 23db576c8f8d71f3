package import CivicCRM
package import CivicCore
package import CivicMail
import CivicYAML
import Foundation

/// `mail` and `attachments` of `civicline.yaml`.
package struct MailSettings: Sendable, Equatable {
    /// Where mail is fetched; nil: nowhere.
    package var imap: MailServer?
    /// Where mail is handed over; nil: none is sent.
    package var smtp: MailServer?
    /// The hotline's own address.
    package var address: MailAddress?
    /// Of matters that come by mail.
    package var service = "general"
    /// Where messages go that became something; the rest goes into the one with `-held` behind.
    package var folder = "CivicLine"
    package var poll = Duration.seconds(60)
    /// Megabytes (2²⁰ bytes) of the largest message that is read.
    package var largest = 25
    /// Matters an hour from one address.
    package var perSender = 10
    package var files = AttachmentRule()

    package init() {}

    package var heldFolder: String { folder + "-held" }

    static func read(_ settings: inout Settings) -> MailSettings {
        var mail = MailSettings()
        mail.imap = settings.value("mail.imap", .mailServer([.imap, .imaps], "imaps://mail.example.cn")) ?? nil
        mail.smtp = settings.value("mail.smtp", .mailServer([.smtp, .smtps], "smtp://mail.example.cn:587")) ?? nil
        let address = settings.value("mail.address", .text)
        mail.address = address.flatMap { MailAddress($0) }
        let user = settings.value("mail.user", .text)
        let passwordFile = settings.value("mail.password-file", .text)
        let authorities = settings.value("mail.authorities", .text)
            .map { HotlineConfiguration.resolve($0, beside: settings.file) }
        mail.service = settings.value("mail.service", .text, default: mail.service)
        mail.folder = settings.value("mail.folder", .text, default: mail.folder)
        mail.poll = settings.value(
            "mail.poll", .duration(.seconds(1) ... .seconds(3600), "1s to 1h"), default: mail.poll)
        mail.largest = settings.value("mail.largest", .integer(1...100), default: mail.largest)
        mail.perSender = settings.value("mail.per-sender", .integer(1...10_000), default: mail.perSender)
        mail.files.largest = settings.value("attachments.largest", .integer(1...100), default: mail.files.largest)
        mail.files.most = settings.value("attachments.most", .integer(1...50), default: mail.files.most)

        if address != nil, mail.address == nil {
            settings.note(
                "'mail.address' is no e-mail address", at: "mail.address",
                suggestion: "write it such as hotline@example.cn", rule: "wrong-value")
        }
        if mail.folder.wholeMatch(of: /[A-Za-z0-9_-]{1,40}/) == nil {
            settings.note(
                "'mail.folder' takes 1 to 40 letters, digits and hyphens", at: "mail.folder", rule: "wrong-value")
        }
        if mail.imap != nil, mail.smtp == nil {
            settings.note(
                "who writes by mail is answered by it, and 'mail.smtp' names no server", at: "mail.imap",
                suggestion: "set 'mail.smtp'", rule: "no-mail-server")
        }
        if mail.smtp != nil, address == nil {
            settings.note(
                "mail needs an address to come from", at: "mail.smtp", suggestion: "set 'mail.address'",
                rule: "no-mail-address")
        }
        guard mail.imap != nil || mail.smtp != nil else { return mail }
        let secret: String? = if let passwordFile { password(in: passwordFile, &settings) } else { nil }
        for path in [\MailSettings.imap, \.smtp] {
            mail[keyPath: path]?.user = user
            mail[keyPath: path]?.password = secret
            mail[keyPath: path]?.authorities = authorities
        }
        return mail
    }

    /// The first line of a file that only the daemon's user should be able to read.
    private static func password(in name: String, _ settings: inout Settings) -> String? {
        let path = HotlineConfiguration.resolve(name, beside: settings.file)
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            settings.note("'\(path)' cannot be read", at: "mail.password-file", rule: "missing-file")
            return nil
        }
        return text.split(whereSeparator: \.isNewline).first.map(String.init)
    }
}

extension SettingKind where Value == MailServer? {
    /// `off` is nil.
    static func mailServer(_ schemes: [MailServer.Scheme], _ example: String) -> SettingKind {
        SettingKind(expected: "a server such as \(example), or off") { value in
            if value.string == "off" { return .some(nil) }
            guard let server = value.string.flatMap({ MailServer($0) }), schemes.contains(server.scheme) else {
                return nil
            }
            return .some(server)
        }
    }
}
