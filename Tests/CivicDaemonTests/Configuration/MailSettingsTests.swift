import CivicCRM
import CivicCore
import CivicDaemon
import CivicMail
import Foundation
import Testing

struct MailSettingsTests {
    @Test("servers, address and the password of a file are read; without servers there is no mail")
    func reads() throws {
        let folder = try ConfigurationFolder(
            "mail: { imap: imaps://mail.example.cn, smtp: smtp://127.0.0.1:2525, address: hotline@example.cn, user: hotline,\n"
                + "  password-file: mail.password, folder: Taken, poll: 5s }\nattachments: { largest: 3 }\n")
        try folder.write("secret\nmore\n", to: "config/mail.password")
        let mail = try folder.load().mail
        #expect(mail.imap?.url == "imaps://mail.example.cn" && mail.imap?.password == "secret")
        #expect(mail.smtp?.user == "hotline" && mail.address?.text == "hotline@example.cn")
        #expect(mail.folder == "Taken" && mail.heldFolder == "Taken-held" && mail.files.largest == 3)
        #expect(try ConfigurationFolder().load().mail.smtp == nil)
    }

    @Test(
        "what is wrong is told with its place",
        arguments: [
            ("{ imap: imaps://mail.example.cn }", "mail.smtp"), ("{ smtp: smtp://x }", "mail.address"),
            ("{ smtp: imap://x, address: a@b.cn }", "mail.smtp"), ("{ address: nobody }", "mail.address"),
            ("{ folder: 'a/b' }", "mail.folder"),
            ("{ smtp: smtp://x, address: a@b.cn, password-file: none }", "cannot be read"),
        ])
    func complains(mail: String, words: String) throws {
        let complaints = try ConfigurationFolder("mail: \(mail)\n").complaints()
        #expect(complaints.contains { $0.contains(words) }, "\(complaints)")
    }
}
