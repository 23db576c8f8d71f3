import CivicCore
import CivicSpeech

/// Looks over a proven plan for what callers were seen to stumble over.
///
/// Each lint is an extension in a file of its own. A lint that lacks what it judges by (texts, recordings) stays silent
/// and is not among `examined`.
struct Linter {
    let plan: Plan
    let environment: PlanEnvironment
    let graph: PlanGraph
    /// By any call.
    let reachable: Set<StepID>
    let speech: PlanSpeech
    private let places: StepPlaces

    init(plan: Plan, environment: PlanEnvironment, places: StepPlaces = StepPlaces([])) {
        self.places = places
        self.plan = plan
        self.environment = environment
        let graph = PlanGraph(plan: plan)
        self.graph = graph
        reachable = graph.reachable(from: plan.beginnings + (plan.person.map { [$0] } ?? [])) { graph.edges(of: $0) }
        speech = PlanSpeech(plan: plan, catalogue: environment.catalogue, lengths: environment.promptLengths)
    }

    var diagnostics: [Diagnostic] {
        wordsBeforeKey + keysNotSaid + keysSaidNotThere + longPrompts + keysOfTwoMeanings + longHelp + missesSentAway
            + personalBeforeVerify + keysBeforeLanguage
    }

    /// Rules for warnings that were looked for.
    var examined: Set<String> {
        var rules = Set(DiagnosticRule.dialplan.filter(\.canBeSilenced).map(\.id))
        if environment.catalogue == nil {
            rules.subtract(["words-before-key", "key-not-said", "key-said-not-there", "key-two-meanings"])
            if environment.promptLengths == nil { rules.remove("help-not-shorter") }
        }
        if environment.promptLengths == nil { rules.remove("prompt-too-long") }
        return rules
    }

    var reachableSteps: [Step] { plan.steps.filter { reachable.contains($0.id) } }

    func note(
        _ message: String, at step: Step, _ part: StepPart? = nil, suggestion: String? = nil,
        severity: Diagnostic.Severity = .warning, rule: String
    ) -> Diagnostic {
        let place = places.place(of: part, in: step)
        return Diagnostic(
            file: plan.file, line: place.line, column: place.column, severity: severity, message: message,
            suggestion: suggestion, rule: rule)
    }

    /// The step that a way leads to in the end, past steps that only say or set something.
    func beyondSpeech(_ id: StepID) -> StepID {
        var seen: Set<StepID> = []
        var place = id
        while seen.insert(place).inserted {
            switch plan[place].action {
            case .say(let say): place = say.then
            case .set(let set): place = set.then
            default: return place
            }
        }
        return place
    }

    /// A queue, or a message that becomes a case.
    func isPerson(_ id: StepID) -> Bool {
        switch plan[id].action {
        case .queue: true
        case .record(let record): record.purpose == .message
        default: false
        }
    }
}
