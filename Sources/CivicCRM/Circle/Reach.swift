package import Foundation

/// Who would call a citizen about a case.
package enum CallingParty: Sendable {
    /// The hotline by itself.
    case machine
    /// Somebody of the hotline, or of the unit that has the case.
    case person
}

/// Whether a citizen may be called about a case now.
package enum Reach: Equatable, Sendable {
    case now
    /// Not before: outside of the citizen's hours, or of those in which telephones may ring.
    case later(Date)
    /// They want no call of this kind but to be reached in this way; nil where they only asked for no call.
    case otherwise(ContactPreference.Way?)
}

/// The one rule of when citizens are called about their cases. Return visits, calls of units through the hotline and places that
/// are called back unasked go by it; what it does not allow is for a person to see to, and is never dropped.
extension VisitRules {
    /// Fewer minutes a day than these are no hours to call in.
    private static let shortest = 30

    /// In minutes after midnight, when the telephone of somebody with this preference may ring; nil for never.
    ///
    /// A machine keeps to the hours that both the hotline and the citizen allow. A person keeps to the citizen's, also where
    /// those are in the evening: they were asked for.
    package func hours(for preference: ContactPreference?, from party: CallingParty) -> Range<Int>? {
        guard let preference else { return hours }
        guard preference.way == .phone else { return nil }
        switch party {
        case .person: return preference.hours ?? hours
        case .machine:
            guard preference.takesMachine else { return nil }
            guard let wished = preference.hours else { return hours }
            let both = hours.clamped(to: wished)
            return both.count >= Self.shortest ? both : nil
        }
    }

    /// - Parameter wantsCalls: false where the citizen filed the case and asked to be answered without a call.
    package func reach(
        _ preference: ContactPreference?, wantsCalls: Bool = true, from party: CallingParty, at now: Date,
        in timeZone: TimeZone
    ) -> Reach {
        guard wantsCalls else { return .otherwise(nil) }
        guard let hours = hours(for: preference, from: party) else { return .otherwise(preference?.way) }
        var rules = self
        rules.hours = hours
        let due = rules.ringing(from: now, in: timeZone)
        return due > now ? .later(due) : .now
    }

    /// The rules for somebody who wants to be reached otherwise than all are: the hours that both allow.
    ///
    /// - Returns: nil where a machine is not to call at all; a person sees to it.
    package func honouring(_ preference: ContactPreference?) -> VisitRules? {
        hours(for: preference, from: .machine).map { allowed in
            var rules = self
            rules.hours = allowed
            return rules
        }
    }
}
