package import CivicCore
package import CivicSpeech

/// A plan as a picture: text for Graphviz's `dot`.
///
///     ☎ 12345 ─▶ language ─1, 2▶ language-chosen ─▶ who ─known▶ …
///     0 ┄▶ person
///
/// Steps are nodes, with a shape and a colour by kind; what leads from one step to another is one edge, whatever the
/// number of exits. The 0 that leads to the person from anywhere is drawn once, and what leads back to the same step
/// stands in the step.
package struct PlanDrawing: Sendable {
    package let plan: Plan
    /// What is said is told in it.
    package var language: Language
    package var catalogue: PromptCatalogue?
    /// Colour the steps that they stand at.
    package var diagnostics: [Diagnostic] = []
    /// Share of the calls that take a way, 0…1; edges are drawn as wide. Empty: all alike.
    package var traffic: [PlanCoverage.Way: Double] = [:]
    /// The same of another version, by this plan's ways: where the shares differ, both are told, and the edge is coloured.
    package var trafficBefore: [PlanCoverage.Way: Double]?
    /// Whether shares stand at the edges as figures too.
    package var tellsShares = true

    package init(plan: Plan, language: Language, catalogue: PromptCatalogue?) {
        self.plan = plan
        self.language = language
        self.catalogue = catalogue
    }

    /// The text of the graph; the same plan gives the same text.
    package var dot: String {
        var lines = [
            "digraph \(quoted("Dialplan \(plan.name)")) {",
            "  graph [rankdir=TB, nodesep=0.3, ranksep=0.45, fontname=\"sans-serif\", tooltip=\(quoted(plan.name))]",
            "  node [fontname=\"sans-serif\", fontsize=12, margin=\"0.12,0.06\", style=filled, color=\"#555555\"]",
            "  edge [fontname=\"sans-serif\", fontsize=10, color=\"#333333\", arrowsize=0.7]", "",
        ]
        lines += entryLines + zeroLines + [""]
        lines += plan.steps.map(nodeLine) + [""]
        lines += plan.steps.flatMap(edgeLines) + ["}"]
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Where calls come in

    private var entryLines: [String] {
        plan.beginnings.flatMap { start -> [String] in
            let numbers = plan.answers.filter { plan.entry(for: $0) == start }
            let name = quoted("☎ " + numbers.joined(separator: " "))
            let label = quoted(numbers.map { "☎ \($0)" }.joined(separator: "\n"))
            return [
                "  \(name) [label=\(label), shape=plaintext, style=\"\", fontsize=14, tooltip=\(quoted("a call to \(numbers.joined(separator: ", "))"))]",
                "  \(name) -> \(quoted(plan[start].name)) [penwidth=2]",
            ]
        }
    }

    private var zeroLines: [String] {
        guard let person = plan.person else { return [] }
        return [
            "  \"0\" [label=\"0\", shape=circle, fillcolor=\"#ffffff\", tooltip=\"0, from anywhere\"]",
            "  \"0\" -> \(quoted(plan[person].name)) [style=dashed, penwidth=2, tooltip=\"0 leads to a person from anywhere\"]",
        ]
    }

    // MARK: Steps

    private func nodeLine(_ step: Step) -> String {
        let kind = step.action.drawn
        var label = "<b>\(escaped(step.name))</b>"
        let text = PlanDrawingText(language: language, catalogue: catalogue).text(of: step.action)
        for line in PlanDrawingText.folded(text) {
            label += "<br/><font point-size=\"10\">\(escaped(line))</font>"
        }
        let again = exits(of: step).filter { $0.target == step.id }.map(\.drawnLabel)
        if !again.isEmpty {
            label += "<br/><font point-size=\"9\" color=\"#555555\">↻ \(escaped(again.joined(separator: ", ")))</font>"
        }
        var attributes = [
            "label=<\(label)>", "shape=\(kind.shape)", "fillcolor=\"\(kind.colour)\"",
            "id=\(quoted("step-\(step.name)"))",
        ]
        var tooltip = "\(kind.word.rawValue): \(step.name)" + (text.isEmpty ? "" : ". \(text)")
        if kind.isRounded { attributes.append("style=\"filled,rounded\"") }
        if kind.isSolid { attributes.append("margin=\"0.16,0.14\"") }
        let found = diagnostics(at: step)
        if !found.isEmpty {
            let isError = found.contains { $0.severity == .error }
            attributes.append("color=\"\(isError ? "#c00000" : "#e07000")\", penwidth=3")
            tooltip += found.map { "; \($0.severity.rawValue): \($0.message)" }.joined()
        }
        attributes.append("tooltip=\(quoted(tooltip))")
        return "  \(quoted(step.name)) [\(attributes.joined(separator: ", "))]"
    }

    /// Those from the step's line to the next step's.
    private func diagnostics(at step: Step) -> [Diagnostic] {
        let next = plan.steps.lazy.map(\.line).filter { $0 > step.line }.min() ?? .max
        return diagnostics.filter {
            $0.file == plan.file && $0.severity != .note && $0.line >= step.line && $0.line < next
        }
    }

    /// Without the 0 that means a person.
    private func exits(of step: Step) -> [Exit] {
        step.exits.filter { !($0.cause == .key("0") && $0.target == plan.person) }
    }

    // MARK: Ways

    private func edgeLines(_ step: Step) -> [String] {
        var targets: [StepID] = []
        var byTarget: [StepID: [Exit]] = [:]
        for exit in exits(of: step) where exit.target != step.id {
            if byTarget[exit.target] == nil { targets.append(exit.target) }
            byTarget[exit.target, default: []].append(exit)
        }
        return targets.map { edgeLine(step, $0, byTarget[$0] ?? []) }
    }

    private static func percent(_ share: Double) -> Int { Int((share * 100).rounded()) }

    private func share(of exits: [Exit], of step: Step, in traffic: [PlanCoverage.Way: Double]) -> Double {
        min(1, max(0, exits.reduce(0) { $0 + (traffic[PlanCoverage.Way(step: step.id, cause: $1.cause)] ?? 0) }))
    }

    private func edgeLine(_ step: Step, _ target: StepID, _ exits: [Exit]) -> String {
        // What simply goes on has no label, unless something else leads there too.
        let labels =
            exits.count == 1 ? exits.map(\.drawnLabel) : exits.map { $0.cause == .then ? "then" : $0.drawnLabel }
        var label = labels.joined(separator: ", ")
        var attributes: [String] = []
        if exits.allSatisfy(\.isMiss) { attributes += ["style=dashed", "color=\"#999999\"", "fontcolor=\"#777777\""] }
        if !traffic.isEmpty {
            let share = share(of: exits, of: step, in: traffic)
            let tenths = Int((share.squareRoot() * 80).rounded())
            attributes.append("penwidth=\(Double(5 + tenths) / 10)")
            var figures = "\(Self.percent(share)) %"
            if let trafficBefore {
                let before = self.share(of: exits, of: step, in: trafficBefore)
                if Self.percent(before) != Self.percent(share) {
                    figures = "\(Self.percent(before)) → \(figures)"
                    attributes.append("color=\"\(share > before ? "#0060c0" : "#d06000")\"")
                }
            }
            if tellsShares { label += (label.isEmpty ? "" : " · ") + figures }
        }
        if !label.isEmpty { attributes.insert("label=\(quoted(" " + label + " "))", at: 0) }
        let causes = exits.map(\.label).joined(separator: ", ")
        attributes.append("tooltip=\(quoted("\(step.name), \(causes): \(plan[target].name)"))")
        return "  \(quoted(step.name)) -> \(quoted(plan[target].name)) [\(attributes.joined(separator: ", "))]"
    }
}

extension Exit {
    /// `1`, `silence`, nothing for `then`.
    fileprivate var drawnLabel: String {
        switch cause {
        case .then: ""
        case .key(let key): String(key)
        default: label
        }
    }

    fileprivate var isMiss: Bool {
        switch cause {
        case .silence, .wrongKey, .exhausted: true
        default: false
        }
    }
}

/// A quoted string of DOT; a line break stays one in the label.
private func quoted(_ text: String) -> String {
    var quoted = "\""
    for sign in text.unicodeScalars {
        switch sign {
        case "\"": quoted += "\\\""
        case "\\": quoted += "\\\\"
        case "\n": quoted += "\\n"
        case _ where sign.value < 0x20: quoted += " "
        default: quoted.unicodeScalars.append(sign)
        }
    }
    return quoted + "\""
}

/// Text within an HTML-like label.
private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        .replacing("\"", with: "&quot;")
}
