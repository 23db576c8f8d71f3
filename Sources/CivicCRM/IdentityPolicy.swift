/// What may be spoken, shown and changed for somebody, as far as it is known who is on the line. The one table: the dialplan's
/// look-ups, the desk, the card and the record ask it, and `/identification` prints it.
///
///     act                                    presumed  chosen  proven  confirmed
///     say how many cases are open                ●        ●       ●        ●
///     say that a case has news                   ●        ●       ●        ●
///     put what is opened under their name        ●        ●       ●        ●
///     show who else it may be                    ●        ●
///     have the talk stand in their record                 ●       ●        ●
///     say how a case stands                                       ●        ●
///     take their word that it is solved                           ●        ●
///     show their file alone                                       ●        ●
///     change what the record says of them                                  ●
package enum IdentityPolicy {
    package enum Kind: String, CaseIterable, Sendable {
        case spoken, shown, changed
    }

    package enum Act: String, CaseIterable, Sendable {
        /// How many cases are open, and no word of what they are about.
        case sayHowMany = "say-how-many"
        /// That one of their cases was answered, is due or is open, and no word of which.
        case sayNews = "say-news"
        /// How a case stands, by when, and who has it.
        case sayHowCaseStands = "say-how-case-stands"
        /// A card with everybody who may be calling from the number.
        case showWhoElse = "show-who-else"
        /// The file of this one person, and of nobody else of the number.
        case showFileAlone = "show-file-alone"
        /// A case or a receipt of the call stands under their name, as a presumption that an agent can see.
        case putUnderName = "put-under-name"
        /// The talk is theirs in the record, and teaches who calls from the number. A presumption must not, or a number would
        /// prove itself by being used.
        case keepTalk = "keep-talk"
        /// That a case is solved or is not.
        case takeWord = "take-word"
        /// Household, what they agreed to, how they want to be reached.
        case changeRecord = "change-record"

        package var kind: Kind {
            switch self {
            case .sayHowMany, .sayNews, .sayHowCaseStands: .spoken
            case .showWhoElse, .showFileAlone: .shown
            case .putUnderName, .keepTalk, .takeWord, .changeRecord: .changed
            }
        }
    }

    /// The levels at which it is done.
    private static func levels(of act: Act) -> ClosedRange<IdentityLevel> {
        switch act {
        case .sayHowMany, .sayNews, .putUnderName: .presumed ... .confirmed
        case .showWhoElse: .presumed ... .chosen
        case .keepTalk: .chosen ... .confirmed
        case .sayHowCaseStands, .takeWord, .showFileAlone: .proven ... .confirmed
        case .changeRecord: .confirmed ... .confirmed
        }
    }

    package static func allows(_ act: Act, at level: IdentityLevel) -> Bool { levels(of: act).contains(level) }
}

extension KnownCitizen {
    package func may(_ act: IdentityPolicy.Act) -> Bool { IdentityPolicy.allows(act, at: level) }
}
