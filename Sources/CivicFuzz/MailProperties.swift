import CivicCore
import CivicMIME

enum MailProperties {
    /// What is taken from a message can go on into answers and pages: addresses and subjects break no line of a header, names of
    /// files lead into no folder, and no more comes out than went in (a character of one byte takes three at the most).
    static func check(_ input: [UInt8]) -> String? {
        guard let mail = try? ReceivedMail(input) else { return nil }
        guard mail.sender.map({ $0.text.utf8.allSatisfy { (0x21...0x7E).contains($0) } }) != false else {
            return "an address has more than plain characters"
        }
        let ids = mail.references + (mail.messageId.map { [$0] } ?? [])
        guard !(ids + [mail.subject]).contains(where: { $0.unicodeScalars.contains { $0 == "\r" || $0 == "\n" } })
        else {
            return "a subject or an id breaks its line"
        }
        guard mail.files.allSatisfy({ file in file.name.map { !$0.contains("/") && !$0.contains("\\") } ?? true })
        else {
            return "a file's name leads into a folder"
        }
        let size = mail.text.utf8.count + mail.files.map(\.content.count).reduce(0, +)
        return size <= input.count * 3 + 1_024 ? nil : "more came out than went in"
    }

    /// A form's values and files are pieces of its body.
    static func form(_ input: [UInt8]) -> String? {
        guard let form = try? FormData(input, type: "multipart/form-data; boundary=edge") else { return nil }
        let size = form.files.map(\.content.count).reduce(0, +)
        return size <= input.count ? nil : "more came out than went in"
    }
}
