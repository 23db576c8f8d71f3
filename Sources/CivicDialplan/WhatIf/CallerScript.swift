/// What a caller of a past call did, by step, and what the house answered: enough to act the same in another plan.
struct CallerScript: Sendable {
    /// One stay in a step.
    struct Visit: Sendable, Equatable {
        /// Keys that the step took; none where the caller was silent.
        var keys: [Character] = []
        /// A recording that was made in it.
        var recording: Recording?
        var hungUp = false
        /// Whether somebody answered there.
        var isAnswered = false
    }

    struct Recording: Sendable, Equatable {
        var seconds: Int
        var heard: Bool
    }

    /// By step, in the order of the call.
    var visits: [String: [Visit]] = [:]
    /// Answers of data sources, in order; `nil` for one that came too late.
    var lookUps: [String: [LookUpOutcome?]] = [:]
    /// Numbers of cases that were opened, in order; `nil` for one that could not be.
    var cases: [String?] = []
    /// Whether places in line were to be had, in order.
    var places: [Bool] = []
    var transfers: [TransferNews] = []

    init(_ replay: Replay) {
        var stays: [(step: String, visit: Visit)] = []
        var questions: [WalkToken: (source: String, index: Int)] = [:]
        for (occurrence, keys) in zip(replay.occurrences, replay.keysTaken) {
            var stay = stays.count - 1
            note(occurrence.event, stays: &stays, questions: &questions)
            for effect in occurrence.effects {
                switch effect {
                case .trail(let step, .entered): stays.append((step, Visit()))
                case .trail(_, .lookedUp(let source, .late)):
                    questions = questions.filter { $0.value.source != source }
                case .lookUp(let token, let source, _):
                    questions[token] = (source, lookUps[source, default: []].count)
                    lookUps[source, default: []].append(nil)
                default: break
                }
            }
            // Several steps may have taken what was typed ahead; they stand in the order of the call.
            for key in keys {
                guard let place = stays.indices.first(where: { $0 >= max(0, stay) && stays[$0].step == key.step })
                else { continue }
                stays[place].visit.keys.append(key.key)
                stay = place
            }
        }
        for stay in stays { visits[stay.step, default: []].append(stay.visit) }
    }

    private mutating func note(
        _ event: WalkEvent?, stays: inout [(step: String, visit: Visit)],
        questions: inout [WalkToken: (source: String, index: Int)]
    ) {
        guard let event else { return }
        let last = stays.count - 1
        switch event {
        case .lookedUp(let token, let outcome):
            guard let question = questions.removeValue(forKey: token) else { return }
            lookUps[question.source]?[question.index] = outcome
        case .caseOpened(_, let number): cases.append(number)
        case .recorded(_, let seconds, let heard):
            if last >= 0 { stays[last].visit.recording = Recording(seconds: seconds, heard: heard) }
        case .queue(_, .joined): places.append(true)
        case .queue(_, .refused): places.append(false)
        case .queue(_, .answered): if last >= 0 { stays[last].visit.isAnswered = true }
        case .transfer(_, let news):
            if news == .answered, last >= 0 { stays[last].visit.isAnswered = true }
            if news != .over { transfers.append(news) }
        case .hungUp: if last >= 0 { stays[last].visit.hungUp = true }
        default: break
        }
    }
}
