import CivicCore
import CivicSpeech

/// Something that a test demands of what has happened since the expectations before it.
struct Expectation: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        /// A prompt, by its id.
        case say(String)
        /// Words that were spoken, in whatever prompts and values.
        case text(String)
        /// The step was come to, or the caller is in it.
        case step(String)
        /// A place in this line was asked for.
        case queue(String)
        /// A case of this service was opened.
        case openCase(String)
        case lookUp(String)
        case record(RecordingPurpose)
        /// The place in line was given up.
        case leave(QueueLeaving)
        /// In Hz or by name, as the plan writes it.
        case tone(String)
        case music(String)
        /// The language that the caller is served in now.
        case language(Language)
        /// The caller is put through to this number.
        case transfer(String)
        /// The answers of this survey were kept.
        case survey(String)
        /// This article was read out, all of it or some.
        case receipt(String)
        case hangUp(HangUpReason)
    }

    var kind: Kind
    var line: Int
    var column: Int
}

/// What a test looks at: the occurrences since the expectations before, and where the call stands.
struct ExpectationWindow {
    let occurrences: ArraySlice<Occurrence>
    let call: VirtualCall

    private var effects: [WalkEffect] { occurrences.flatMap(\.effects) }

    private func each<Value>(_ value: (WalkEffect) -> Value?) -> [Value] { effects.compactMap(value) }

    private var prompts: [String] {
        effects.flatMap { effect -> [String] in
            guard case .say(_, let utterances, _, _) = effect else { return [] }
            return utterances.compactMap { if case .prompt(let id) = $0 { id } else { nil } }
        }
    }

    private var texts: [String] {
        each {
            if case .say(_, let said, let language, _) = $0 {
                call.catalogue.render(said, in: language).text
            } else {
                nil
            }
        }
    }

    private var steps: [String] { each { if case .trail(let step, .entered) = $0 { step } else { nil } } }
    private var queues: [String] { each { if case .enqueue(_, let queue, _) = $0 { queue } else { nil } } }
    private var cases: [String] { each { if case .openCase(_, let service, _, _) = $0 { service } else { nil } } }
    private var lookUps: [String] { each { if case .lookUp(_, let source, _) = $0 { source } else { nil } } }
    private var recordings: [String] {
        each { if case .record(_, _, let purpose) = $0 { purpose.rawValue } else { nil } }
    }
    private var leavings: [String] { each { if case .leaveQueue(_, let reason) = $0 { reason.rawValue } else { nil } } }
    private var music: [String] { each { if case .music(let clip?) = $0 { clip } else { nil } } }
    private var endings: [String] { each { if case .hangUp(let reason) = $0 { reason.rawValue } else { nil } } }
    private var transfers: [String] {
        each { if case .transfer(_, let target, _, _) = $0 { target.number } else { nil } }
    }
    private var surveys: [String] { each { if case .survey(let name, _, _) = $0 { name } else { nil } } }
    private var receipts: [String] { each { if case .receipt(let article, _, _, _) = $0 { article.id } else { nil } } }
    private var tones: [String] {
        each {
            switch $0 {
            case .tone(_, let hertz, _, _): "\(Int(hertz))"
            case .countryTone(_, let tone, _): tone.rawValue
            default: nil
            }
        }
    }

    // MARK: What holds, and what was there instead

    /// - Returns: what stands in a message after "expected": the thing demanded, whether it is there, what is there.
    func judge(_ kind: Expectation.Kind) -> (demanded: String, holds: Bool, found: String) {
        switch kind {
        case .say(let id): judge("the prompt '\(id)' to be said", prompts, contain: id, "heard")
        case .text(let text):
            (
                "'\(text)' to be said", texts.contains { $0.contains(text) }, list(texts.map { "'\($0)'" }, "heard")
            )
        case .step(let name):
            (
                "the step '\(name)'", steps.contains(name) || (!call.isOver && call.walk.currentStep == name),
                list(steps, "came to") + whereabouts
            )
        case .queue(let name): judge("a place in the queue '\(name)' to be asked for", queues, contain: name, "queues")
        case .openCase(let service): judge("a case for '\(service)' to be opened", cases, contain: service, "cases")
        case .lookUp(let source): judge("the look-up '\(source)' to be asked", lookUps, contain: source, "look-ups")
        case .record(let purpose):
            judge(
                "a recording for '\(purpose.rawValue)'", recordings, contain: purpose.rawValue, "recordings")
        case .leave(let reason):
            judge(
                "the place in line to be given up by '\(reason.rawValue)'", leavings, contain: reason.rawValue,
                "given up")
        case .tone(let name): judge("the tone '\(name)'", tones, contain: name, "tones")
        case .music(let clip): judge("the music '\(clip)'", music, contain: clip, "music")
        case .language(let language):
            (
                "the language '\(language.tag)'", call.walk.currentLanguage == language,
                "the caller is served in '\(call.walk.currentLanguage.tag)'"
            )
        case .transfer(let number):
            judge("the caller to be put through to '\(number)'", transfers, contain: number, "rang")
        case .survey(let name): judge("the survey '\(name)' to be kept", surveys, contain: name, "kept")
        case .receipt(let id): judge("a receipt of the article '\(id)'", receipts, contain: id, "receipts")
        case .hangUp(let reason):
            judge(
                "the call to be ended by '\(reason.rawValue)'", endings, contain: reason.rawValue, "ended by")
        }
    }

    private func judge(_ demanded: String, _ found: [String], contain name: String, _ what: String)
        -> (demanded: String, holds: Bool, found: String)
    {
        (demanded, found.contains(name), list(found, what) + (found.isEmpty ? whereabouts : ""))
    }

    /// The last of them, for a message that stays readable.
    private func list(_ found: [String], _ what: String) -> String {
        let last = found.suffix(5)
        let names = last.map { $0.count > 120 ? $0.prefix(120) + "…" : $0 }.joined(separator: ", ")
        return "\(what): \(last.isEmpty ? "nothing" : (last.count < found.count ? "…, " : "") + names)"
    }

    private var whereabouts: String {
        call.isOver ? "; the call is over" : "; the call is in '\(call.walk.currentStep)'"
    }
}
