import CivicCRM
import CivicCore
import Foundation
import Testing

struct FilingFormTests {
    private static let today = CivilDay(year: 2026, month: 11, day: 27)!

    private static func form(_ changes: [FilingField: String] = [:]) -> FilingForm {
        FilingForm(
            [.service: "water", .words: "停水三天了", .township: "青山镇"].merging(changes) { $1 })
    }

    private static func check(_ form: FilingForm) -> Result<Filing, FilingFaults> {
        form.check(services: ["general", "water"], numbering: .china, today: today)
    }

    private static func faults(_ changes: [FilingField: String]) -> [FieldFault] {
        if case .failure(let failure) = check(form(changes)) { failure.faults } else { [] }
    }

    @Test("takes the least that a matter needs")
    func least() throws {
        let filing = try Self.check(Self.form()).get()
        #expect(filing == Filing(service: "water", words: "停水三天了", township: "青山镇"))
    }

    @Test("takes everything, cleaned")
    func everything() throws {
        let filing = try Self.check(
            Self.form([
                .words: "  line one\r\nline two\u{7}\u{0} ", .village: " 李村", .name: "张三 ", .number: "１３８ 0000 0001",
                .identity: "11010519491231002x", .happened: "2026年11月3日", .answer: "phone",
            ])
        ).get()
        #expect(filing.words == "line one\nline two")
        #expect(filing.place == "青山镇 李村")
        #expect(filing.name == "张三")
        #expect(filing.number?.key == "+8613800000001")
        #expect(filing.identity == IdentityNumber(suffix: "002X", birthYear: 1949))
        #expect(filing.happenedOn?.description == "2026-11-03")
        #expect(filing.answer == .phone)
    }

    @Test(
        "formulas, markup and SQL stay what was typed",
        arguments: ["=HYPERLINK(\"http://x\")", "+1+1", "@SUM(A1)", "<b>'; DROP TABLE"])
    func formulas(words: String) throws {
        #expect(try Self.check(Self.form([.words: words])).get().words == words)
    }

    @Test(
        "names the field and what is wrong with it",
        arguments: [
            ([.service: ""], .service, .missing), ([.service: "wather"], .service, .unknown),
            ([.words: " \u{0}\n "], .words, .missing), ([.township: ""], .township, .missing),
            ([.number: "call me"], .number, .notANumber), ([.number: "12345"], .number, .notANumber),
            ([.answer: "phone"], .number, .numberNeeded), ([.answer: "pigeon"], .answer, .unknown),
            ([.identity: "110105194912310021"], .identity, .identityChecksum),
            ([.identity: "110105194902300021"], .identity, .identityDate),
            ([.identity: "12"], .identity, .identityShape),
            ([.happened: "yesterday"], .happened, .notADate), ([.happened: "2026-02-30"], .happened, .noSuchDate),
            ([.happened: "2026-00-10"], .happened, .noSuchDate), ([.happened: "2026-11-28"], .happened, .inFuture),
        ] as [([FilingField: String], FilingField, FieldFault.Kind)])
    func faults(changes: [FilingField: String], field: FilingField, kind: FieldFault.Kind) {
        let faults = Self.faults(changes)
        #expect(faults == [FieldFault(field, kind)])
        #expect(faults.allSatisfy { !$0.detail.isEmpty && !$0.remedy.isEmpty })
    }

    @Test("tells all faults at once, in the order of the form")
    func all() {
        let found = Self.faults([.service: "x", .words: "", .identity: "1", .happened: "1"])
        #expect(found.map(\.field) == [.service, .words, .identity, .happened])
    }

    @Test(
        "too long a text is told with its limit", arguments: [FilingField.words, .township, .village, .name, .address])
    func tooLong(field: FilingField) {
        let limit = FilingForm.limits[field] ?? 0
        #expect(Self.faults([field: String(repeating: "长", count: limit)]).isEmpty)
        #expect(
            Self.faults([field: String(repeating: "长", count: limit + 1)])
                == [FieldFault(field, .tooLong, limit: limit, count: limit + 1)])
    }

    @Test("an address does for a place")
    func address() throws {
        let filing = try Self.check(Self.form([.township: "", .address: "31.2, 104.1"])).get()
        #expect(filing.place == "31.2, 104.1")
    }

    @Test(
        "an unfit date is never a day",
        arguments: [(2026, 2, 29), (2100, 2, 29), (2026, 4, 31), (0, 1, 1), (2026, 13, 1)])
    func days(year: Int, month: Int, day: Int) {
        #expect(CivilDay(year: year, month: month, day: day) == nil)
        #expect(CivilDay(year: 2024, month: 2, day: 29) != nil && CivilDay(year: 2000, month: 2, day: 29) != nil)
    }
}
