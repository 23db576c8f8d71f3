import CivicCRM
import CivicCore
import CivicSegments
import Testing

@Suite("Who belongs to which segment, and until when")
struct SegmentRulesTests {
    private let day = SegmentFixture.day

    private func verdict(_ input: SegmentInput, on day: LocalDate = SegmentFixture.day) throws -> SegmentVerdict {
        try SegmentFixture.rules().verdict(on: input, day: day)
    }

    @Test("a citizen becomes elder on the first day of the year of the birthday, and that day is foretold")
    func age() throws {
        let young = try verdict(SegmentFixture.input(born: 1967))
        #expect(young.segments.isEmpty && young.changes == LocalDate("2027-01-01"))
        let elder = try verdict(SegmentFixture.input(born: 1967), on: LocalDate("2027-01-01")!)
        #expect(elder.segments == ["elder": ["born": "1967"]] && elder.changes == nil)
        #expect(try verdict(SegmentFixture.input(born: 2000)).changes == LocalDate("2060-01-01"))
        #expect(try verdict(SegmentFixture.input()) == SegmentVerdict(segments: [:], changes: nil))
    }

    @Test("a fact holds through its last day, and the day after is foretold")
    func facts() throws {
        let last = LocalDate("2026-12-31")!
        let input = SegmentFixture.input(
            SegmentFixture.fact("work", "farming"), SegmentFixture.fact("crop-insurance", "yes", until: last))
        let now = try verdict(input)
        #expect(now.segments == ["insured-farmer": ["work": "farming", "crop-insurance": "yes"]])
        #expect(now.changes == last.adding(days: 1))
        #expect(try verdict(input, on: last).segments.keys.sorted() == ["insured-farmer"])
        #expect(try verdict(input, on: last.adding(days: 1)) == SegmentVerdict(segments: [:], changes: nil))
    }

    @Test("a day on which nothing changes is not foretold")
    func sameAgain() throws {
        // The insurance ends, but whoever does not farm was in no segment by it.
        let input = SegmentFixture.input(SegmentFixture.fact("crop-insurance", "yes", until: day.adding(days: 3)))
        #expect(try verdict(input).changes == nil)
    }

    @Test("consents and households count, and a consent ends with its last day")
    func circle() throws {
        var input = SegmentFixture.input()
        input.household = 3
        #expect(try verdict(input).segments.isEmpty)
        input.consents = [.surveys: nil as LocalDate?]
        #expect(try verdict(input).segments == ["neighbourly": ["agreed.surveys": "yes", "household": "3"]])
        input.consents = [.surveys: day]
        #expect(try verdict(input).changes == day.adding(days: 1))
        input.household = 1
        #expect(try verdict(input) == SegmentVerdict(segments: [:], changes: nil))
    }

    @Test("who is entitled and has not claimed is told of it; a case or a fact claims it")
    func entitlements() throws {
        let rules = try SegmentFixture.rules()
        func services(_ input: SegmentInput) -> [String] {
            let segments = rules.verdict(on: input, day: day).segments.keys
            return rules.entitlements(of: input, in: Set(segments), day: day).map(\.service)
        }
        var elder = SegmentFixture.input(born: 1950)
        #expect(services(elder) == ["pension"])
        elder.cases = ["pension": 1]
        #expect(services(elder) == [])
        #expect(services(SegmentFixture.input(born: 1950, SegmentFixture.fact("work", "farming"))) == ["insurance"])
        let insured = SegmentFixture.input(
            born: 1990, SegmentFixture.fact("work", "farming"), SegmentFixture.fact("crop-insurance", "yes"))
        #expect(services(insured) == [])
        let why = rules.entitlements(of: SegmentFixture.input(born: 1950), in: ["elder"], day: day).first?.why
        #expect(why == ["segment.elder": "yes"])
    }

    @Test("another rule is another version, another name is not")
    func version() throws {
        let own = try SegmentFixture.rules().version
        #expect(try SegmentFixture.rules(SegmentFixture.text.replacing("en: Elder", with: "en: Old")).version == own)
        #expect(try SegmentFixture.rules(SegmentFixture.text.replacing(">= 60", with: ">= 65")).version != own)
    }
}
