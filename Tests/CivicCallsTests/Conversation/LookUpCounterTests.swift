import CivicCRM
import CivicCalls
import CivicCore
import CivicDialplan
import Foundation
import Testing

@Suite struct LookUpCounterTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test("one citizen at a number is known; of several the call knows only how many")
    func caller() async {
        let alone = LookUpCounter(Household(years: [1950]), from: "+8612900001001")
        let (outcome, citizen) = await alone.ask("caller", ["number": .text("+8612900001001")], at: now)
        #expect(citizen == KnownCitizen(id: 0, level: .presumed))
        guard case .found(let fields) = outcome else { return #expect(Bool(false), "not found") }
        #expect(fields["known"] == .flag(true))
        #expect(fields["confidence"] == .text("likely"))

        let shared = LookUpCounter(Household(years: [1950, 1975]), from: "+8612900001001")
        let (several, nobody) = await shared.ask("caller", ["number": .text("+8612900001001")], at: now)
        #expect(nobody == nil)
        guard case .found(let more) = several else { return #expect(Bool(false), "not found") }
        #expect(more["candidates"] == .number(2))
        #expect(more["known"] == .flag(false))
        #expect(more["citizen"] == .absent)
    }

    @Test("who is elderly, and where a household lives, is told to the step", arguments: [(1967, true), (1968, false)])
    func ageAndPlace(year: Int, isElderly: Bool) async {
        // The year is 2027.
        let alone = LookUpCounter(Household(years: [year]), from: "+86129")
        guard case .found(let fields) = await alone.ask("caller", ["number": .text("+86129")], at: now).0 else {
            return #expect(Bool(false), "not found")
        }
        #expect(fields["elderly"] == (isElderly ? .flag(true) : nil))
        #expect(fields["township"] == .text("A"))

        let shared = LookUpCounter(Household(years: [year, 2001]), from: "+86129")
        guard case .found(let several) = await shared.ask("caller", ["number": .text("+86129")], at: now).0 else {
            return #expect(Bool(false), "not found")
        }
        #expect(several["elderly"] == nil && several["township"] == .text("A"))
        guard
            case .found(let member) = await shared.ask(
                "household-member", ["number": .text("+86129"), "birth-year": .number(year)], at: now
            ).0
        else { return #expect(Bool(false), "not found") }
        #expect(member["elderly"] == (isElderly ? .flag(true) : nil))
    }

    @Test("a year of birth tells one of a household, and nobody when two share it")
    func householdMember() async {
        let counter = LookUpCounter(Household(years: [1950, 1975, 1975]), from: "+86129")
        let number = DialplanValue.text("+86129")
        let (_, one) = await counter.ask("household-member", ["number": number, "birth-year": .text("1950")], at: now)
        #expect(one == KnownCitizen(id: 0, level: .chosen))
        let (outcome, none) = await counter.ask(
            "household-member", ["number": number, "birth-year": .number(1975)], at: now)
        #expect(none == nil)
        #expect(outcome == .notFound)
    }

    @Test("an unknown case and a wrong proof give the same answer; a locked one another, whether or not it exists")
    func refusals() async {
        for (answer, expected) in [(CaseStatusAnswer.refused, LookUpOutcome.notFound), (.locked, .locked)] {
            let counter = LookUpCounter(Household(years: [], answer: answer), from: nil)
            let (outcome, citizen) = await counter.ask(
                "case-status", ["number": .text("00012344"), "proof": .text("1234")], at: now)
            #expect(outcome == expected)
            #expect(citizen == nil)
        }
    }

    @Test("what the record does not answer is asked outside, and fails where nobody knows it")
    func outside() async {
        let counter = LookUpCounter(
            records: Household(years: [1950]), numberKey: nil, conversation: ConversationReference(text: "C-TEST"),
            ownCases: [], sources: WaterWorks())
        let given: [String: DialplanValue] = ["account": .text("10023")]
        #expect(await counter.ask("water-bill", given, at: now).0 == .found(["owed": .number(4_250)]))
        #expect(await counter.ask("gas-bill", given, at: now).0 == .failed)
        // The record's own names are never passed on.
        #expect(await counter.ask("caller", [:], at: now).0 == .notFound)
        let alone = LookUpCounter(Household(years: [1950]), from: nil)
        #expect(await alone.ask("water-bill", given, at: now).0 == .failed)
    }

    @Test("the proof of a citizen is proven, refused or locked, and without a citizen nobody is asked")
    func citizenProof() async {
        for (answer, expected) in [
            (CitizenProofAnswer.proven, LookUpOutcome.found([:])), (.refused, .notFound), (.locked, .locked),
        ] {
            let counter = LookUpCounter(Household(years: [], proof: answer), from: "+86129")
            let given: [String: DialplanValue] = ["citizen": .number(7), "proof": .text("4821")]
            let (outcome, known) = await counter.ask("citizen-proof", given, at: now)
            #expect(outcome == expected)
            #expect(known == (answer == .proven ? KnownCitizen(id: 7, level: .proven) : nil))
            #expect(await counter.ask("citizen-proof", ["proof": .text("4821")], at: now).0 == .notFound)
        }
    }

    @Test("who is proven hears the latest looks at the file; nobody else hears of any")
    func fileOpenings() async {
        let looks = (0..<4).map {
            OpeningTold(
                at: now - Double($0) * 86_400, unit: nil, ground: $0 == 0 ? .assigned : .stated(.check, words: "x"))
        }
        let (proven, other) = (CaseNumber(serial: 1234), CaseNumber(serial: 1235))
        func ask(_ citizen: Int64?, _ cases: Set<CaseNumber>, _ asked: CaseNumber, _ looks: [OpeningTold]) async
            -> LookUpOutcome
        {
            let counter = LookUpCounter(
                records: Household(years: [], looks: looks), numberKey: nil,
                conversation: ConversationReference(text: "C-TEST"), ownCases: cases, provenCitizen: citizen)
            return await counter.ask("file-openings", ["case": .text(asked.text)], at: now).0
        }
        let told = LookUpOutcome.found([
            "count": .number(4), "first": .text("assigned"), "first-at": .date(now), "second": .text("check"),
            "second-at": .date(now - 86_400), "third": .text("check"), "third-at": .date(now - 2 * 86_400),
        ])
        #expect(await ask(7, [], other, looks) == told)
        #expect(await ask(nil, [proven], proven, looks) == told)
        #expect(await ask(nil, [proven], other, looks) == .notFound)
        #expect(await ask(nil, [], proven, looks) == .notFound)
        #expect(await ask(7, [proven], proven, []) == .notFound)
        let one = await ask(7, [], proven, [looks[0]])
        #expect(one == .found(["count": .number(1), "first": .text("assigned"), "first-at": .date(now)]))
    }

    @Test("every ground but the citizen's own has its word in the plans")
    func openingGrounds() {
        let grounds: [OpeningGround] =
            [.liveCall, .vouched, .assigned, .filedIt] + OpeningReason.allCases.map { .stated($0, words: "") }
        #expect(Set(grounds.map(\.word)) == LookUpSignature.openingGrounds)
    }

    @Test("who has proven to be a citizen hears of the newest open case, else of the newest; others of none")
    func ownCase() async {
        func newest(_ states: [CaseState], proven: Int64? = 7) async -> DialplanValue? {
            let counter = LookUpCounter(
                records: Household(years: [], states: states), numberKey: nil,
                conversation: ConversationReference(text: "C-TEST"), ownCases: [], provenCitizen: proven)
            guard case .found(let fields) = await counter.ask("own-case", ["citizen": .number(7)], at: now).0 else {
                return nil
            }
            return fields["case"]
        }
        func number(_ serial: Int) -> DialplanValue { .text(CaseNumber(serial: serial).text) }
        // The later in the list, the newer.
        #expect(await newest([.inWork, .received, .closed, .answered]) == number(1))
        #expect(await newest([.closed, .archived]) == number(1))
        #expect(await newest([.closed, .merged]) == number(0))
        #expect(await newest([]) == nil)
        #expect(await newest([.inWork], proven: nil) == nil)
        #expect(await newest([.inWork], proven: 8) == nil)
    }

    @Test("who has proven who they are hears of the case with news before newer ones")
    func newsFirst() async {
        let answered = LikelyMatter(news: .answered, number: CaseNumber(serial: 1))
        let counter = LookUpCounter(
            records: Household(years: [], states: [.closed, .answered, .inWork], likely: answered), numberKey: nil,
            conversation: ConversationReference(text: "C-TEST"), ownCases: [], provenCitizen: 7)
        guard case .found(let fields) = await counter.ask("own-case", ["citizen": .number(7)], at: now).0 else {
            Issue.record("not found")
            return
        }
        #expect(fields["case"] == .text(answered.number.text))
    }

    @Test("that there is news is told of one person alone: the only one of the number, or whom the year of birth fits")
    func likely() async {
        func told(_ source: String, years: [Int], _ arguments: [String: DialplanValue]) async -> DialplanValue? {
            let news = LikelyMatter(news: .due, number: CaseNumber(serial: 1))
            let counter = LookUpCounter(
                records: Household(years: years, likely: news), numberKey: nil,
                conversation: ConversationReference(text: "C-TEST"), ownCases: [])
            guard case .found(let fields) = await counter.ask(source, arguments, at: now).0 else { return nil }
            return fields["likely"]
        }
        let number: [String: DialplanValue] = ["number": .text("+8612900001001")]
        let asked = number.merging(["birth-year": .text("1980")]) { $1 }
        #expect(await told("caller", years: [1980], number) == .text("due"))
        #expect(await told("caller", years: [1980, 1982], number) == nil)
        #expect(await told("household-member", years: [1980, 1982], asked) == .text("due"))
        #expect(await told("household-member", years: [1982, 1983], asked) == nil)
    }

    @Test("only a case that was proven in this call is disputed")
    func dispute() async throws {
        let (proven, other) = (CaseNumber(serial: 1234), CaseNumber(serial: 1235))
        let records = Household(years: [], canDispute: true)
        let counter = LookUpCounter(records, from: nil, proven: [proven])
        #expect(await counter.ask("dispute-case", ["case": .text(proven.text)], at: now).0 == .found([:]))
        #expect(await counter.ask("dispute-case", ["case": .text(other.text)], at: now).0 == .notFound)
        let open = LookUpCounter(Household(years: []), from: nil, proven: [proven])
        #expect(await open.ask("dispute-case", ["case": .text(proven.text)], at: now).0 == .notFound)
    }

    @Test("only of such a case can be said that it is solved")
    func agree() async {
        let (own, other) = (CaseNumber(serial: 1234), CaseNumber(serial: 1235))
        let counter = LookUpCounter(Household(years: [], canDispute: true), from: nil, proven: [own])
        #expect(await counter.ask("agree-case", ["case": .text(own.text)], at: now).0 == .found([:]))
        #expect(await counter.ask("agree-case", ["case": .text(other.text)], at: now).0 == .notFound)
        let worked = LookUpCounter(Household(years: []), from: nil, proven: [own])
        #expect(await worked.ask("agree-case", ["case": .text(own.text)], at: now).0 == .notFound)
    }

    @Test("records that fail are a failed look-up, not a failed call")
    func failure() async {
        let counter = LookUpCounter(Household(years: nil), from: nil)
        #expect(await counter.ask("caller", ["number": .text("1")], at: now).0 == .failed)
        #expect(await counter.ask("weather", [:], at: now).0 == .failed)
    }
}

extension LookUpCounter {
    fileprivate init(_ records: Household, from key: String?, proven: Set<CaseNumber> = []) {
        self.init(
            records: records, numberKey: key, conversation: ConversationReference(text: "C-TEST"), ownCases: proven)
    }
}

/// Records with one household behind every number; without `years` they are out of order.
private struct Household: CitizenRecords {
    struct OutOfOrder: Error {}

    var years: [Int]?
    var answer = CaseStatusAnswer.refused
    var proof = CitizenProofAnswer.refused
    var canDispute = false
    var looks: [OpeningTold] = []
    /// Of every citizen's cases, the newest last.
    var states: [CaseState] = []
    var likely: LikelyMatter?

    func likelyMatter(ofCitizen id: Int64, at now: Date) async throws -> LikelyMatter? { likely }

    func candidates(forNumber key: String) async throws -> [CallerCandidate] {
        guard let years else { throw OutOfOrder() }
        return years.enumerated().map { index, year in
            CallerCandidate(
                citizen: Citizen(
                    id: Int64(index), name: "Sample", birthYear: year, language: .mandarin, township: "A", village: nil,
                    idSuffix: nil, pinHash: nil, accessibility: nil),
                confidence: 0.5, reasons: [])
        }
    }

    func caseStatus(number: CaseNumber, proof: String, askedFrom numberKey: String?, at now: Date) async throws
        -> CaseStatusAnswer
    { answer }

    func prove(citizen: Int64, proof: String, askedFrom numberKey: String?, at now: Date) async throws
        -> CitizenProofAnswer
    { self.proof }

    func dispute(_ number: CaseNumber, in conversation: ConversationReference, at now: Date) async throws
        -> DisputeAnswer
    {
        guard canDispute else { return .notPossible }
        return .disputed(
            Case(
                id: 1, number: number, citizenId: nil, conversation: nil, service: "general", unit: "bureau",
                state: .dispatched, openedAt: now, deadline: now, updatedAt: now, summary: "", recording: nil,
                channel: .phone, contactNumber: nil))
    }

    func agree(_ number: CaseNumber, in conversation: ConversationReference, at now: Date) async throws
        -> AgreementAnswer
    {
        guard canDispute else { return .notPossible }
        return .agreed(
            Case(
                id: 1, number: number, citizenId: nil, conversation: nil, service: "general", unit: "bureau",
                state: .closed, openedAt: now, deadline: now, updatedAt: now, summary: "", recording: nil,
                channel: .phone, contactNumber: nil))
    }

    func language(ofNumber key: String) async throws -> Language? { nil }
    func remember(_ language: Language, ofNumber key: String, at now: Date) async throws {}
    func keep(_ receipt: ArticleReceipt) async throws {}
    func openings(ofCitizen id: Int64, since: Date, limit: Int) async throws -> [OpeningTold] { looks }
    func openings(ofCase id: Int64, since: Date, limit: Int) async throws -> [OpeningTold] { looks }
    func caseRecord(number: CaseNumber) async throws -> Case? {
        Case(
            id: 1, number: number, citizenId: nil, conversation: nil, service: "general", unit: "bureau",
            state: .dispatched, openedAt: .distantPast, deadline: .distantPast, updatedAt: .distantPast, summary: "",
            recording: nil, channel: .phone, contactNumber: nil)
    }
    func cases(ofCitizen id: Int64) async throws -> [Case] {
        states.enumerated().map { index, state in
            let opened = Date(timeIntervalSince1970: 1_700_000_000 + Double(index))
            return Case(
                id: Int64(index), number: CaseNumber(serial: index), citizenId: id, conversation: nil,
                service: "general", unit: "bureau", state: state, openedAt: opened, deadline: opened, updatedAt: opened,
                summary: "", recording: nil, channel: .phone, contactNumber: nil)
        }
    }
    func card(forNumber key: String?, known: KnownCitizen?) async throws -> CallerCard { throw OutOfOrder() }
    func citizen(_ id: Int64) async throws -> Citizen? { nil }
    func search(_ text: String, limit: Int) async throws -> [Citizen] { [] }
    func openCase(_ draft: CaseDraft, at now: Date) async throws -> Case { throw OutOfOrder() }
    func addNote(toCase id: Int64, _ note: String, state: CaseState?, by: String, at now: Date) async throws -> Case {
        throw OutOfOrder()
    }
    func caseRecord(_ id: Int64) async throws -> Case? { nil }
    func history(ofCase id: Int64) async throws -> [CaseEvent] { [] }
    func begin(_ contact: Contact) async throws -> Contact { contact }
    func update(_ contact: Contact) async throws {}
}

private struct WaterWorks: LookUpSources {
    func ask(_ source: String, _ arguments: [String: DialplanValue]) async -> LookUpOutcome? {
        source == "water-bill" && arguments == ["account": .text("10023")] ? .found(["owed": .number(4_250)]) : nil
    }

    func figures() async -> [LookUpFigures] { [] }
}
