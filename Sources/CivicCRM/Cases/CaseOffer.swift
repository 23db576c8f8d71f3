package import Foundation

/// What somebody may do with a case now, for pages to offer: the machine is asked, so that no page knows its rules.
package enum CaseOffer: String, Codable, CaseIterable, Sendable {
    case dispatch, accept, refuse, answer
    case askCitizen = "ask-citizen"
    case agree, dispute
    case askExtension = "extension"
    case askPause = "pause"
    case grant
    case turnDown = "turn-down"
    case resume, remind, supervise, note, merge, unmerge
}

extension CaseLife {
    /// In the order of `CaseOffer`.
    package func offers(to actor: CaseActor, at now: Date, in house: House) -> [CaseOffer] {
        let other = house.units.first { $0 != unit } ?? unit
        func takes(_ act: CaseAct) -> Bool {
            (try? decide(act, note: "-", by: actor, at: now, in: house)) != nil
        }
        let canMerge = actor.part == .centre || actor.part == .agent
        return CaseOffer.allCases.filter { offer in
            switch offer {
            case .dispatch: takes(.dispatch(unit: other))
            case .accept: takes(.accept)
            case .refuse: takes(.refuse(proposed: other, rule: "-"))
            case .answer: takes(.answer)
            case .askCitizen: takes(.askCitizen)
            case .agree: takes(.agree)
            case .dispute: takes(.dispute)
            case .askExtension: takes(.askTime(.extension, .time(.seconds(60))))
            case .askPause: takes(.askTime(.pause, .time(.seconds(60))))
            case .grant: takes(.grant)
            case .turnDown: takes(.turnDown)
            case .resume: takes(.resume)
            case .remind: takes(.remind)
            case .supervise: takes(.supervise)
            case .note: state != .archived && takes(.note)
            case .merge: canMerge && state.isOpen
            case .unmerge: canMerge && state == .merged
            }
        }
    }
}
