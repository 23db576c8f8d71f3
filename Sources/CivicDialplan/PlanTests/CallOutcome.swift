import CivicCore
import CivicSpeech

/// What a virtual call came to, as expectations of a test.
struct CallOutcome {
    private let call: VirtualCall
    private var effects: [WalkEffect] { call.occurrences.flatMap(\.effects) }

    init(_ call: VirtualCall) {
        self.call = call
    }

    /// How the call was ended by us; `nil` where it goes on, or the caller has hung up.
    var ending: String? {
        effects.lazy.compactMap { if case .hangUp(let reason) = $0 { reason.rawValue } else { nil } }.first
    }

    /// `queue: general`, one line for each word.
    var lines: [String] {
        var lines: [String] = []
        func add(_ word: ExpectationWord, _ found: [String]) {
            let names = found.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            guard let first = names.first else { return }
            lines.append(
                "\(word.rawValue): \(names.count == 1 ? first : "[\(names.joined(separator: ", "))]")")
        }
        add(.language, [call.walk.currentLanguage.tag])
        // Every call asks what is put in front; what it heard is told by `say`.
        let sources = effects.compactMap { if case .lookUp(_, let source, _) = $0 { source } else { nil } }
        add(.lookUp, sources.filter { $0 != AnnounceSurgeStep.source })
        add(.record, effects.compactMap { if case .record(_, _, let what) = $0 { what.rawValue } else { nil } })
        add(.openCase, effects.compactMap { if case .openCase(_, let service, _, _) = $0 { service } else { nil } })
        add(.queue, effects.compactMap { if case .enqueue(_, let queue, _) = $0 { queue } else { nil } })
        add(.leave, effects.compactMap { if case .leaveQueue(_, let why) = $0 { why.rawValue } else { nil } })
        add(
            .transfer,
            effects.compactMap {
                if case .transfer(_, let target, _, _) = $0 { YAMLText.quoted(target.number) } else { nil }
            })
        add(
            .survey,
            effects.compactMap { if case .survey(let name, _, _) = $0 { YAMLText.quoted(name) } else { nil } })
        add(.say, lastSaid)
        if let ending { add(.hangUp, [ending]) } else if let step = lastStep { add(.step, [step]) }
        return lines
    }

    private var lastStep: String? {
        // A step of another plan is no name that the tests of this one may use.
        let names = Set(call.firstPlan.steps.map(\.name))
        let entered = effects.compactMap { if case .trail(let step, .entered) = $0 { step } else { nil } }
        return entered.last { names.contains($0) }
    }

    /// Prompts of what was said last.
    private var lastSaid: [String] {
        let said = effects.compactMap { effect -> [String]? in
            guard case .say(_, let utterances, _, _) = effect else { return nil }
            return utterances.compactMap { if case .prompt(let id) = $0, id != Walk.beep { id } else { nil } }
        }
        return said.last { !$0.isEmpty } ?? []
    }
}
