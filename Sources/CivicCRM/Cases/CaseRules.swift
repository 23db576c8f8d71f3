package import CivicCore
package import Foundation

/// How cases are handled here, from `config/case-rules.yaml`.
package struct CaseRules: Equatable, Sendable {
    /// The refusal that goes to the arbiter.
    package var arbitrationAt: Int
    /// How often a case may have more time, and how much each time.
    package var mostTimes: Int
    package var longestTime: WorkingTerm
    /// A closed case is archived so long after its last change.
    package var archiveAfter: WorkingTerm
    package var alarms: [CaseAlarm]
    /// `nil` where nobody is called and asked by a machine.
    package var visits: VisitRules?

    package init(
        arbitrationAt: Int, mostTimes: Int, longestTime: WorkingTerm, archiveAfter: WorkingTerm, alarms: [CaseAlarm],
        visits: VisitRules? = nil
    ) {
        self.arbitrationAt = arbitrationAt
        self.mostTimes = mostTimes
        self.longestTime = longestTime
        self.archiveAfter = archiveAfter
        self.alarms = alarms
        self.visits = visits
    }

    /// What holds where the file does not say.
    package static let usual = CaseRules(
        arbitrationAt: 2, mostTimes: 2, longestTime: .days(15), archiveAfter: .days(180),
        alarms: [
            CaseAlarm(name: "due-soon", clock: .answer, moment: .before(.days(1)), action: .remind, tell: []),
            CaseAlarm(name: "overdue", clock: .answer, moment: .atDeadline, action: .remind, tell: [.centre]),
            CaseAlarm(name: "long-overdue", clock: .answer, moment: .after(.days(3)), action: .supervise, tell: []),
        ])
}

/// Something that happens by itself before, at or after a deadline: 催办, 督办, and who else is told.
package struct CaseAlarm: Equatable, Sendable {
    package enum Clock: String, CaseIterable, Sendable {
        /// Until the citizen has an answer.
        case answer
        /// Until a unit has accepted it.
        case dispatch
    }

    package enum Moment: Equatable, Sendable {
        case before(WorkingTerm)
        case atDeadline
        case after(WorkingTerm)
    }

    package enum Action: String, CaseIterable, Sendable {
        case remind, supervise
    }

    package enum Audience: String, CaseIterable, Sendable {
        case centre
        /// Who received the case at the hotline.
        case receiver
        /// The unit that answers for it, where that is not the one that has it.
        case responsible
    }

    package var name: String
    package var clock: Clock
    package var moment: Moment
    package var action: Action
    /// Besides the unit that has it.
    package var tell: [Audience]

    package init(name: String, clock: Clock, moment: Moment, action: Action, tell: [Audience]) {
        self.name = name
        self.clock = clock
        self.moment = moment
        self.action = action
        self.tell = tell
    }

    /// Whether its moment has come.
    package func isDue(_ deadline: Date, at now: Date, in calendar: WorkingCalendar) -> Bool {
        switch moment {
        // With so much working time, or so many working days, from now on the deadline is reached.
        case .before(let term): term.deadline(after: now, in: calendar) >= deadline
        case .atDeadline: now >= deadline
        case .after(let term): now >= term.deadline(after: deadline, in: calendar)
        }
    }

    /// Whether a case stands where the alarm's clock runs.
    package func concerns(_ state: CaseState) -> Bool {
        switch clock {
        case .answer: state.isOpen
        case .dispatch: state.isOpen && state != .inWork
        }
    }
}

extension CaseLife {
    /// What an alarm does, and who is told besides the unit.
    package func sound(_ alarm: CaseAlarm, at now: Date, in house: House) throws(CaseRefusal) -> [CaseEffect] {
        let act: CaseAct = alarm.action == .remind ? .remind : .supervise
        let effects = try decide(act, note: alarm.name, by: .clock, at: now, in: house)
        let notice: CaseNotice = alarm.action == .remind ? .reminded : .supervised
        let others: [CaseRecipient] = alarm.tell.compactMap { audience in
            switch audience {
            case .centre: .centre
            case .receiver: .receiver
            case .responsible: responsible == unit ? nil : .unit(responsible)
            }
        }
        return effects + others.map { .notice(notice, to: $0) }.filter { !effects.contains($0) }
    }
}
