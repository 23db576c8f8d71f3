import CivicCore
package import Foundation

// What may be done, by whom, and what follows.
extension CaseLife {
    /// What follows from an act; the life takes its lines when they are applied.
    ///
    /// - Parameter note: the reason or the words with it.
    package func decide(_ act: CaseAct, note: String = "", by actor: CaseActor, at now: Date, in house: House)
        throws(CaseRefusal) -> [CaseEffect]
    {
        if case .unit(let id) = actor.part, id != unit { throw .notYours }
        switch act {
        case .dispatch(let unit): return try dispatch(to: unit, note, actor, house)
        case .accept:
            let own = try handling(actor)
            try expect(.dispatched)
            return [
                .line(.accepted(unit: own), .inWork, note: note), .notice(.accepted, to: .citizen),
                .notice(.accepted, to: .receiver),
            ]
        case .refuse(let proposed, let rule): return try refuse(proposed, rule, note, actor, house)
        case .answer: return try answer(note, actor, now, house)
        case .askCitizen:
            try expect(.answered)
            guard !actor.isUnit else { throw .notYourPart(needed: "the hotline centre") }
            return [.line(.asked, .asked, note: note), .notice(.asked, to: .citizen)]
        case .agree:
            guard !actor.isUnit else { throw .notYourPart(needed: "the citizen") }
            try expect(.answered, .asked)
            return [.line(.agreed, .closed, note: note), .notice(.closed, to: .unit(unit))]
        case .dispute: return try dispute(note, actor)
        case .archive:
            guard actor.part == .clock || actor.part == .centre else {
                throw .notYourPart(needed: "the hotline centre")
            }
            try expect(.closed)
            return [.line(.archived, .archived, note: note)]
        case .askTime, .grant, .turnDown, .resume: return try time(act, note, actor, now, house)
        case .remind, .supervise: return try press(act, note, actor)
        case .note:
            guard !note.isEmpty else { throw .reasonMissing }
            return [.line(nil, nil, note: note)]
        case .move(let wish): return try move(to: wish, note, actor, now, house)
        }
    }

    private func dispatch(to target: String, _ note: String, _ actor: CaseActor, _ house: House) throws(CaseRefusal)
        -> [CaseEffect]
    {
        guard !actor.isUnit else { throw .notYourPart(needed: "the hotline centre") }
        try Self.check(target, house)
        switch state {
        case .received, .refused: break
        case .arbitration:
            guard actor.part == .centre else { throw .notYourPart(needed: "the hotline centre's supervisor") }
            return [
                .line(.decided(unit: target), .dispatched, note: note), .notice(.decided, to: .unit(target)),
                .notice(.decided, to: .receiver),
            ]
        case .dispatched, .inWork:
            // Sent elsewhere, over the head of a unit that has it: the supervisor's word, with a reason.
            guard actor.part == .centre else { throw .notYourPart(needed: "the hotline centre's supervisor") }
            guard target != unit else { throw .notNow(state) }
            guard !note.isEmpty else { throw .reasonMissing }
            return [
                .line(.dispatched(unit: target), .dispatched, note: note), .notice(.dispatched, to: .unit(target)),
                .notice(.dispatched, to: .unit(unit)),
            ]
        case .answered, .asked, .closed, .archived, .merged: throw .notNow(state)
        }
        return [
            .line(.dispatched(unit: target), .dispatched, note: note), .notice(.dispatched, to: .unit(target)),
        ]
    }

    private func refuse(
        _ proposed: String, _ rule: String, _ note: String, _ actor: CaseActor, _ house: House
    ) throws(CaseRefusal) -> [CaseEffect] {
        let own = try handling(actor)
        try expect(.dispatched)
        guard !isDecided, acceptedBy != own else { throw .cannotSendBack }
        guard proposed != own else { throw .proposedItself }
        try Self.check(proposed, house)
        guard !rule.isEmpty else { throw .reasonMissing }
        let isLast = bounces + 1 >= house.rules.arbitrationAt
        return [
            .line(
                .refused(unit: own, proposed: proposed, rule: rule), isLast ? .arbitration : .refused, note: note),
            .notice(isLast ? .arbitration : .refused, to: .centre), .notice(.refused, to: .receiver),
        ]
    }

    private func answer(_ note: String, _ actor: CaseActor, _ now: Date, _ house: House) throws(CaseRefusal)
        -> [CaseEffect]
    {
        if actor.isUnit { try expect(.inWork) } else { try expect(.received, .dispatched, .inWork) }
        guard !note.isEmpty else { throw .reasonMissing }
        return resumption(at: now, house) + [
            .line(.answered(unit: unit), .answered, note: note), .notice(.answered, to: .citizen),
            .notice(.answered, to: .receiver),
        ] + earned
    }

    /// The unit that accepted a case has the credit for it, also where somebody else wrote the answer down.
    private var earned: [CaseEffect] { acceptedBy == unit ? [.credit(unit: unit, 1)] : [] }

    private func dispute(_ note: String, _ actor: CaseActor) throws(CaseRefusal) -> [CaseEffect] {
        guard !actor.isUnit else { throw .notYourPart(needed: "the citizen") }
        guard state.canBeDisputed else { throw .notNow(state) }
        var effects: [CaseEffect] = [
            .line(.disputed, .dispatched, note: note), .notice(.disputed, to: .unit(unit)),
            .notice(.disputed, to: .receiver), .notice(.disputed, to: .centre),
        ]
        if let credited { effects.append(.credit(unit: credited, -1)) }
        return effects
    }

    private func press(_ act: CaseAct, _ note: String, _ actor: CaseActor) throws(CaseRefusal) -> [CaseEffect] {
        guard !actor.isUnit else { throw .notYourPart(needed: "the hotline centre") }
        guard state.isOpen else { throw .notNow(state) }
        guard act == .supervise else {
            return [.line(.reminded, nil, note: note), .notice(.reminded, to: .unit(unit))]
        }
        guard actor.part == .centre || actor.part == .clock else {
            throw .notYourPart(needed: "the hotline centre's supervisor")
        }
        return [
            .line(.supervised, nil, note: note), .notice(.supervised, to: .unit(unit)),
            .notice(.supervised, to: .centre),
        ]
    }

    /// What an agent on the line with the citizen, or older programs, change by hand.
    private func move(
        to wish: CaseState, _ note: String, _ actor: CaseActor, _ now: Date, _ house: House
    ) throws(CaseRefusal) -> [CaseEffect] {
        guard !actor.isUnit else { throw .notYourPart(needed: "the hotline centre") }
        guard state.nextByHand.contains(wish) else { throw .notNow(state) }
        switch (state, wish) {
        case (.answered, .dispatched), (.asked, .dispatched), (.closed, .dispatched): return try dispute(note, actor)
        case (.arbitration, .dispatched): throw .notYourPart(needed: "the hotline centre's supervisor")
        case (_, .closed): return [.line(.agreed, .closed, note: note), .notice(.closed, to: .unit(unit))]
        case (_, .answered):
            return resumption(at: now, house) + [
                .line(.answered(unit: unit), .answered, note: note), .notice(.answered, to: .citizen),
            ] + earned
        case (.answered, .inWork):
            let withdrawn: [CaseEffect] = credited.map { [.credit(unit: $0, -1)] } ?? []
            return [.line(.disputed, .inWork, note: note)] + withdrawn
        default: return [.line(nil, wish, note: note), .notice(.dispatched, to: .unit(unit))]
        }
    }

    func expect(_ states: CaseState...) throws(CaseRefusal) {
        guard states.contains(state) else { throw .notNow(state) }
    }

    /// The unit that acts, which is the one that has the case.
    private func handling(_ actor: CaseActor) throws(CaseRefusal) -> String {
        guard actor.isUnit else { throw .notYourPart(needed: "the unit that has the case") }
        return unit
    }

    private static func check(_ unit: String, _ house: House) throws(CaseRefusal) {
        guard house.units.contains(unit) else {
            throw .unknownUnit(unit, nearest: closestName(to: unit, among: house.units))
        }
    }
}

extension CaseActor {
    var isUnit: Bool { if case .unit = part { true } else { false } }
}
