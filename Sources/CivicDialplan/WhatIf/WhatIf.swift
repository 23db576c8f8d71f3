import CivicCore
package import CivicSpeech
import Foundation

/// Past calls through another version of their plan: who would land elsewhere, who would lose the way to a person.
///
///     record ─▶ Replay on its version ─▶ Rehearsal in that version ─┐
///                                     └▶ Rehearsal in the draft ────┴▶ compared
///
/// Both rehearsals are made by the same caller in the same virtual time, so that times compare. The first one is also
/// the measure of the method: where it does not land as the call did, the call says nothing and is counted apart.
package struct WhatIf: Sendable {
    /// Calls that would land elsewhere.
    package struct Shift: Sendable, Equatable {
        package var from: String
        package var to: String
        /// The last step that both have in common.
        package var after: String
        package var calls: Int
        /// References of some of the calls.
        package var examples: [String]
    }

    /// The middle value and the one that nine of ten stay below; `nil` without calls.
    package struct Spread: Sendable, Equatable {
        package var median: Double
        package var ninth: Double
        package var calls: Int

        init?(_ values: [Double]) {
            guard !values.isEmpty else { return nil }
            let sorted = values.sorted()
            median = sorted[(sorted.count - 1) / 2]
            ninth = sorted[(sorted.count - 1) * 9 / 10]
            calls = sorted.count
        }
    }

    package let plan: Plan
    let catalogue: PromptCatalogue
    /// Calls that were looked at.
    package private(set) var calls = 0
    /// Those of them that walked again exactly as they did.
    package private(set) var faithful = 0
    /// Those that the rehearsal does not bring where they came to; they are in no figure below.
    package private(set) var unclear = 0
    /// Calls that land as before.
    package private(set) var same = 0
    /// Calls that came to a person or a case and no longer do.
    package private(set) var losesHelp = 0
    /// Calls that came to a person and no longer do.
    package private(set) var losesPerson = 0
    package private(set) var gainsPerson = 0
    /// Calls that are asked something new, by step.
    package private(set) var questions: [String: Int] = [:]
    /// Ways taken in the draft.
    package private(set) var taken = PlanCoverage()
    /// Ways taken before, in the calls' own versions; those that the draft has by the same names of step and exit.
    package private(set) var takenBefore: [PlanCoverage.Way: Int] = [:]
    private let waysByName: [String: PlanCoverage.Way]
    private var shifts: [[String]: Shift] = [:]
    private var seconds: (before: [Double], after: [Double]) = ([], [])
    private var keys: (before: [Double], after: [Double]) = ([], [])

    private static let mostExamples = 5

    /// - Parameter plan: the version that the calls are tried on.
    package init(_ plan: Plan, catalogue: PromptCatalogue) {
        self.plan = plan
        self.catalogue = catalogue
        let ways = plan.steps.flatMap { step in
            step.exits.map { (Self.name(step, $0.cause), PlanCoverage.Way(step: step.id, cause: $0.cause)) }
        }
        waysByName = Dictionary(ways, uniquingKeysWith: { first, _ in first })
    }

    /// Calls in which the two can be compared.
    package var compared: Int { calls - unclear }

    /// Those that are the most first.
    package var elsewhere: [Shift] {
        shifts.values.sorted { ($1.calls, $0.from, $0.to, $0.after) < ($0.calls, $1.from, $1.to, $1.after) }
    }

    package var secondsBefore: Spread? { Spread(seconds.before) }
    package var secondsAfter: Spread? { Spread(seconds.after) }
    package var keysBefore: Spread? { Spread(keys.before) }
    package var keysAfter: Spread? { Spread(keys.after) }

    /// - Parameter name: reference of the call, for examples.
    package mutating func add(_ replay: Replay, named name: String) {
        calls += 1
        if replay.isFaithful { faithful += 1 }
        let before = Rehearsal(of: replay, in: replay.plan, catalogue: catalogue)
        guard replay.landing.isSame(as: before.landing) else {
            unclear += 1
            return
        }
        let after = Rehearsal(of: replay, in: draft(at: replay), catalogue: catalogue)
        count(before, after)
        if before.landing.isSame(as: after.landing) {
            same += 1
        } else {
            shift(before, after, name)
        }
    }

    /// At the hours that the call had: what differs is to be the draft's doing.
    private func draft(at replay: Replay) -> Plan {
        var draft = plan
        draft.calendars.merge(replay.plan.calendars.filter { draft.calendars[$0.key] != nil }) { $1 }
        return draft
    }

    private mutating func count(_ before: Rehearsal, _ after: Rehearsal) {
        if let step = after.newQuestion { questions[step, default: 0] += 1 }
        if before.landing.isPerson, !after.landing.isPerson { losesPerson += 1 }
        if before.landing.isHelp, !after.landing.isHelp { losesHelp += 1 }
        if !before.landing.isPerson, after.landing.isPerson { gainsPerson += 1 }
        if let at = before.finder.personAt { seconds.before.append(at.inSeconds) }
        if let at = after.finder.personAt { seconds.after.append(at.inSeconds) }
        if let count = before.finder.keysToPerson { keys.before.append(Double(count)) }
        if let count = after.finder.keysToPerson { keys.after.append(Double(count)) }
        taken.add(
            after.call.occurrences, in: plan.name, start: plan.entry(for: after.call.walk.context.calledNumber))
        let old = before.call.firstPlan
        for way in before.call.occurrences.lazy.flatMap(\.ways) where way.plan == old.name {
            guard let cause = way.cause, let same = waysByName[Self.name(old[way.from], cause)] else { continue }
            takenBefore[same, default: 0] += 1
        }
    }

    /// Conditions are known by their place in the file, which an edit moves: they are one exit here.
    private static func name(_ step: Step, _ cause: Exit.Cause) -> String {
        if case .condition = cause { return "\(step.name) when" }
        return "\(step.name) \(Exit(cause: cause, target: step.id).label)"
    }

    /// Shares of the calls, for a drawing of the draft.
    package var traffic: (before: [PlanCoverage.Way: Double], after: [PlanCoverage.Way: Double]) {
        let calls = Double(max(1, compared))
        return (takenBefore.mapValues { min(1, Double($0) / calls) }, taken.traffic)
    }

    private mutating func shift(_ before: Rehearsal, _ after: Rehearsal, _ name: String) {
        let common = zip(before.path, after.path).prefix { $0 == $1 }.map(\.0)
        let place = [before.landing.label, after.landing.label, common.last ?? ""]
        var shift = shifts[place] ?? Shift(from: place[0], to: place[1], after: place[2], calls: 0, examples: [])
        shift.calls += 1
        if shift.examples.count < Self.mostExamples { shift.examples.append(name) }
        shifts[place] = shift
    }
}
