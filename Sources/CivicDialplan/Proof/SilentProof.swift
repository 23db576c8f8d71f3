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

    struct Place: Hashable {
        var step: StepID
        var choice: String
        var misses: [StepID: Int]
        var variables: [String: DialplanValue]
        var language: Language
        var township: String?
        /// What was answered while something else went on, and waits for its step.
        var answered: [StepID: String]

        private static func text(of outcome: LookUpOutcome) -> String {
            guard case .found(let fields) = outcome else { return "\(outcome)" }
            return fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        }

        init(_ call: ProofCall) {
            step = call.walk.step
            choice = call.choice.map { "\($0)" } ?? ""
            misses = call.walk.misses
            variables = call.walk.variables
            language = call.walk.language
            township = call.walk.township
            answered = call.walk.inquiries.mapValues { $0.outcome.map(Self.text) ?? "" }
        }
    }
}
