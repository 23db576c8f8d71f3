import CivicCRM
import CivicCore
import CivicSegments
import CivicYAML
import Foundation

/// A file of segments that is right, and services of which one tells whom it is for.
enum SegmentFixture {
    static let text = """
        facts:
          work:
            name: { zh-CN: 从业状况, en: Work }
            values:
              farming: { name: { zh-CN: 务农, en: farming } }
              retired: { name: { zh-CN: 退休, en: retired } }
          crop-insurance:
            name: { zh-CN: 农业保险, en: Crop insurance }
        segments:
          elder:
            name: { zh-CN: 老人, en: Elder }
            rule: age >= 60
            source: a law
            review-by: 2027-06-30
          insured-farmer:
            name: { zh-CN: 参保农户, en: Insured farmer }
            rule: work == "farming" and crop-insurance
            source: a law
            review-by: 2027-06-30
          neighbourly:
            name: { zh-CN: 愿意受访, en: May be asked }
            rule: agreed.surveys and household > 1
            source: a law
            review-by: 2027-06-30
        """

    static let services = """
        pension:
          name: { zh-CN: 养老, en: Pension }
          unit: bureau
          dispatch: 2h
          answer: 7d
          entitled:
            rule: segment.elder and not work == "farming"
            reason: { zh-CN: 六十岁以上, en: Sixty and more }
            say: { zh-CN: 您可以申领。, en: You may claim it. }
            again-after: 30
        insurance:
          name: { zh-CN: 保险, en: Insurance }
          unit: bureau
          dispatch: 2h
          answer: 7d
          entitled:
            rule: work == "farming"
            claimed-by: crop-insurance
            reason: { zh-CN: 务农, en: Farms }
            say: { zh-CN: 可以投保。, en: It can be insured. }
        """

    static let day = LocalDate(year: 2026, month: 11, day: 28)!

    static func catalogue(_ services: String = services) throws -> ServiceCatalogue {
        try ServiceFile.parse(
            services, file: "services.yaml",
            units: [HandlingUnit(id: "bureau", names: [.english: "Bureau"], kind: .department)],
            calendars: ["county-office": .always(id: "county-office", timeZone: .gmt)])
    }

    static func rules(_ text: String? = text, services: String = services) throws -> SegmentRules {
        try SegmentFile.parse(
            text, file: "segments.yaml", services: try catalogue(services), servicesFile: "services.yaml")
    }

    static func fact(_ name: String, _ value: String, until: LocalDate? = nil) -> CitizenFact {
        CitizenFact(name: name, value: value, until: until, source: "test", at: .distantPast, by: "lin")
    }

    static func input(born: Int? = nil, _ facts: CitizenFact...) -> SegmentInput {
        SegmentInput(
            birthYear: born, language: "zh-CN", township: "Qingshi",
            facts: Dictionary(uniqueKeysWithValues: facts.map { ($0.name, $0) }))
    }
}
