package import CivicCore
package import Foundation

/// One case's life: what it has come to, and what may be done with it now.
///
///     act, actor, now ──▶ decide ──▶ effects: lines of the history, notices owed, credit
///                                        │
///     history ──▶ apply, line by line ───┴──▶ the same life
///
/// Nothing in it waits or reads a clock. A line carries its outcome, so that a history replays to the same life when the
/// calendar has changed since. The deadline never moves earlier.
package struct CaseLife: Equatable, Sendable {
    /// What the configuration says, for the case's service.
    package struct House: Sendable {
        package var calendar: WorkingCalendar
        package var units: [String]
        package var rules: CaseRules

        package init(calendar: WorkingCalendar, units: [String], rules: CaseRules) {
            self.calendar = calendar
            self.units = units
            self.rules = rules
        }
    }

    /// The owner that a refusing unit proposes, and by which rule.
    package struct Proposal: Equatable, Sendable {
        package var from: String
        package var unit: String
        package var rule: String
    }

    /// The clock stands still.
    package struct Pause: Equatable, Sendable {
        package var wish: TimeWish
        /// It runs again by itself then.
        package var until: Date
        package var since: Date { wish.askedAt }
    }

    package let openedAt: Date
    package let promised: Date
    package let firstUnit: String
    package private(set) var state = CaseState.received
    package private(set) var unit: String
    package private(set) var deadline: Date
    package private(set) var bounces = 0
    package private(set) var proposal: Proposal?
    /// The unit that accepted it; `nil` until one did.
    package private(set) var acceptedBy: String?
    package private(set) var isDecided = false
    /// Not granted and not turned down.
    package private(set) var wish: TimeWish?
    package private(set) var pause: Pause?
    /// How often more time was granted.
    package private(set) var grants = 0
    package private(set) var isSupervised = false
    package private(set) var reminders = 0
    /// The unit that has a credit for it, until the citizen disputes.
    package private(set) var credited: String?
    package private(set) var mergedInto: CaseNumber?
    /// Where it stood when it was merged.
    private var beforeMerge: CaseState?

    /// Who answers for it: the unit that accepted it, else the one that had it first (首接负责).
    package var responsible: String { acceptedBy ?? firstUnit }

    package init(openedAt: Date, promised: Date, firstUnit: String) {
        self.openedAt = openedAt
        self.promised = promised
        self.firstUnit = firstUnit
        unit = firstUnit
        deadline = promised
    }

    /// A case as its history tells it, the oldest line first.
    package init(_ record: Case, history: [CaseEvent]) {
        self.init(openedAt: record.openedAt, promised: record.promised, firstUnit: record.firstUnit)
        for line in history { apply(line.fact, line.state) }
    }

    /// Takes one line of the history.
    package mutating func apply(_ fact: CaseFact?, _ next: CaseState?) {
        if let fact { take(fact) }
        guard let next else { return }
        beforeMerge = next == .merged ? state : nil
        // By hand, through the telephone or in records older than the facts.
        if fact == nil, next == .inWork, acceptedBy == nil { acceptedBy = unit }
        state = next
    }

    private mutating func take(_ fact: CaseFact) {
        switch fact {
        case .dispatched(let unit):
            self.unit = unit
            proposal = nil
            acceptedBy = acceptedBy == unit ? unit : nil
        case .decided(let unit):
            self.unit = unit
            proposal = nil
            acceptedBy = nil
            isDecided = true
        case .accepted(let unit): acceptedBy = unit
        case .refused(let unit, let proposed, let rule):
            bounces += 1
            proposal = Proposal(from: unit, unit: proposed, rule: rule)
        case .answered(let unit):
            credited = acceptedBy == unit ? unit : nil
            wish = nil
        case .disputed: credited = nil
        case .timeAsked(let wish): self.wish = wish
        case .turnedDown: wish = nil
        case .granted(let granted, let until):
            wish = nil
            grants += 1
            switch granted.kind {
            case .extension: deadline = max(deadline, until)
            case .pause: pause = Pause(wish: granted, until: until)
            }
        case .resumed(let later):
            pause = nil
            deadline = max(deadline, later)
        case .reminded: reminders += 1
        case .supervised: isSupervised = true
        case .merged(let number): mergedInto = number
        case .unmerged: mergedInto = nil
        case .asked, .agreed, .archived, .absorbed, .released, .called: break
        }
    }

    /// Whether the citizen waits for longer than was promised.
    package func isOverdue(at now: Date) -> Bool {
        state.isOpen && pause == nil && now > deadline
    }

    /// Where the case goes when a merge is undone.
    var afterUnmerge: CaseState { beforeMerge ?? .received }
}
