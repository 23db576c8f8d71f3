/// Why an act on a case was not taken; `description` ends with the remedy.
package enum CaseRefusal: Error, Equatable, Sendable {
    /// The act does not fit where the case stands.
    case notNow(CaseState)
    /// It is with another unit.
    case notYours
    /// The part that may do it.
    case notYourPart(needed: String)
    case reasonMissing
    case unknownUnit(String, nearest: String?)
    /// A unit cannot propose itself.
    case proposedItself
    /// The arbiter has decided, or the unit had accepted it.
    case cannotSendBack
    case ownWish
    case noWish
    /// Another wish is not decided yet, or the clock stands still.
    case wishStands
    case tooLate
    /// More than the rules let a case have.
    case tooMuchTime(most: Int, longest: String)
    case notPaused
    case ownCase
    /// The other case is promised earlier.
    case mergeOtherWay(CaseNumber)
    case changedMeanwhile(version: Int, by: String)
}

extension CaseRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notNow(let state): "the case is \(state.rawValue); load it again and choose from what is offered"
        case .notYours: "the case is with another unit; ask the hotline centre to send it to yours"
        case .notYourPart(let needed): "this is for \(needed) to do; ask there"
        case .reasonMissing: "a reason is missing; write one"
        case .unknownUnit(let id, let nearest):
            "no unit is called '\(id)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "; choose one of the list")
        case .proposedItself: "a unit cannot propose itself; name the unit that ought to have the case, or accept it"
        case .cannotSendBack:
            "the case was accepted, or the arbiter has decided; answer it, or write a note to the hotline centre"
        case .ownWish: "nobody grants their own wish; somebody else of the hotline centre is to decide"
        case .noWish: "nobody asks for more time here; load the case again"
        case .wishStands: "the clock stands still, or an earlier wish is not decided; wait for that"
        case .tooLate: "the deadline is over; answer the citizen, and write there why it took so long"
        case .tooMuchTime(let most, let longest):
            "a case has at most \(most) times more time, each \(longest) at most; ask for less, or answer as far as it goes"
        case .notPaused: "the clock runs; nothing has to be started again"
        case .ownCase: "a case cannot be merged into itself; name the other one"
        case .mergeOtherWay(let number):
            "the other citizen is promised an answer earlier; merge \(number) into this case instead"
        case .changedMeanwhile(_, let by):
            "\(by) has changed the case since you loaded it; look at it again and repeat what is still right"
        }
    }
}
