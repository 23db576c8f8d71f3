import CivicCRM
import Foundation
import HTTPTypes

/// Which requests an application wants to see: `service_request_id`, `service_code`, `start_date`, `end_date`, `status`.
struct Open311Filter: Sendable {
    /// When given, nothing else counts.
    var numbers: [CaseNumber]?
    private var services: Set<String>?
    private var from: Date
    private var until: Date
    private var status: Set<String>?

    /// Without dates the last ninety days, as the specification says.
    init(_ fields: [String: String], at now: Date) throws {
        func list(_ name: String) -> [String]? {
            fields[name].map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
        }
        if let ids = list("service_request_id") {
            guard ids.count <= 50 else {
                throw Problem.bad("service_request_id", "There are more than 50.", "Ask for fewer at a time.")
            }
            numbers = try ids.map { id in
                guard let number = CaseNumber(id) else {
                    throw Problem.bad("service_request_id", "\(id.prefix(20)) is none.", "Send the number of a filing.")
                }
                return number
            }
        }
        services = list("service_code").map(Set.init)
        status = list("status").map(Set.init)
        if let status, !status.isSubset(of: ["open", "closed"]) {
            throw Problem.bad("status", "It is not a status.", "Send open, closed or both with a comma.")
        }
        let end = try Self.date(fields, "end_date")
        until = end ?? now.addingTimeInterval(86_400)
        from = try Self.date(fields, "start_date") ?? (end ?? now).addingTimeInterval(-90 * 86_400)
        guard from <= until else {
            throw Problem.bad("end_date", "It is before start_date.", "Send the later one as end_date.")
        }
    }

    func takes(_ record: Case) -> Bool {
        if numbers != nil { return true }
        return (from...until).contains(record.openedAt) && services?.contains(record.service) ?? true
            && status?.contains(record.state.isOpen ? "open" : "closed") ?? true
    }

    /// W3C: 2026-11-23T00:00:00Z, with any offset. A plus in an address is a space where it was not escaped.
    private static func date(_ fields: [String: String], _ name: String) throws -> Date? {
        guard let given = fields[name] else { return nil }
        let text = given.replacing(" ", with: "+")
        if let date = try? Date(text, strategy: Date.ISO8601FormatStyle(timeZoneSeparator: .colon)) { return date }
        if let date = try? Date(text, strategy: .iso8601) { return date }
        throw Problem.bad(name, "It is not a date and time.", "Send it as 2026-11-23T00:00:00Z.")
    }
}

extension Problem {
    fileprivate static func bad(_ field: String, _ detail: String, _ remedy: String) -> Problem {
        var problem = Problem.invalid(field, detail, remedy: remedy)
        problem.status = .badRequest
        return problem
    }
}

extension FilingForm {
    /// The fields of POST requests.
    init(open311 fields: [String: String]) {
        self.init()
        func text(_ name: String) -> String { FilingForm.clean(fields[name] ?? "") }
        self[.service] = text("service_code")
        self[.words] = text("description")
        let degrees = [text("lat"), text("long")].filter { !$0.isEmpty }.joined(separator: ", ")
        let places = [text("address_string"), text("address_id"), degrees].filter { !$0.isEmpty }
        self[.address] = places.joined(separator: " · ")
        // A Chinese name is written without a space, the family's first.
        let (first, last) = (text("first_name"), text("last_name"))
        let isChinese = (last + first).unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
        self[.name] = isChinese ? last + first : [first, last].filter { !$0.isEmpty }.joined(separator: " ")
        self[.number] = text("phone")
    }
}

extension FilingField {
    var open311Name: String {
        switch self {
        case .service: "service_code"
        case .words: "description"
        case .township, .village, .address: "address_string"
        case .name: "last_name"
        case .number: "phone"
        case .identity, .happened, .email, .answer: "description"
        }
    }
}
