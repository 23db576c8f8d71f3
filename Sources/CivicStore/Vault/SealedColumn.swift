import Foundation

/// What lies sealed in the database. The name is part of the seal: it never changes, whatever becomes of the table.
package enum SealedColumn: String, CaseIterable, Sendable {
    case citizenSuffix = "citizen.id_suffix"
    case filingSuffix = "filing.id_suffix"
    case phone = "phone.number"
    case contactNumber = "contact.number"
    case contactRaw = "contact.raw"
    /// Keys that were pressed and sentences that were heard: numbers to be called back at are among them.
    case contactTrail = "contact.trail"
    case caseContact = "citizen_case.contact"
    case placeCallBack = "place.callback"
    case receiptNumber = "article_receipt.number"
    case recallNumber = "recall_person.number"
    case textNumber = "text_message.number"
    /// Text messages that wait to be sent: codes of cases are among their words.
    case textWords = "text_message.words"
    /// A case as it was opened, with its number to be called at.
    case submissionReceipt = "submission.receipt"
    /// Keys, and answers of data sources.
    case walkRecord = "call_walk.record"
    case walkDraft = "walk_draft.record"

    var associatedData: Data { Data(rawValue.utf8) }

    /// Table, the column that is its identity, and the column that holds the bytes.
    package var place: (table: String, id: String, bytes: String) {
        let parts = rawValue.split(separator: ".").map(String.init)
        return (parts[0], self == .filingSuffix ? "case_id" : "id", parts[1] + "_sealed")
    }
}

/// What is found by a blind index: each its own, so that equal numbers in two tables do not look alike.
package enum IndexedColumn: String, CaseIterable, Sendable {
    case phone = "phone.number"
    case phoneLastFour = "phone.last_four"
    case phoneLastSeven = "phone.last_seven"
    case contact = "contact.number"
    case caseContact = "citizen_case.contact"
    case receipt = "article_receipt.number"
    case recall = "recall_person.number"
    case text = "text_message.number"
    case language = "number_language.number"
    /// Year of birth and end of the ID number.
    case citizenIdentity = "citizen.identity"
    /// Of both kinds of attempts, which are counted together.
    case proofAttempt = "proof_attempt.number"
    /// Codes by which units call citizens.
    case relayCode = "case_relay.code"
    /// What was sent, with the number in it.
    case submission = "submission.wording"
    /// Nothing is found by it: what makes a watermark the hotline's own.
    case watermark = "file_opening.watermark"
}
