import CivicCore

/// The shortest way to a step as a call: what is said there and what the caller or the world does, for people to read.
///
/// It is a way of the graph, without times: the proof that it belongs to counts keys.
struct WayExample {
    let plan: Plan
    let speech: PlanSpeech

    /// Lines from the beginning of a call to a step, and what is wrong there.
    func lines(_ path: [PlanGraph.Edge], to step: Step, _ verdict: String) -> [String] {
        var lines = ["A call comes in"]
        for edge in path {
            lines += arrival(at: plan[edge.from])
            lines.append(Self.text(of: edge.exit.cause))
        }
        return lines + arrival(at: step) + [verdict]
    }

    private func arrival(at step: Step) -> [String] {
        let language = plan.languages.first ?? .mandarin
        let said = speech.ids(of: step.spoken.first ?? []).map { speech.text(of: $0, in: language) ?? $0 }
        return ["· \(step.name)"] + (said.isEmpty ? [] : ["▶ \(said.joined(separator: " "))"])
    }

    private static func text(of cause: Exit.Cause) -> String {
        switch cause {
        case .key(let key): "⌨ \(key)"
        case .anyKey: "⌨ any key"
        case .digits: "⌨ digits"
        case .empty: "⌨ the end sign alone"
        case .silence, .exhausted: "… no key is pressed"
        case .wrongKey: "⌨ a key that is not in use"
        default: "→ \(Exit(cause: cause, target: StepID(index: 0)).label)"
        }
    }
}
