import CivicCore
import CivicSpeech
import Foundation

/// Everything that a look-up can answer, as far as a plan can tell the answers apart.
struct LookUpAnswers {
    private var bySource: [String: [ProofCall.Answer]] = [:]

    private static let withoutFields: [ProofCall.Answer] = [
        .late, .lookedUp(.failed), .lookedUp(.notFound), .lookedUp(.locked),
    ]

    /// Combinations of one source's fields that are tried.
    private static let mostCombinations = 256

    init(plan: Plan, environment: PlanEnvironment) {
        let literals = plan.literals
        for (source, signature) in environment.lookUps {
            // Any of its texts leads the same way, and so does all that is no text; the longest keeps the caller for longest.
            if source == AnnounceSurgeStep.source {
                bySource[source] = [
                    .late, .lookedUp(.notFound), .lookedUp(.found(Self.longestSurge(environment))),
                ]
                continue
            }
            var combinations: [[String: DialplanValue]] = [[:]]
            // The township first: it is not to be left out where there are too many combinations.
            let own = signature.ownFields.filter { field, _ in plan.usesOwn(field) }
            let fields = signature.fields.merging(own) { first, _ in first }.sorted {
                ($0.key == "township" ? 0 : 1, $0.key) < ($1.key == "township" ? 0 : 1, $1.key)
            }
            for (field, type) in fields {
                let isTold = source == IdentifyStep.source && ["known", "candidates"].contains(field)
                let names = Set(literals.keys.filter { $0.hasSuffix(".\(field)") })
                let townships = field == "township" ? plan.closedTownships : []
                let isAsked = isTold || !names.isEmpty || own[field] != nil
                let used = names.reduce(into: Set(townships.map { DialplanValue.text($0) })) {
                    $0.formUnion(literals[$1] ?? [])
                }
                let values = Self.values(of: type, told: used, isAsked: isAsked)
                let product = combinations.flatMap { combination in
                    values.map { value in combination.merging([field: value]) { _, new in new } }
                }
                // Too many: the rest keep their first value.
                combinations =
                    product.count <= Self.mostCombinations
                    ? product : combinations.map { $0.merging([field: values[0]]) { _, new in new } }
            }
            bySource[source] =
                Self.withoutFields + combinations.map { .lookedUp(.found($0)) }
        }
    }

    func all(for choice: ProofCall.Choice?) -> [ProofCall.Answer] {
        switch choice {
        case nil: []
        case .openCase: [.caseOpened, .caseFailed, .late]
        case .transfer: [.transferred(.answered), .transferred(.unanswered), .transferred(.failed)]
        case .lookUp(_, let source): bySource[source] ?? Self.withoutFields
        }
    }

    private static func longestSurge(_ environment: PlanEnvironment) -> [String: DialplanValue] {
        let texts = environment.catalogue?.entries ?? [:]
        func length(_ id: String) -> Int { texts[id]?.texts.values.map(\.utf8.count).max() ?? 0 }
        let longest = environment.surgeTexts.max { length($0) < length($1) }
        return [AnnounceSurgeStep.field: .text(longest ?? "\(AnnounceSurgeStep.prefix)text")]
    }

    /// - Parameters:
    ///   - told: constants that conditions compare it with.
    ///   - isAsked: whether any condition asks for it.
    private static func values(of type: DialplanType, told: Set<DialplanValue>, isAsked: Bool) -> [DialplanValue] {
        let day = Date(timeIntervalSince1970: 0)
        let usual: [DialplanValue] =
            switch type {
            case .flag: [.flag(true), .flag(false)]
            case .oneOf(let values): values.sorted().map { .text($0) }
            case .number:
                Set(
                    told.flatMap { value -> [Int] in
                        if case .number(let number) = value { [number - 1, number, number + 1] } else { [] }
                    } + [0, 1, 2]
                ).sorted().map { .number($0) }
            case .date: [.date(day), .date(Date(timeIntervalSince1970: 7_258_118_400))]
            default: told.sorted { "\($0)" < "\($1)" } + [.text("other")]
            }
        return isAsked ? usual + [.absent] : Array(usual.prefix(1))
    }
}

extension Plan {
    /// Whether a field that no variable shows makes a difference to callers of the plan.
    func usesOwn(_ field: String) -> Bool {
        if field == "township" { return !closedTownships.isEmpty }
        return steps.contains { step in
            if case .identify(let identify) = step.action {
                identify.humanFirst.contains { $0.rawValue == field }
            } else {
                false
            }
        }
    }

    /// Townships that a calendar closes which the plan asks for its hours.
    var closedTownships: Set<String> { Set(usedCalendars.values.flatMap(\.closures).map(\.township)) }

    /// Variables that a condition asks for, with the constants that they are compared with.
    var literals: [String: Set<DialplanValue>] {
        var found: [String: Set<DialplanValue>] = [:]
        func look(_ expression: Expression) {
            switch expression {
            case .literal: break
            case .variable(let name), .has(let name): found[name, default: []].formUnion([])
            case .comparison(let left, _, let right):
                look(left)
                look(right)
                if case .variable(let name) = left, case .literal(let value) = right {
                    found[name, default: []].insert(value)
                }
                if case .variable(let name) = right, case .literal(let value) = left {
                    found[name, default: []].insert(value)
                }
            case .membership(let element, let values):
                look(element)
                if case .variable(let name) = element { found[name, default: []].formUnion(values) }
            case .and(let left, let right), .or(let left, let right):
                look(left)
                look(right)
            case .not(let inner): look(inner)
            }
        }
        for step in steps {
            guard case .branch(let branch) = step.action else { continue }
            for arm in branch.arms { look(arm.condition) }
        }
        return found
    }
}
