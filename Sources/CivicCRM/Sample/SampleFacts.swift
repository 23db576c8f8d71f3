import CivicCore
package import Foundation

/// What the sample county's citizens live on, by their numbers and years alone, so that all else stays as the seed makes it.
package enum SampleFacts {
    /// Of a citizen of the sample county; facts of `config/segments.yaml`.
    ///
    /// - Parameter year: the county's present.
    package static func facts(of id: Int64, birthYear: Int?, year: Int, asOf: Date) -> [CitizenFact] {
        if let known = known[id] { return known.map { fact($0, $1, until: nil, asOf: asOf) } }
        guard let birthYear, id > KnownCitizens.count else { return [] }
        var random = SplitMix64(seed: UInt64(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15)
        func below(_ bound: UInt64) -> Int { Int(random.next() % bound) }
        let age = year - birthYear
        guard age >= 16 else { return [] }
        let work =
            switch (age, below(10)) {
            case (65..., _), (60..<65, 0..<7): "retired"
            case (_, 0..<5): "farming"
            case (_, 5..<8): "employed"
            case (_, 8): "unemployed"
            default: "at-home"
            }
        var facts = [fact("work", work, until: nil, asOf: asOf)]
        if work == "farming", below(10) < 6 {
            facts.append(
                fact(
                    "crop-insurance", "yes", until: LocalDate(year: year + below(2), month: 12, day: 31), asOf: asOf))
        }
        if age >= 60, below(10) < 8 { facts.append(fact("draws-pension", "yes", until: nil, asOf: asOf)) }
        return facts
    }

    /// 王秀兰 farms and has no insurance; 李建国 draws a pension; 李强 has lost his work; 赵德福 has never claimed his pension.
    private static let known: [Int64: [(String, String)]] = [
        1: [("work", "farming"), ("crop-insurance", "no")],
        2: [("work", "retired"), ("draws-pension", "yes")],
        4: [("work", "unemployed")],
        7: [("work", "retired"), ("draws-pension", "no")],
    ]

    private static func fact(_ name: String, _ value: String, until: LocalDate?, asOf: Date) -> CitizenFact {
        CitizenFact(
            name: name, value: value, until: until, source: "sample county", at: asOf - 200 * 86_400, by: "system")
    }
}
