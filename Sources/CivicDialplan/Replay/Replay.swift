import CivicCore
import Foundation

/// A past call, walked again from its record.
package struct Replay: Sendable {
    package let record: WalkRecord
    package let plan: Plan
    /// What happened, in order; the same as in the call where `isFaithful`.
    package private(set) var occurrences: [Occurrence] = []
    /// Keys with the steps that took them, by occurrence.
    private(set) var keysTaken: [[(key: Character, step: String)]] = []
    /// Whether the walk did the same as in the call. Where it did not, the plan, its calendars or the machine are others
    /// by now, and what is shown is what they make of the same events.
    package private(set) var isFaithful = false
    package private(set) var endedIn: String

    /// - Parameter plan: the version that the call began in, linked with those it went on in.
    package init(_ record: WalkRecord, of plan: Plan) {
        self.record = record
        self.plan = plan
        let context = CallerContext(
            callerNumber: record.hasNumber ? String(KeyTaken.mask) : nil, calledNumber: record.calledNumber,
            language: Language(tag: record.language))
        var walk = Walk(plan: plan, context: context)
        if let queue = record.calledBackIn { _ = walk.begin(callingBackIn: queue) }
        if record.isOurs == true { walk.beginAnswered() }
        var digest = EffectsDigest()
        var keys: [Int: Character] = [:]
        for moment in record.moments {
            let instant = MonotonicInstant.zero + .milliseconds(moment.at)
            let wallClock = record.startedAt.addingTimeInterval(Double(moment.at) / 1_000)
            let event = moment.event.flatMap(\.event)
            let effects =
                event.map { walk.handle($0, at: instant, wallClock: wallClock) }
                ?? walk.advance(to: instant, wallClock: wallClock)
            digest.add(effects)
            occurrences.append(
                Occurrence(at: .milliseconds(moment.at), event: event, effects: effects, ways: walk.ways))
            if case .key(let key) = event { keys[walk.keyCount] = keys[walk.keyCount] ?? key }
            var isSeen: Set<Int> = []
            keysTaken.append(
                walk.keysTaken.compactMap { taken in
                    guard isSeen.insert(taken.number).inserted, let key = keys[taken.number] else { return nil }
                    return (key, taken.step)
                })
        }
        endedIn = walk.currentStep
        isFaithful = digest.text == record.effects
    }
}
