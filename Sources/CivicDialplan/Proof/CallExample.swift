import CivicCore
import Foundation

/// A call that shows what is wrong with a plan, for people to read: what the caller hears and when.
struct CallExample {
    let lines: [String]
    /// The steps on the way with the branch that was taken, each once: `start ─exhausted→ bye`.
    let path: String

    /// Lines of a call that are shown; of a longer one the middle is left out.
    private static let mostLines = 40

    init(_ failure: SilentProof.Failure, in plan: Plan) {
        let call = failure.call
        let all = call.lines.map { line in "\(Self.clock(line.at))  \(line.text)" }
        let head =
            failure.hours.statuses.isEmpty
            ? "A call comes in" : "\(failure.hours.text(in: plan.timeZone)), a call comes in"
        var shown = all
        if all.count > Self.mostLines {
            let half = Self.mostLines / 2
            shown = Array(all.prefix(half)) + ["      … \(all.count - 2 * half) lines …"] + Array(all.suffix(half))
        }
        let end =
            failure.end == .tooLong
            ? ["\(Self.clock(call.elapsed))  and still no person"] : []
        lines = [head] + shown + end
        path = Self.path(of: call.lines, in: plan)
    }

    /// `0:07`, `12:30`
    private static func clock(_ duration: Duration) -> String {
        let seconds = Int(duration.inSeconds)
        let rest = seconds % 60
        return "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
    }

    private static func path(of lines: [ProofCall.Line], in plan: Plan) -> String {
        var steps: [Step] = []
        var causes: [StepID: String] = [:]
        for line in lines where line.text.hasPrefix("· ") {
            guard let step = plan.step(named: String(line.text.dropFirst(2))) else { continue }
            causes[step.id] = line.cause
            // A circle says nothing new; what came of it in the end does.
            if let before = steps.firstIndex(where: { $0.id == step.id }) {
                steps.removeSubrange((before + 1)...)
            } else {
                steps.append(step)
            }
        }
        guard let first = steps.first else { return "" }
        return zip(steps, steps.dropFirst()).reduce(first.name) { text, pair in
            let ways = pair.0.exits.filter { $0.target == pair.1.id && !$0.isByKey }
            let told = ways.first { $0.label == causes[pair.1.id] }
            let label = (told ?? ways.last)?.label ?? "…"
            return "\(text) ─\(label)→ \(pair.1.name)"
        }
    }
}
