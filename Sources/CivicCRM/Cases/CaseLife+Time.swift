import CivicCore
package import Foundation

// More time: asked for by the unit with a reason, granted by somebody else, and it adds up.
extension CaseLife {
    func time(_ act: CaseAct, _ note: String, _ actor: CaseActor, _ now: Date, _ house: House) throws(CaseRefusal)
        -> [CaseEffect]
    {
        switch act {
        case .askTime(let kind, let term): return try ask(kind, term, note, actor, now, house)
        case .grant:
            let wish = try standing(actor)
            let until =
                switch wish.kind {
                case .extension: max(deadline, wish.term.deadline(after: deadline, in: house.calendar))
                case .pause: wish.term.deadline(after: wish.askedAt, in: house.calendar)
                }
            return [.line(.granted(wish, until: until), nil, note: note)]
                + [.unit(unit), .citizen].map { .notice(.granted, to: $0) }
        case .turnDown:
            let wish = try standing(actor)
            guard !note.isEmpty else { throw .reasonMissing }
            return [.line(.turnedDown(wish), nil, note: note), .notice(.turnedDown, to: .unit(unit))]
        default:
            guard pause != nil else { throw .notPaused }
            return resumption(at: now, house, note)
        }
    }

    private func ask(
        _ kind: TimeWish.Kind, _ term: WorkingTerm, _ reason: String, _ actor: CaseActor, _ now: Date, _ house: House
    ) throws(CaseRefusal) -> [CaseEffect] {
        guard state.isOpen else { throw .notNow(state) }
        if actor.isUnit { try expect(.inWork) }
        guard !reason.isEmpty else { throw .reasonMissing }
        guard wish == nil, pause == nil else { throw .wishStands }
        guard now <= deadline else { throw .tooLate }
        let rules = house.rules
        let longest = rules.longestTime.deadline(after: now, in: house.calendar)
        guard grants < rules.mostTimes, term.deadline(after: now, in: house.calendar) <= longest else {
            throw .tooMuchTime(most: rules.mostTimes, longest: rules.longestTime.text)
        }
        let wish = TimeWish(kind: kind, term: term, reason: reason, askedBy: actor.name, askedAt: now)
        return [.line(.timeAsked(wish), nil, note: reason), .notice(.timeAsked, to: .centre)]
    }

    private func standing(_ actor: CaseActor) throws(CaseRefusal) -> TimeWish {
        guard actor.part == .centre else { throw .notYourPart(needed: "the hotline centre's supervisor") }
        guard let wish else { throw .noWish }
        guard state.isOpen else { throw .notNow(state) }
        guard wish.askedBy != actor.name else { throw .ownWish }
        return wish
    }

    /// The clock runs again: the deadline is later by the working time for which it stood still.
    func resumption(at now: Date, _ house: House, _ note: String = "") -> [CaseEffect] {
        guard let pause else { return [] }
        let stood = house.calendar.workingTime(from: pause.since, to: min(now, pause.until))
        let later = max(deadline, house.calendar.deadline(after: deadline, workingTime: stood))
        return [.line(.resumed(deadline: later), nil, note: note), .notice(.resumed, to: .unit(unit))]
    }

    /// Whether the clock is to be started again, because the pause has lasted as long as it may.
    package func pauseIsOver(at now: Date) -> Bool { pause.map { $0.until <= now } ?? false }
}
