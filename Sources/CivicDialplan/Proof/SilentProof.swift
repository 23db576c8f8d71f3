import CivicCore
import Foundation

/// Lets a caller who presses nothing make every call that there can be: at every class of hours, with every answer of
/// every look-up, also none.
///
/// The space is finite and small. A silent caller's walk depends on the hours, on what look-ups and the case book answer,
/// and on nothing else; answers are tried with every value that a condition of the plan can tell from another, and
/// calls that stand in the same step with the same misses and variables go on as one. Beyond `mostCalls` the proof is
/// given up, and the graph's own, which takes every way for possible, counts.
struct SilentProof {
    /// A caller who is failed by the plan.
    struct Failure {
        var end: ProofCall.End
        var hours: HourClass
        var call: ProofCall
        var start: StepID
    }

    let plan: Plan
    let voice: ProofVoice
    let hours: [HourClass]
    private let answers: LookUpAnswers

    /// Calls that are followed, over all starts and hours together.
    static let mostCalls = 20_000

    init(plan: Plan, environment: PlanEnvironment, hours: [HourClass]) {
        self.plan = plan
        self.hours = hours
        voice = ProofVoice(catalogue: environment.catalogue, lengths: environment.promptLengths)
        answers = LookUpAnswers(plan: plan, environment: environment)
    }

    /// The shortest call of each kind that fails its caller, by start; `nil` when there are too many calls to follow.
    func failures() -> [Failure]? {
        var found: [Failure] = []
        var followed = 0
        for start in plan.beginnings {
            let called = plan.answers.first { plan.entry(for: $0) == start } ?? ""
            var worst: [Failure] = []
            for hours in hours {
                var seen: [Place: Duration] = [:]
                var open = [ProofCall(plan, from: start, called: called, at: hours.example, voice: voice)]
                open[0].start()
                var at = 0
                while at < open.count {
                    let call = open[at]
                    at += 1
                    followed += 1
                    guard followed <= Self.mostCalls else { return nil }
                    switch call.end {
                    case .helped: continue
                    case .sentAway?, .tooLong?:
                        worst.append(Failure(end: call.end ?? .sentAway, hours: hours, call: call, start: start))
                        continue
                    case nil: break
                    }
                    // The same place at a later time is worth following for the length of the call alone.
                    let place = Place(call)
                    if let before = seen[place], before >= call.elapsed { continue }
                    seen[place] = call.elapsed
                    open += answers.all(for: call.choice).map { answer in
                        var next = call
                        next.hear(answer)
                        return next
                    }
                }
            }
            for end in [ProofCall.End.sentAway, .tooLong] {
                let shortest = worst.filter { $0.end == end }.min { $0.call.lines.count < $1.call.lines.count }
                if let shortest { found.append(shortest) }
            }
        }
        return found
    }

    private struct Place: Hashable {
        var step: StepID
        var choice: String
        var misses: [StepID: Int]
        var variables: [String: DialplanValue]
        var language: Language

        init(_ call: ProofCall) {
            step = call.walk.step
            choice = call.choice.map { "\($0)" } ?? ""
            misses = call.walk.misses
            variables = call.walk.variables
            language = call.walk.language
        }
    }
}

/// Everything that a look-up can answer, as far as a plan can tell the answers apart.
struct LookUpAnswers {
    private var bySource: [String: [ProofCall.Answer]] = [:]

    /// Combinations of one source's fields that are tried.
    private static let mostCombinations = 256

    init(plan: Plan, environment: PlanEnvironment) {
        let literals = plan.literals
        for (source, signature) in environment.lookUps {
            var combinations: [[String: DialplanValue]] = [[:]]
            for (field, type) in signature.fields.sorted(by: { $0.key < $1.key }) {
                let isTold = source == IdentifyStep.source && ["known", "candidates"].contains(field)
                let names = Set(literals.keys.filter { $0.hasSuffix(".\(field)") })
                let isAsked = isTold || !names.isEmpty
                let used = names.reduce(into: Set<DialplanValue>()) { $0.formUnion(literals[$1] ?? []) }
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
                [.late, .lookedUp(.failed), .lookedUp(.notFound)] + combinations.map { .lookedUp(.found($0)) }
        }
    }

    func all(for choice: ProofCall.Choice?) -> [ProofCall.Answer] {
        switch choice {
        case nil: []
        case .openCase: [.caseOpened, .caseFailed, .late]
        case .transfer: [.transferred(.answered), .transferred(.unanswered), .transferred(.failed)]
        case .lookUp(_, let source): bySource[source] ?? [.late, .lookedUp(.failed), .lookedUp(.notFound)]
        }
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
