import CivicCRM
import CivicCore
import Foundation

/// A case as applications see it. Members that are not there yet are left out.
struct APICase: Encodable {
    struct Place: Encodable {
        var township: String?
        var village: String?
        var address: String?
    }

    struct Event: Encodable {
        var at: Date
        var state: String?
        var by: String
        var text: String?
    }

    var number: String
    /// Told once, at the filing.
    var code: String?
    var service: String
    var unit: String
    var state: String
    var channel: String
    var text: String
    var place: Place
    var openedAt: Date
    var answerDue: Date
    var updatedAt: Date
    var answer: String?
    var events: [Event]?

    /// As it was opened.
    init(_ receipt: FilingReceipt, _ filing: Filing) {
        self.init(
            FiledCase(
                record: receipt.record, township: filing.township, village: filing.village, address: filing.address,
                events: []))
        code = receipt.code
    }

    init(_ filed: FiledCase, withEvents: Bool = false) {
        let record = filed.record
        number = record.number.text
        service = record.service
        unit = record.unit
        state = record.state.rawValue
        channel = record.channel.rawValue
        text = record.summary
        place = Place(township: filed.township, village: filed.village, address: filed.address)
        openedAt = record.openedAt
        answerDue = record.deadline
        updatedAt = record.updatedAt
        answer = filed.answer?.note
        events =
            withEvents
            ? filed.visibleEvents.map { event in
                Event(
                    at: event.at, state: event.state?.rawValue,
                    by: event.by == CaseEvent.citizen || event.by.hasPrefix(CaseEvent.application)
                        ? "filer" : "hotline",
                    text: event.note.isEmpty ? nil : event.note)
            } : nil
    }
}

/// A page of cases.
struct APICases: Encodable {
    var cases: [APICase]
    /// The `after` of the next page.
    var next: String?
}

/// A message that was added.
struct APIMessage: Encodable {
    var number: String
    var at: Date
    var text: String
}

/// An entry of the catalogue.
struct APIName: Encodable {
    var id: String
    var name: [String: String]
    var unit: String?
}
