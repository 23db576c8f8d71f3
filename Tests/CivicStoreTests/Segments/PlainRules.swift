import CivicCRM
import CivicCore

/// Rules without a file: `elder` from an age on, `busy` with an open case, `insured` by a fact, `crowd` in a household of three.
struct PlainRules: SegmentJudge {
    var version = "1"
    var elderFrom = 60
    let catalogue = SegmentCatalogue(
        facts: [SegmentCatalogue.Fact(id: "insurance", names: [:], values: [])], segments: [])

    func verdict(on input: SegmentInput, day: LocalDate) -> SegmentVerdict {
        var segments: [String: [String: String]] = [:]
        var changes: [LocalDate] = []
        if let born = input.birthYear {
            if day.year - born >= elderFrom {
                segments["elder"] = ["born": String(born)]
            } else if let day = LocalDate(year: born + elderFrom, month: 1, day: 1) {
                changes.append(day)
            }
        }
        if input.openCases > 0 { segments["busy"] = ["open-cases": String(input.openCases)] }
        if input.household >= 3 { segments["crowd"] = [:] }
        if input.consents[.surveys] != nil { segments["asked"] = [:] }
        if let fact = input.facts["insurance"], fact.value == "yes", fact.holds(on: day) {
            segments["insured"] = ["insurance": "yes"]
            if let until = fact.until { changes.append(until.adding(days: 1)) }
        }
        return SegmentVerdict(segments: segments, changes: changes.min())
    }

    func entitlements(of input: SegmentInput, in segments: Set<String>, day: LocalDate) -> [Entitlement] {
        segments.contains("elder") && input.cases["pension"] == nil
            ? [Entitlement(service: "pension", why: ["segment.elder": "yes"])] : []
    }
}
