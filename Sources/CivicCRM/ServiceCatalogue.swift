package import CivicCore
package import Foundation

/// One kind of matter that the county deals with, from `config/services.yaml`.
package struct Service: Equatable, Identifiable, Sendable {
    package var id: String
    /// By language; `name(in:)` chooses.
    package var names: [Language: String]
    /// Id of `config/units.yaml`.
    package var unit: String
    /// Id of `config/calendars.yaml`; both clocks run in its hours.
    package var calendar: String
    /// From the opening of a case until a unit has it.
    package var dispatch: WorkingTerm
    /// From the opening of a case until the citizen has an answer.
    package var answer: WorkingTerm
    /// Who is entitled to it; nil where nobody is told by the record.
    package var benefit: Benefit?

    package init(
        id: String, names: [Language: String], unit: String, calendar: String, dispatch: WorkingTerm,
        answer: WorkingTerm, benefit: Benefit? = nil
    ) {
        self.id = id
        self.names = names
        self.unit = unit
        self.calendar = calendar
        self.dispatch = dispatch
        self.answer = answer
        self.benefit = benefit
    }

    package func name(in language: Language) -> String { names.inLanguage(language) ?? id }
}

/// A department, township office or partner enterprise that handles cases, from `config/units.yaml`.
package struct HandlingUnit: Equatable, Identifiable, Sendable {
    package enum Kind: String, CaseIterable, Codable, Sendable {
        case department, township, enterprise
    }

    package var id: String
    package var names: [Language: String]
    package var kind: Kind
    /// Where the dialplan may put callers through to, as it is dialled.
    package var phone: String?

    package init(id: String, names: [Language: String], kind: Kind, phone: String? = nil) {
        self.id = id
        self.names = names
        self.kind = kind
        self.phone = phone
    }

    package func name(in language: Language) -> String { names.inLanguage(language) ?? id }
}

extension [Language: String] {
    /// The text of the language, else of one that shares its primary subtag, else English, else Chinese.
    package func inLanguage(_ language: Language) -> String? {
        func primary(_ tag: String) -> Substring { tag.prefix { $0 != "-" } }
        return self[language]
            ?? sorted { $0.key.tag < $1.key.tag }.first { primary($0.key.tag) == primary(language.tag) }?.value
            ?? self[.english] ?? self[.mandarin]
    }
}

/// Services, the units that handle them and the calendars their clocks run in; what `config/` says, checked whole.
package struct ServiceCatalogue: Equatable, Sendable {
    /// In the order of the file.
    package var services: [Service]
    package var units: [HandlingUnit]
    package var calendars: [String: WorkingCalendar]
    /// How cases are handled.
    package var rules = CaseRules.usual

    package init(services: [Service], units: [HandlingUnit], calendars: [String: WorkingCalendar]) {
        self.services = services
        self.units = units
        self.calendars = calendars
    }

    package func service(_ id: String) -> Service? { services.first { $0.id == id } }
    package func unit(_ id: String) -> HandlingUnit? { units.first { $0.id == id } }

    /// The service, or a refusal that names the nearest one.
    package func require(_ id: String) throws(RecordsRefusal) -> Service {
        if let service = service(id) { return service }
        throw .unknownService(id, nearest: closestName(to: id, among: services.map(\.id)))
    }

    /// When a case of this service that is opened now must be with a unit.
    package func dispatchDeadline(of service: Service, openedAt: Date) -> Date {
        deadline(service.dispatch, of: service, openedAt: openedAt)
    }

    /// When the citizen is to have an answer.
    package func answerDeadline(of service: Service, openedAt: Date) -> Date {
        deadline(service.answer, of: service, openedAt: openedAt)
    }

    /// Without its calendar (which the loader refuses) a term runs on the plain clock.
    private func deadline(_ term: WorkingTerm, of service: Service, openedAt: Date) -> Date {
        let utc = TimeZone(secondsFromGMT: 0) ?? .current
        return term.deadline(after: openedAt, in: calendars[service.calendar] ?? .always(id: "always", timeZone: utc))
    }
}
