import CivicCRM
import CivicCore
import CivicHTTP
import Foundation
import Synchronization

/// Cases of the sample county with their whole lives, in memory.
final class FakeCases: CaseRecords, Sendable {
    struct Shelf {
        var records: [Case]
        var history: [Int64: [CaseEvent]]
    }

    private let shelf: Mutex<Shelf>

    let catalogue: ServiceCatalogue = {
        func names(_ zh: String, _ en: String) -> [Language: String] { [.mandarin: zh, .english: en] }
        let office = WorkingCalendar.always(
            id: "county-office", timeZone: TimeZone(identifier: "Asia/Shanghai") ?? .gmt)
        let units = SampleCounty.catalogue.units.map {
            HandlingUnit(
                id: $0.id, names: names($0.zh, $0.en), kind: $0.id == "water-company" ? .enterprise : .department)
        }
        let services = SampleCounty.catalogue.services.map {
            Service(
                id: $0.id, names: names($0.zh, $0.en), unit: $0.unit, calendar: office.id,
                dispatch: .time(.seconds(7_200)), answer: .days(7))
        }
        return ServiceCatalogue(services: services, units: units, calendars: [office.id: office])
    }()

    init(now: @escaping @Sendable () -> Date) {
        var records = SampleCounty.cases(at: now())
        // The road waits at the transport office; its citizen wants to stay unknown.
        records[2].state = .dispatched
        records[2].isConfidential = true
        records[2].contactNumber = "+8613800000001"
        records[2].summary += "（禾小兰，13800000001）"
        var history: [Int64: [CaseEvent]] = [:]
        for record in records {
            var lines: [(String, CaseState, CaseFact?)] = [("system", .received, nil)]
            lines.append(("li.na", .dispatched, .dispatched(unit: record.unit)))
            if record.state == .inWork { lines.append(("someone", .inWork, .accepted(unit: record.unit))) }
            history[record.id] = lines.enumerated().map { index, line in
                CaseEvent(
                    id: Int64(index + 1), caseId: record.id, at: record.openedAt, by: line.0, state: line.1, note: "",
                    fact: line.2)
            }
        }
        shelf = Mutex(Shelf(records: records, history: history))
    }

    private static func file(_ id: Int64, _ shelf: Shelf) -> CaseFile? {
        shelf.records.first { $0.id == id }.map { record in
            CaseFile(
                record: record, history: shelf.history[id] ?? [],
                citizen: [SampleCounty.mother, SampleCounty.son].first { $0.id == record.citizenId },
                absorbed: shelf.records.filter { $0.mergedInto == record.number }.map(\.number))
        }
    }

    func caseFile(_ id: Int64) -> CaseFile? { shelf.withLock { Self.file(id, $0) } }

    func record(_ id: Int64) -> Case? { caseFile(id)?.record }

    func cases(on shelf: CaseShelf, ofUnit unit: String?, limit: Int) -> [CaseLine] {
        self.shelf.withLock { $0.records }
            .filter { unit == nil || $0.unit == unit }
            .filter { record in
                switch shelf {
                case .open: record.state.isOpen
                case .attention:
                    record.state == .received || record.state == .refused || record.state == .arbitration
                        || record.wishedAt != nil
                case .answered: record.state.canBeDisputed
                }
            }
            .map { CaseLine(record: $0, township: "青石镇") }
    }

    func act(
        _ act: CaseAct, onCase id: Int64, note: String, seen version: Int?, by actor: CaseActor, at now: Date
    ) throws -> Case {
        try change(id, version) { file in
            try file.life.decide(
                act, note: note, by: actor, at: now, in: catalogue.house(of: file.record.service))
        } by: {
            (actor.name, now)
        }
    }

    func merge(
        _ id: Int64, into number: CaseNumber, note: String, seen version: Int?, by actor: CaseActor, at now: Date
    ) throws -> Case {
        let main = shelf.withLock { shelf in
            shelf.records.first { $0.number == number }.flatMap { Self.file($0.id, shelf) }
        }
        guard let main else { throw RecordsRefusal.unknownCaseNumber(number) }
        return try change(id, version) { file in
            try CaseMerge((file.record.number, file.life), into: (number, main.life))
                .merge(note: note, by: actor).merged
        } by: {
            (actor.name, now)
        }
    }

    func undoMerge(_ id: Int64, note: String, seen version: Int?, by actor: CaseActor, at now: Date) throws -> Case {
        try change(id, version) { file in
            guard let into = file.record.mergedInto else { throw CaseRefusal.notNow(file.record.state) }
            return try CaseMerge((file.record.number, file.life), into: (into, file.life))
                .undo(note: note, by: actor).merged
        } by: {
            (actor.name, now)
        }
    }

    private func change(
        _ id: Int64, _ version: Int?, _ decide: (CaseFile) throws -> [CaseEffect], by: () -> (String, Date)
    ) throws -> Case {
        try shelf.withLock { shelf in
            guard let file = Self.file(id, shelf), let index = shelf.records.firstIndex(where: { $0.id == id }) else {
                throw RecordsRefusal.unknownCase(id)
            }
            if let version, version != file.record.version {
                throw CaseRefusal.changedMeanwhile(version: file.record.version, by: file.history.last?.by ?? "")
            }
            let (name, now) = by()
            var life = file.life
            for case .line(let fact, let state, let note) in try decide(file) {
                life.apply(fact, state)
                shelf.history[id, default: []].append(
                    CaseEvent(id: 0, caseId: id, at: now, by: name, state: state, note: note, fact: fact))
            }
            var record = file.record
            (record.state, record.unit, record.deadline) = (life.state, life.unit, life.deadline)
            (record.wishedAt, record.pausedSince) = (life.wish?.askedAt, life.pause?.since)
            record.mergedInto = life.mergedInto
            record.version += 1
            shelf.records[index] = record
            return record
        }
    }
}
