import CivicCore
package import Foundation

/// A case with its story, for whoever works on it.
package struct CaseFile: Equatable, Sendable {
    package var record: Case
    package var life: CaseLife
    /// The oldest line first.
    package var history: [CaseEvent]
    package var citizen: Citizen?
    /// Cases that go on as part of this one.
    package var absorbed: [CaseNumber]

    package init(record: Case, history: [CaseEvent], citizen: Citizen?, absorbed: [CaseNumber]) {
        self.record = record
        self.history = history
        self.citizen = citizen
        self.absorbed = absorbed
        life = CaseLife(record, history: history)
    }
}

/// One line of a list of cases: nothing of the citizen but the township.
package struct CaseLine: Equatable, Sendable {
    package var record: Case
    package var township: String?

    package init(record: Case, township: String?) {
        self.record = record
        self.township = township
    }
}

/// Which cases a list shows.
package enum CaseShelf: String, Codable, CaseIterable, Sendable {
    /// To be answered, the one due first at the top.
    case open
    /// What waits for the centre: not sent yet, sent back, before the arbiter, more time asked for. Nearest deadline first.
    case attention
    /// Answered, asked or closed; the latest first.
    case answered
}

/// What `/cases` and the desk ask of the cases; `CivicStore` answers it.
///
/// A refused act throws ``CaseRefusal`` and changes nothing. Every method that writes returns only after it is durable.
package protocol CaseRecords: Sendable {
    /// Services, units, calendars and rules as they are now.
    var catalogue: ServiceCatalogue { get }
    /// nil when there is no such case.
    func caseFile(_ id: Int64) async throws -> CaseFile?
    /// Of one unit, or of all where it is `nil`; at most `limit`.
    func cases(on shelf: CaseShelf, ofUnit unit: String?, limit: Int) async throws -> [CaseLine]
    /// - Parameter version: what the actor has seen; another one means that somebody was quicker.
    func act(
        _ act: CaseAct, onCase id: Int64, note: String, seen version: Int?, by actor: CaseActor, at now: Date
    ) async throws -> Case
    /// The case goes on as part of the one with the number.
    func merge(
        _ id: Int64, into number: CaseNumber, note: String, seen version: Int?, by actor: CaseActor, at now: Date
    ) async throws -> Case
    /// It goes its own way again.
    func undoMerge(
        _ id: Int64, note: String, seen version: Int?, by actor: CaseActor, at now: Date
    ) async throws -> Case
}

extension ServiceCatalogue {
    /// What holds for cases of a service; one that is not there any more runs on the plain clock.
    package func house(of service: String) -> CaseLife.House {
        let utc = TimeZone(secondsFromGMT: 0) ?? .current
        let calendar = self.service(service).flatMap { calendars[$0.calendar] } ?? .always(id: "always", timeZone: utc)
        return CaseLife.House(calendar: calendar, units: units.map(\.id), rules: rules)
    }

    /// How a case's deadline came about.
    package func reckoning(of file: CaseFile) -> CaseReckoning {
        let calendar = house(of: file.record.service).calendar
        let hours = file.record.promised.timeIntervalSince(file.record.openedAt) / 3_600
        let term = service(file.record.service)?.answer ?? .time(.seconds(max(1, Int(hours.rounded())) * 3_600))
        return CaseReckoning(file.record, term: term, calendar: calendar, history: file.history)
    }
}
