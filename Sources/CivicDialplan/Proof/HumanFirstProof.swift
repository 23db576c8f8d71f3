import CivicCore

/// Follows callers whom `human-first` is meant for, from `identify` on: to the plan's person, asked for no key.
///
/// They make the same calls as in the proof of silent callers, at every class of hours and with every answer, so what the
/// person's steps do outside of the office's hours is followed as well.
struct HumanFirstProof {
    /// A call in which a key is asked for before a person is there.
    struct Failure {
        var call: ProofCall
        var hours: HourClass
        var start: StepID
        var asked: StepID
    }

    let plan: Plan
    private let voice: ProofVoice
    private let hours: [HourClass]
    private let answers: LookUpAnswers

    init(plan: Plan, environment: PlanEnvironment, hours: [HourClass]) {
        self.plan = plan
        self.hours = hours
        voice = ProofVoice(catalogue: environment.catalogue, lengths: environment.promptLengths)
        answers = LookUpAnswers(plan: plan, environment: environment)
    }

    /// The shortest call that fails its caller; `nil` where there is none, `.failure` where there are too many to follow.
    func failure() -> Result<Failure?, TooManyCalls> {
        var found: [Failure] = []
        var followed = 0
        for start in plan.beginnings {
            let called = plan.answers.first { plan.entry(for: $0) == start } ?? ""
            for hours in hours {
                var seen: Set<Place> = []
                var open = [ProofCall(plan, from: start, called: called, at: hours.example, voice: voice)]
                open[0].start()
                var at = 0
                while at < open.count {
                    let call = open[at]
                    at += 1
                    followed += 1
                    guard followed <= SilentProof.mostCalls else { return .failure(TooManyCalls()) }
                    if call.questions.count > plan.limits.humanFirst, let asked = call.questions.last {
                        found.append(Failure(call: call.cut, hours: hours, start: start, asked: asked))
                        continue
                    }
                    guard call.end == nil, seen.insert(Place(call)).inserted else { continue }
                    open += answers.all(for: call.choice).map { answer in
                        var next = call
                        next.hear(answer)
                        return next
                    }
                }
            }
        }
        return .success(found.min { $0.call.lines.count < $1.call.lines.count })
    }

    struct TooManyCalls: Error {}

    /// Calls that stand in the same place and have been asked the same go on as one.
    private struct Place: Hashable {
        var silent: SilentProof.Place
        var isHumanFirst: Bool
        var questions: [StepID]

        init(_ call: ProofCall) {
            silent = SilentProof.Place(call)
            isHumanFirst = call.isHumanFirst
            questions = call.questions
        }
    }
}

extension Plan {
    /// Whether a step brings some of its callers to a person at once.
    var hasHumanFirst: Bool {
        steps.contains { step in
            if case .identify(let identify) = step.action { !identify.humanFirst.isEmpty } else { false }
        }
    }
}
