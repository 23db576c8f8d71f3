package import CivicCore
package import Foundation

/// What the hotline writes by e-mail: Chinese, then English, since a mail says nothing of its reader's language.
package enum MailTexts {
    /// That a matter has come, with all that its filer needs.
    ///
    /// - Parameter mark: by which an answer to this mail is known; it stands in the subject.
    package static func received(
        _ record: Case, code: String, unit: HandlingUnit?, mark: String, zone: TimeZone
    ) -> (subject: String, text: String) {
        let due = time(record.deadline, zone)
        let number = spaced(record.number.text)
        let (zh, en) = names(record, unit)
        return (
            "已收到您的诉求 Received: \(record.number.text) [\(mark)]",
            """
            您好：

            您的诉求已收到。
            工单号：\(number)
            查询码：\(spaced(code))
            承办单位：\(zh)
            最晚答复时间：\(due)

            凭工单号和查询码可在网上或拨打热线查询答复。请勿将查询码告诉他人。
            如需补充，请直接回复本邮件，并保留主题中的方括号内容。

            ----------

            We have your matter.
            Number: \(number)
            Code: \(spaced(code))
            Dealt with by: \(en)
            You have an answer at the latest by: \(due)

            With number and code you can look up the answer on the web or by calling us. Please give the code to nobody.
            To add something, answer this mail and leave what stands in brackets in its subject.
            """
        )
    }

    /// The number of a case, as a text message.
    package static func receivedText(_ record: Case, in language: Language, zone: TimeZone) -> String {
        let (number, day) = (spaced(record.number.text), time(record.deadline, zone).prefix(10))
        return language == .mandarin
            ? "【市民热线】您的诉求已受理，工单号 \(number)，最晚 \(day) 答复。"
            : "Citizens' hotline: we have your matter, number \(number). You have an answer by \(day)."
    }

    /// A unit's answer.
    package static func answered(_ record: Case, answer: String, unit: HandlingUnit?, mark: String) -> (
        subject: String, text: String
    ) {
        let number = spaced(record.number.text)
        let (zh, en) = names(record, unit)
        return (
            "您的诉求已答复 Answered: \(record.number.text) [\(mark)]",
            """
            您好：您的诉求 \(number) 已由\(zh)答复。
            Your matter \(number) was answered by \(en).

            \(answer)

            ----------

            如果问题没有解决，请直接回复本邮件或拨打热线。
            If it is not solved, answer this mail or call us.
            """
        )
    }

    /// That what somebody was told was wrong, and what is right.
    package static func recalled(_ article: Article, toldAt: Date, zone: TimeZone) -> (subject: String, text: String) {
        let day = time(toldAt, zone).prefix(10)
        return (
            "更正：\(article.name(in: .mandarin)) Correction: \(article.name(in: .english))",
            """
            您好：\(day) 我们告诉您的内容有误，给您添麻烦了。正确的内容如下：

            \(article.text(for: .email, in: .mandarin) ?? "–")

            ----------

            What we told you on \(day) was wrong. We are sorry for that. This is right:

            \(article.text(for: .email, in: .english) ?? "–")
            """
        )
    }

    /// Files of a mail that were not kept.
    package static func notKept(_ faults: [AttachmentFault], number: CaseNumber) -> (
        subject: String, text: String
    ) {
        let lines = faults.map { fault in "\(fault.name): \(words(of: fault))" }.joined(separator: "\n")
        return (
            "部分附件未能保存 Some files could not be kept: \(number.text)",
            """
            您的诉求 \(spaced(number.text)) 已收到，但以下附件未能保存，请重新发送：
            We have your matter \(spaced(number.text)), but these files could not be kept. Please send them again:

            \(lines)
            """
        )
    }

    /// A mail that is too large to be read.
    package static func tooLarge(megabytes: Int) -> (subject: String, text: String) {
        (
            "邮件过大，未能受理 Your mail is too large",
            """
            您的邮件超过 \(megabytes) MB，未能受理。请减小附件后重新发送，或拨打热线。
            Your mail is larger than \(megabytes) MB and was not taken. Please send it again with smaller files, or call us.
            """
        )
    }

    /// More mails of one address than are taken.
    package static func tooMany(perHour: Int) -> (subject: String, text: String) {
        (
            "邮件过多，请稍后再发 Too many mails",
            """
            一小时内最多受理您的 \(perHour) 封邮件。之后的邮件未自动立案，工作人员会查看。紧急情况请拨打热线。
            We take \(perHour) mails of yours in an hour. The others did not become matters; a person will look at them. Please call us
            if it is urgent.
            """
        )
    }

    private static func words(of fault: AttachmentFault) -> String {
        switch fault.kind {
        case .empty: "文件为空 It is empty."
        case .tooLarge: "超过 \(fault.limit ?? 0) MB It is larger than \(fault.limit ?? 0) MB."
        case .tooMany: "超过 \(fault.limit ?? 0) 个文件 There are more than \(fault.limit ?? 0) files."
        case .kind: "仅支持 PDF、JPEG、PNG、TIFF Only PDF, JPEG, PNG and TIFF are kept."
        case .broken: "无法读取 It cannot be read."
        }
    }

    private static func names(_ record: Case, _ unit: HandlingUnit?) -> (zh: String, en: String) {
        (unit?.name(in: .mandarin) ?? record.unit, unit?.name(in: .english) ?? record.unit)
    }

    private static func spaced(_ text: String) -> String { "\(text.prefix(4)) \(text.dropFirst(4))" }

    private static func time(_ date: Date, _ zone: TimeZone) -> String {
        let shown = date.formatted(
            Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: zone).year().month().day()
                .dateSeparator(.dash).time(includingFractionalSeconds: false))
        return String(shown.prefix(16))
    }
}
