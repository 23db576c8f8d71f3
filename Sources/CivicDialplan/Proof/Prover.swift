import CivicCore

/// Proves over the graph of a plan that every caller finds help.
///
/// Bounded: a caller who does nothing is led along the ways that need no key. `silence` and `wrong-key` are taken at
/// most `attempts` times before the same step takes `exhausted`; so if the other ways without a key have no cycle,
/// they order the steps, and every such walk comes to an end. Ways that need keys are bounded by the keys that a call
/// may use, after which the walk goes to the person by itself.
struct Prover {
    let plan: Plan
    private let environment: PlanEnvironment
    private let hours: [HourClass]
    private let graph: PlanGraph
    private let reachable: Set<StepID>

    init(plan: Plan, environment: PlanEnvironment) {
        self.plan = plan
        self.environment = environment
        hours = HourClass.all(of: plan)
        let graph = PlanGraph(plan: plan)
        self.graph = graph
        let person = plan.person.map { [$0] } ?? []
        reachable = graph.reachable(from: plan.beginnings + person) { graph.edges(of: $0) }
    }

    var diagnostics: [Diagnostic] {
        let loops = unboundedLoops
        // The other proofs rest on this one.
        let proofs = loops.isEmpty ? lostMessages + silentCallers + farPersons + humanFirst : loops
        return (unreachableSteps + proofs + unsetVariables).firstOfEachPlace
    }

    private func note(
        _ message: String, at step: Step, suggestion: String? = nil, severity: Diagnostic.Severity = .error,
        rule: String, example: [String] = []
    ) -> Diagnostic {
        Diagnostic(
            file: plan.file, line: step.line, column: step.column, severity: severity, message: message,
            suggestion: suggestion, rule: rule, example: example)
    }

    private var unreachableSteps: [Diagnostic] {
        // A step of a sub-plan is in use where one of its copies is.
        let used = Set(plan.steps.filter { reachable.contains($0.id) }.map { [$0.line, $0.column] })
        return plan.steps.filter { !used.contains([$0.line, $0.column]) }.map {
            note("no call ever reaches '\($0.name)'", at: $0, severity: .warning, rule: "unreachable-step")
        }
    }

    // MARK: Loops

    /// One diagnostic for each set of steps that lead round without a key.
    private var unboundedLoops: [Diagnostic] {
        var told: Set<StepID> = []
        return plan.steps.compactMap { step in
            guard reachable.contains(step.id), !told.contains(step.id) else { return nil }
            let next = graph.silentEdges(of: step.id)
            for edge in next {
                guard
                    let back = graph.path(
                        from: [edge.exit.target], over: { graph.silentEdges(of: $0) }, to: { $0 == step.id })
                else { continue }
                let circle = [edge] + back
                told.formUnion(circle.map(\.from))
                return note(
                    "a caller who does nothing goes round for ever: \(graph.text(of: circle, from: step.id))", at: step,
                    suggestion: "lead 'exhausted' to a person", rule: "unbounded-loop")
            }
            return nil
        }
    }

    // MARK: A person

    /// An agent, or a message that becomes a case.
    private func isPerson(_ id: StepID) -> Bool {
        switch plan[id].action {
        case .queue: true
        case .record(let record): record.purpose == .message
        default: false
        }
    }

    /// Who goes this way has been put through to somebody and has talked.
    private func isAfterTalk(_ edge: PlanGraph.Edge) -> Bool {
        guard case .transfer = plan[edge.from].action else { return false }
        return edge.exit.cause == .outcome(TransferStep.afterTalk)
    }

    /// Calls in which a caller who presses nothing is sent away without having met a person, or kept for too long.
    private var silentCallers: [Diagnostic] {
        guard plan.person != nil else { return [] }
        guard
            let failures = SilentProof(plan: plan, environment: environment, hours: hours).failures()
        else { return silentCallersByGraph }
        // Who takes a call of ours and presses nothing is an answering machine, or did not want to be called.
        return failures.filter { !plan.isOfOwnCalls || $0.end == .tooLong }.map { failure in
            let example = CallExample(failure, in: plan)
            switch failure.end {
            case .tooLong:
                let limit = Int(plan.limits.longestCall.inSeconds / 60)
                return note(
                    "only limits.longest-call (\(limit) min) brings a caller who presses nothing to a person",
                    at: plan[failure.start], suggestion: "lead 'exhausted' to the person earlier",
                    severity: .warning, rule: "call-too-long", example: example.lines)
            case .sentAway, .helped:
                return note(
                    "a caller who presses nothing never meets a person: \(example.path)",
                    at: plan[failure.start], rule: "no-person", example: example.lines)
            }
        }
    }

    /// The same, taking every way for possible.
    private var silentCallersByGraph: [Diagnostic] {
        guard !plan.isOfOwnCalls else { return [] }
        func onward(_ id: StepID) -> [PlanGraph.Edge] {
            isPerson(id) ? [] : graph.edges(of: id).filter { $0.keys == nil && !isAfterTalk($0) }
        }
        return plan.beginnings.compactMap { start in
            guard
                let path = graph.path(
                    from: [start], over: onward,
                    to: { id in
                        if case .goodbye = plan[id].action { true } else { false }
                    })
            else { return nil }
            return note(
                "a caller who presses nothing may never meet a person: \(graph.text(of: path, from: start))",
                at: plan[start], rule: "no-person")
        }
    }

    /// Callers whom `human-first` is meant for, and who are asked for keys before a person is there.
    private var humanFirst: [Diagnostic] {
        guard plan.hasHumanFirst, let person = plan.person else { return [] }
        let limit = plan.limits.humanFirst
        let promise = limit == 0 ? "without a key" : "with one question"
        switch HumanFirstProof(plan: plan, environment: environment, hours: hours).failure() {
        case .success(nil): return []
        case .success(let failure?):
            let example = CallExample(
                SilentProof.Failure(end: .sentAway, hours: failure.hours, call: failure.call, start: failure.start),
                in: plan)
            let step = plan[failure.asked]
            return [
                note(
                    "'\(step.name)' asks for keys of callers who are to reach a person \(promise)", at: step,
                    suggestion: "lead the person's steps to the line or a message, without a menu", rule: "human-first",
                    example: example.lines + ["and here a key is asked for, before a person is there"])
            ]
        case .failure:
            // Every way is taken for possible.
            let path = graph.path(
                from: [person],
                over: { id in isPerson(id) ? [] : graph.edges(of: id).filter { $0.keys == nil && !isAfterTalk($0) } },
                to: { !isPerson($0) && plan[$0].waitsForKeys })
            return path.map { path in
                let step = path.last.map { plan[$0.exit.target] } ?? plan[person]
                return [
                    note(
                        "'\(step.name)' may ask for keys of callers who are to reach a person \(promise)", at: step,
                        rule: "human-first")
                ]
            } ?? []
        }
    }

    /// Steps that wait for keys and have no person within the keys that the plan promises.
    private var farPersons: [Diagnostic] {
        guard plan.person != nil else { return [] }
        let distances = keysToPerson
        let limit = plan.limits.keysToPerson
        let far = plan.steps.filter { step in
            reachable.contains(step.id) && step.waitsForKeys && distances[step.id.index].map { $0 > limit } ?? true
        }
        return far.enumerated().map { index, step in
            // A plan that is wrong throughout is told so everywhere, and shown in its first places.
            let showsCall = index < Self.mostExamples
            guard let keys = distances[step.id.index] else {
                return note(
                    "no keys lead from '\(step.name)' to a person", at: step,
                    suggestion: "leave 0 to the person, or lead a key there", rule: "no-person",
                    example: showsCall ? way(to: step, "and from here no key leads to a person") : [])
            }
            return note(
                "a person is \(keys) keys away from '\(step.name)', \(limit) are promised", at: step,
                suggestion: "give it a key to the person", rule: "no-person",
                example: showsCall ? way(to: step, "and from here a person is \(keys) keys away") : [])
        }
    }

    private static let mostExamples = 20

    private func way(to step: Step, _ verdict: String) -> [String] {
        let path = graph.path(from: plan.beginnings, over: { graph.edges(of: $0) }, to: { $0 == step.id }) ?? []
        let speech = PlanSpeech(plan: plan, catalogue: environment.catalogue, lengths: nil)
        return WayExample(plan: plan, speech: speech).lines(path, to: step, verdict)
    }

    /// Keys from each step to a person at the worst of all hours, whatever look-ups answer; `nil` when there is no such way.
    var keysToPerson: [Int?] {
        let byHours = hours.map { keysToPerson(at: $0) }
        return plan.steps.map { step in
            let all = byHours.map { $0[step.id.index] }
            return all.contains(nil) ? nil : all.compactMap { $0 }.max()
        }
    }

    private func keysToPerson(at hours: HourClass) -> [Int?] {
        var distances = plan.steps.map { isPerson($0.id) ? 0 : nil as Int? }
        var isChanging = true
        while isChanging {
            isChanging = false
            for step in plan.steps where !isPerson(step.id) {
                let edges = graph.edges(of: step.id, at: hours)
                let byKey = edges.compactMap { edge in
                    edge.keys.flatMap { keys in distances[edge.exit.target.index].map { $0 + keys } }
                }.min()
                var best = byKey
                if !step.waitsForKeys {
                    // What the caller does not choose counts at its worst.
                    let others = edges.filter { $0.keys == nil && !isAfterTalk($0) }.map {
                        distances[$0.exit.target.index]
                    }
                    if !others.isEmpty, !others.contains(nil) {
                        let worst = others.compactMap { $0 }.max() ?? 0
                        best = min(best ?? worst, worst)
                    }
                }
                guard let best, best < distances[step.id.index] ?? .max else { continue }
                distances[step.id.index] = best
                isChanging = true
            }
        }
        return distances
    }

    // MARK: Messages

    /// Messages that are not made into a case: only `say` and `set` may stand between, so that a caller who hangs up
    /// after speaking has a case all the same.
    private var lostMessages: [Diagnostic] {
        plan.steps.compactMap { step in
            guard reachable.contains(step.id), case .record(let record) = step.action, record.purpose == .message
            else { return nil }
            var names = [step.name]
            var seen: Set<StepID> = []
            var place = record.then
            while seen.insert(place).inserted {
                names.append(plan[place].name)
                switch plan[place].action {
                case .openCase(let openCase) where openCase.from == .recording: return nil
                case .say(let say): place = say.then
                case .set(let set): place = set.then
                default: break
                }
            }
            return note(
                "the message is not made into a case: \(names.joined(separator: " → "))", at: step,
                suggestion: "lead 'then' to an open-case from: recording", rule: "message-lost")
        }
    }

    // MARK: Variables

    /// Steps that take the value of a variable which has none on some way to them.
    private var unsetVariables: [Diagnostic] {
        var users: [String: [Step]] = [:]
        let builtIn = Scope.builtIn(languages: [])
        for step in plan.steps where reachable.contains(step.id) {
            for name in step.uses where builtIn[name] == nil { users[name, default: []].append(step) }
        }
        return users.sorted { $0.key < $1.key }.flatMap { name, steps -> [Diagnostic] in
            let starts = plan.beginnings
            func without(_ id: StepID) -> [PlanGraph.Edge] {
                graph.edges(of: id).filter { !$0.exit.assigns.contains(name) }
            }
            let bare = graph.reachable(from: starts, over: without)
            return steps.filter { bare.contains($0.id) }.map { step in
                let path = graph.path(from: starts, over: without, to: { $0 == step.id }) ?? []
                return note(
                    "'\(name)' may have no value here: \(graph.text(of: path, from: step.id))", at: step,
                    severity: .warning, rule: "unset-variable")
            }
        }
    }
}

extension Step {
    /// Whether nothing but time and keys lead on.
    var waitsForKeys: Bool {
        switch action {
        case .menu, .chooseLanguage, .collect, .anyKey: true
        default: false
        }
    }

    /// Variables whose value it takes, other than under `has`.
    var uses: Set<String> {
        switch action {
        case .say(let say): say.items.uses
        case .goodbye(let goodbye): goodbye.items.uses
        case .menu(let menu): menu.prompt.uses.union(menu.again?.uses ?? [])
        case .chooseLanguage(let choice): choice.prompt.uses
        case .anyKey(let anyKey): anyKey.prompt.uses
        case .collect(let collect):
            collect.prompt.uses.union(collect.again?.uses ?? [])
                .union(collect.confirm.map { $0.prompt.uses.union($0.ask.uses) } ?? [])
        case .branch(let branch): branch.arms.reduce(into: []) { $0.formUnion($1.condition.needed) }
        case .lookUp(let lookUp):
            lookUp.arguments.values.reduce(into: lookUp.prompt.uses) { $0.formUnion($1.variables) }
        case .set(let set): set.assignments.reduce(into: []) { $0.formUnion($1.value.variables) }
        case .openCase(let openCase): openCase.prompt.uses.union(openCase.service.variable.map { [$0] } ?? [])
        case .record(let record): record.prompt.uses.union(record.again?.uses ?? [])
        case .queue(let queue): queue.prompt.uses.union(queue.joined.uses).union(queue.comfort.uses)
        case .loopBack(let loopBack): loopBack.prompt.uses
        case .transfer(let transfer): transfer.prompt.uses
        case .survey(let survey):
            survey.questions.reduce(into: survey.comment?.prompt.uses ?? []) { $0.formUnion($1.prompt.uses) }
        case .answer(let answer): answer.prompt.uses.union(answer.unavailable.uses)
        case .announceSurge(let announce): announce.notice.uses
        case .identify, .hours, .ring, .tone, .quiet, .goto: []
        }
    }
}

extension [SpokenItem] {
    fileprivate var uses: Set<String> {
        reduce(into: []) { found, item in
            var names: Set<String> = []
            switch item.content {
            case .prompt(let template): if let variable = template.variable { names.insert(variable) }
            case .value(let variable, _): names.insert(variable)
            case .pause: break
            }
            names.formUnion(item.condition?.needed ?? [])
            found.formUnion(names.subtracting(item.condition?.ensured ?? []))
        }
    }
}
