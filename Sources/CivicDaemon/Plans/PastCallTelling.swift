import CivicCore
import CivicDialplan
import CivicHTTP
import CivicSpeech
import CivicStore
import Foundation

// Past calls as pages and commands tell them.

extension PastCallView {
    init(_ call: PastCalls.Call) {
        self.init(
            reference: call.row.conversation.text, plan: call.row.plan, version: call.version,
            startedAt: call.row.startedAt, seconds: (call.record?.length ?? 0) / 1_000,
            landing: call.replay?.landing.label ?? "", isFaithful: call.replay?.isFaithful ?? false,
            hasItsCalendars: call.hasItsCalendars, fault: call.fault)
    }
}

extension ReplayView {
    /// - Parameter svg: the picture, where one is wanted.
    init(_ call: PastCalls.Call, isAsWritten: Bool?, isComplete: Bool, svg: String?) {
        self.init(
            call: PastCallView(call), isAsWritten: isAsWritten,
            lines: call.replay.map { Self.lines(of: $0, call.rules?.catalogue, isComplete: isComplete) } ?? [], svg: svg
        )
    }

    private static func lines(of replay: Replay, _ catalogue: PromptCatalogue?, isComplete: Bool) -> [Line] {
        guard let catalogue else { return [] }
        var transcript = CallTranscript(catalogue: catalogue, timeZone: replay.plan.timeZone, isComplete: false)
        transcript.tellsHost = isComplete
        var step = replay.plan[replay.plan.entry(for: replay.record.calledNumber)].name
        var lines: [Line] = []
        for occurrence in replay.occurrences {
            for text in transcript.lines(for: occurrence) {
                if text.hasPrefix("· ") { step = String(text.dropFirst(2)) }
                lines.append(Line(at: Int(occurrence.at.milliseconds), step: step, text: text))
            }
        }
        return lines
    }
}

extension PastCalls.Call {
    /// The plan that the call began in, with the call's way through it; DOT.
    func drawing(in language: String) -> String? {
        guard let replay, let rules else { return nil }
        let tag = replay.plan.languages.map(\.tag).contains(language) ? language : replay.plan.languages.first?.tag
        var drawing = PlanDrawing(
            plan: replay.plan, language: Language(tag: tag ?? language), catalogue: rules.catalogue)
        var coverage = PlanCoverage()
        coverage.add(
            replay.occurrences, in: replay.plan.name, start: replay.plan.entry(for: replay.record.calledNumber))
        drawing.traffic = coverage.traffic
        drawing.tellsShares = false
        return drawing.dot
    }
}

extension WhatIfView {
    init(_ whatIf: WhatIf, all: Int) {
        self.init()
        calls = whatIf.calls
        self.all = all
        faithful = whatIf.faithful
        unclear = whatIf.unclear
        same = whatIf.same
        losesHelp = whatIf.losesHelp
        losesPerson = whatIf.losesPerson
        gainsPerson = whatIf.gainsPerson
        elsewhere = whatIf.elsewhere.prefix(200).map {
            Shift(from: $0.from, to: $0.to, after: $0.after, calls: $0.calls, examples: $0.examples)
        }
        questions = whatIf.questions.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { Question(step: $0.key, calls: $0.value) }
        secondsBefore = whatIf.secondsBefore.map(Spread.init)
        secondsAfter = whatIf.secondsAfter.map(Spread.init)
        keysBefore = whatIf.keysBefore.map(Spread.init)
        keysAfter = whatIf.keysAfter.map(Spread.init)
    }
}

extension WhatIfView.Spread {
    init(_ spread: WhatIf.Spread) {
        self.init(median: spread.median, ninth: spread.ninth)
    }
}
