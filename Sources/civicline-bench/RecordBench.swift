import ArgumentParser
import CivicCRM
import CivicCore
import CivicStore
import Foundation

/// `civicline-bench record`: what the desk waits for in a county's record.
struct RecordBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "A made-up county, loaded, searched and written to.",
        discussion: """
            Makes a county in a folder of its own, then asks what agents ask, each time about somebody else: by number, by name, \
            for a caller's card and a unit's list by deadline; and opens cases, each on disk before it is told of. Numbers are \
            sealed as in a real record. Then a line of five years is written, and reports over all of it are asked for. Times are \
            those on the clock.
            """)

    @Option(help: "Citizens, 1000 to 2000000.")
    var citizens = 50_000
    @Option(help: "Questions of each kind, 100 to 100000.")
    var questions = 500
    @Option(help: "Calls a day in the line of five years, 0 to 1000; 0 leaves it and its reports out.")
    var calls = 200
    @Option(help: ArgumentHelp("Folder that keeps the county; without one it is taken away.", valueName: "dir"))
    var data: String?
    @Flag(
        help:
            "Fail where a search by name has a 99th percentile of 30 ms or more, a report of five years takes 2 s, or rows are written slower than 20000/s."
    )
    var check = false

    func validate() throws {
        guard (1_000...2_000_000).contains(citizens) else { throw ValidationError("--citizens is 1000 to 2000000") }
        guard (0...1_000).contains(calls) else { throw ValidationError("--calls is 0 to 1000") }
        guard (100...100_000).contains(questions) else { throw ValidationError("--questions is 100 to 100000") }
    }

    func run() async throws {
        let folder = data ?? NSTemporaryDirectory() + "civicline-bench-\(UUID().uuidString)"
        defer { if data == nil { try? FileManager.default.removeItem(atPath: folder) } }
        let store = try CivicStore(folder: folder, services: Self.catalogue)
        var ratios = BenchRatios()
        do {
            let report = try await SampleCountyLoader.load(into: store, citizens: citizens)
            print(
                "\(report.citizens) citizens, \(report.phones) telephones, \(report.cases) cases, \(report.rows) rows: "
                    + "\(Int(report.rowsPerSecond)) rows a second")
            ratios.add("20000 rows a second against those written", 20_000 / report.rowsPerSecond, most: 1)
        } catch SampleCountyRefusal.alreadyLoaded(let what) {
            print("the county of \(what) is there already")
        }
        let people = try await self.people(store)
        print("kind                          p50 ms   p99 ms   longest ms   found")
        try await ask("find by number", people) { try await store.search($0.number, limit: 50).count }
        for (kind, part) in Person.parts {
            let most = try await ask("name: \(kind)", people) { try await store.search(part($0), limit: 50).count }
            ratios.add("search by name (\(kind)) against 30 ms", most / 30, most: 1)
        }
        try await ask("caller's card", people) {
            try await store.card(forNumber: $0.number, known: nil).candidates.count
        }
        try await ask("a unit's list by deadline", people) { _ in
            try await store.cases(on: .open, ofUnit: Self.unit.id, limit: 100).count
        }
        try await ask("open a case, on disk", people) { person in
            let draft = CaseDraft(
                citizenId: person.id, conversation: nil, service: "general", summary: "no water since Monday",
                recording: nil, channel: .phone, contactNumber: person.number, by: "bench")
            return try await store.openCase(draft, at: Date()).id > 0 ? 1 : 0
        }
        if calls > 0 { try await report(store, &ratios) }
        try store.close()
        if check { try ratios.require() }
    }

    // MARK: Whom is asked about

    private struct Person: Sendable {
        var id: Int64
        var name: String
        /// One that called lately; not this person's.
        var number: String

        static let parts: [(String, @Sendable (Person) -> String)] = [
            ("whole", { $0.name }), ("its beginning", { String($0.name.prefix(2)) }),
            ("inside, two", { String($0.name.suffix(2)) }), ("one character", { String($0.name.prefix(1)) }),
            ("initials", { NameReading(of: $0.name).initials }), ("how it is read", { NameReading(of: $0.name).whole }),
        ]
    }

    private func people(_ store: CivicStore) async throws -> [Person] {
        var random = SplitMix64(seed: 7)
        let numbers = try await store.recentCalls(limit: 1_000).compactMap(\.numberKey)
        guard !numbers.isEmpty else { throw BenchFault(description: "nobody has called in this county") }
        var people: [Person] = []
        while people.count < questions {
            let id = Int64.random(in: 1...Int64(citizens), using: &random)
            guard let citizen = try await store.citizen(id) else { continue }
            people.append(Person(id: id, name: citizen.name, number: numbers[people.count % numbers.count]))
        }
        return people
    }

    /// - Returns: the 99th percentile in milliseconds.
    @discardableResult
    private func ask(_ kind: String, _ people: [Person], _ question: (Person) async throws -> Int) async throws
        -> Double
    {
        var times: [Double] = []
        var found = 0
        for person in people {
            let began = ContinuousClock.now
            found += try await question(person)
            times.append((ContinuousClock.now - began) / .milliseconds(1))
        }
        times.sort()
        func percentile(_ share: Double) -> Double { times[Int(Double(times.count - 1) * share)] }
        print(
            kind.padding(to: 28) + percentile(0.5).rounded(to: 2).padded(8) + percentile(0.99).rounded(to: 2).padded(9)
                + percentile(1).rounded(to: 2).padded(13)
                + (Double(found) / Double(people.count)).rounded(to: 1).padded(8))
        return percentile(0.99)
    }

    // MARK: The house

    private static let unit = HandlingUnit(id: "bureau", names: [.english: "Bureau"], kind: .department)

    private static let catalogue: ServiceCatalogue = {
        let day = [WorkingSpan(start: 510, end: 720), WorkingSpan(start: 840, end: 1_050)]
        let office = WorkingCalendar(
            id: "county-office", timeZone: TimeZone(identifier: "Asia/Shanghai") ?? .gmt,
            weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.prefix(5).map { ($0, day) }))
        let services = ["general", "pension", "school"].map {
            Service(
                id: $0, names: [.english: $0], unit: unit.id, calendar: office.id, dispatch: .time(.seconds(3_600)),
                answer: .days(2))
        }
        return ServiceCatalogue(services: services, units: [unit], calendars: [office.id: office])
    }()
}
