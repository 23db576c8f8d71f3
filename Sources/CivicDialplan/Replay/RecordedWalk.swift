package import CivicCore
package import Foundation

/// The walk of a live call, written down as it goes.
///
///     event, now ─▶ RecordedWalk ─▶ Walk ─▶ effects
///                        └──▶ WalkRecord
///
/// The walk is told the time in whole milliseconds since the call began, and nothing else reaches it; so whoever has the
/// record and the plan can make the same walk again.
package struct RecordedWalk: Sendable {
    private var walk: Walk
    private var record: WalkRecord
    private let start: MonotonicInstant
    private var digest = EffectsDigest()
    /// For counting calls together.
    package private(set) var walked = WalkedWays()
    /// Where each key of the call stands in the record, and what a step took it for; `nil` while none has.
    private var keys: [Int: (place: Int, use: KeyTaken.Use?)] = [:]

    /// - Parameters:
    ///   - now: when the call began.
    ///   - wallClock: the same moment on the wall's clock.
    package init(plan: Plan, context: CallerContext, at now: MonotonicInstant, wallClock: Date) {
        walk = Walk(plan: plan, context: context)
        start = now
        let milliseconds = (wallClock.timeIntervalSince1970 * 1_000).rounded(.down)
        record = WalkRecord(
            plan: plan.name, versions: [plan.name: plan.contentHash], calledNumber: context.calledNumber,
            language: context.language.tag, hasNumber: context.callerNumber != nil, calendars: plan.calendarsHash,
            startedAt: Date(timeIntervalSince1970: milliseconds / 1_000))
    }

    /// How much was written down so far.
    package var momentCount: Int { record.moments.count }

    package var plan: Plan { walk.plan }
    package var currentStep: String { walk.currentStep }
    package var isOver: Bool { walk.isOver }

    package var currentLanguage: Language { walk.currentLanguage }

    /// What this number chose by key last time; before the call begins.
    package mutating func begin(in remembered: Language) {
        walk.begin(in: remembered)
        record.language = walk.currentLanguage.tag
    }

    /// The citizen has answered our call; before the walk begins otherwise.
    ///
    /// - Returns: `false` where the plan calls nobody back in that queue.
    package mutating func begin(callingBackIn queue: String) -> Bool {
        guard walk.begin(callingBackIn: queue) else { return false }
        record.calledBackIn = queue
        return true
    }

    /// The citizen will answer a call of ours; before the walk begins.
    package mutating func beginAnswered() {
        walk.beginAnswered()
        record.isOurs = true
    }

    package mutating func handle(_ event: WalkEvent, at now: MonotonicInstant) -> [WalkEffect] {
        guard !walk.isOver else { return [] }
        // What is keyed to an agent is between the two.
        if case .key = event, walk.isWithAgent { return [] }
        let at = milliseconds(of: now)
        let keysBefore = walk.keyCount
        let planBefore = walk.plan
        let effects = walk.handle(event, at: instant(at), wallClock: wallClock(at))
        write(WalkRecord.Moment(at: at, event: RecordedEvent(event)))
        // A key that came after the record was cut stands nowhere in it.
        if walk.keyCount > keysBefore, !record.isCut {
            keys[walk.keyCount] = (record.moments.count - 1, nil)
        }
        after(effects, planBefore)
        return effects
    }

    package mutating func advance(to now: MonotonicInstant) -> [WalkEffect] {
        let at = milliseconds(of: now)
        guard !walk.isOver, let deadline = walk.nextDeadline, deadline <= instant(at) else { return [] }
        let planBefore = walk.plan
        let effects = walk.advance(to: instant(at), wallClock: wallClock(at))
        write(WalkRecord.Moment(at: at, event: nil))
        after(effects, planBefore)
        return effects
    }

    /// When `advance(to:)` next has work, on the clock of the call's beginning.
    package var nextDeadline: MonotonicInstant? {
        walk.nextDeadline.map { start + ($0 - MonotonicInstant.zero) }
    }

    /// What is kept. What no step has taken may have been meant for a secret one.
    package var kept: WalkRecord {
        var kept = record
        for key in keys.values {
            switch key.use {
            case .open: break
            case .secret, nil: kept.mask(key.place, with: KeyTaken.mask)
            case .failing: kept.mask(key.place, with: KeyTaken.failingMask)
            }
        }
        kept.effects = digest.text
        return kept
    }

    // MARK: Time

    /// Rounded up, so that no deadline comes before its time.
    private func milliseconds(of now: MonotonicInstant) -> Int {
        let passed = max(0, now.nanoseconds - start.nanoseconds)
        return max(Int((passed + 999_999) / 1_000_000), record.moments.last?.at ?? 0)
    }

    private func instant(_ milliseconds: Int) -> MonotonicInstant {
        MonotonicInstant.zero + .milliseconds(milliseconds)
    }

    private func wallClock(_ milliseconds: Int) -> Date {
        record.startedAt.addingTimeInterval(Double(milliseconds) / 1_000)
    }

    // MARK: Writing

    private mutating func write(_ moment: WalkRecord.Moment) {
        guard record.moments.count < WalkRecord.mostMoments else {
            record.isCut = true
            return
        }
        record.moments.append(moment)
    }

    private mutating func after(_ effects: [WalkEffect], _ planBefore: Plan) {
        walked.enter(planBefore)
        walked.add(walk.ways) { [walk] name in
            [walk.plan, planBefore].first { $0.name == name } ?? walk.plan.others?.plan(named: name)
        }
        record.versions[walk.plan.name] = walk.plan.contentHash
        if !record.isCut { digest.add(effects) }
        for taken in walk.keysTaken { keys[taken.number]?.use = taken.use }
    }
}

extension WalkRecord {
    fileprivate mutating func mask(_ place: Int, with mask: Character) {
        guard place < moments.count, moments[place].event?.kind == .key else { return }
        moments[place].event?.key = String(mask)
    }
}
