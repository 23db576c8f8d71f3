import CivicCRM
import CivicCore
import CivicSegments
import Testing

@Suite("config/segments.yaml")
struct SegmentFileTests {
    private func messages(_ text: String?, services: String = SegmentFixture.services) throws -> [String] {
        do {
            _ = try SegmentFixture.rules(text, services: services)
            return []
        } catch let found as Diagnostics {
            return found.all.map(\.description)
        }
    }

    @Test("facts and segments are read with their names, rules, sources and days")
    func sound() throws {
        let catalogue = try SegmentFixture.rules().catalogue
        #expect(catalogue.facts.map(\.id) == ["work", "crop-insurance"])
        #expect(catalogue.facts.map(\.words) == [["farming", "retired"], ["yes", "no"]])
        #expect(catalogue.segments.map(\.id) == ["elder", "insured-farmer", "neighbourly"])
        #expect(catalogue.segment("elder")?.rule == "age >= 60")
        #expect(catalogue.segment("elder")?.reviewBy == LocalDate("2027-06-30"))
        #expect(catalogue.segment("elder")?.names[.english] == "Elder")
    }

    static let faults: [(old: String, new: String, message: String)] = [
        ("work ==", "wrok ==", "17:11: error: no variable is called 'wrok'; did you mean 'work'? [unknown-variable]"),
        (
            "\"farming\" and", "\"farmin\" and",
            "17:19: error: 'work' is never 'farmin'; did you mean 'farming'? [wrong-type]"
        ),
        ("rule: age >= 60", "rule: age", "12:11: error: a condition is true or false; this is a number [wrong-type]"),
        (
            "rule: age >= 60", "rule: age = 60",
            "12:15: error: '=' has no meaning in an expression; did you mean '=='? [expression]"
        ),
        (
            "rule: age >= 60", "rule: segment.insured-farmer",
            "12:11: error: no variable is called 'segment.insured-farmer' [unknown-variable]"
        ),
        (
            "  elder:", "  Elder:",
            "10:3: error: 'Elder' is not usable as a name; use at most 40 of a-z, 0-9 and '-', such as water-supply [wrong-name]"
        ),
        (
            "  crop-insurance:\n", "  age:\n",
            "7:3: error: 'age' cannot be the name of a fact; begin with a letter, and take a word that the rules do not have already [wrong-name]"
        ),
        (
            "review-by: 2027-06-30\n  insured", "review-by: soon\n  insured",
            "14:16: error: 'review-by' takes a day such as 2027-08-31, found 'soon' [wrong-type]"
        ),
        ("zh-CN: 老人, ", "", "11:11: error: the name in zh-CN is missing [missing-language]"),
        (
            "    source: a law\n    review-by: 2027-06-30\n  insured", "    review-by: 2027-06-30\n  insured",
            "11:5: error: 'source' is missing [missing-key]"
        ),
    ]

    @Test("a fault is told with its place, cause and remedy", arguments: faults.indices)
    func faulty(index: Int) throws {
        let fault = Self.faults[index]
        try #require(SegmentFixture.text.contains(fault.old))
        let text = SegmentFixture.text.replacing(fault.old, with: fault.new, maxReplacements: 1)
        #expect(try messages(text).first == "segments.yaml:" + fault.message)
    }

    @Test("an entitlement is compiled with the segments, and its fault stands in the services' file")
    func entitled() throws {
        let wrong = SegmentFixture.services.replacing("segment.elder", with: "segment.elders")
        #expect(
            try messages(SegmentFixture.text, services: wrong) == [
                "services.yaml:7:11: error: no variable is called 'segment.elders'; did you mean 'segment.elder'? "
                    + "[unknown-variable]"
            ])
        let silent = SegmentFixture.services.replacing("en: You may claim it. ", with: "")
        #expect(throws: Diagnostics.self) { try SegmentFixture.catalogue(silent) }
    }

    @Test("without the file there are no segments, and entitlements may still ask for the record")
    func none() throws {
        let services = SegmentFixture.services.replacing(
            "segment.elder and not work == \"farming\"", with: "age >= 60"
        ).replacing("work == \"farming\"", with: "cases.pension > 2").replacing("claimed-by: crop-insurance", with: "")
        let rules = try SegmentFixture.rules(nil, services: services)
        #expect(rules.catalogue == SegmentCatalogue())
        let found = rules.entitlements(of: SegmentFixture.input(born: 1950), in: [], day: SegmentFixture.day)
        #expect(found.map(\.service) == ["pension"])
    }
}
