package import Foundation

/// Why a citizen's file stays: an inquiry, a lawsuit, an audit. Table `citizen_hold`.
package struct LegalHold: Codable, Equatable, Identifiable, Sendable {
    package var id: Int64
    package var citizenId: Int64
    package var at: Date
    package var by: String
    package var reason: String

    package init(id: Int64, citizenId: Int64, at: Date, by: String, reason: String) {
        self.id = id
        self.citizenId = citizenId
        self.at = at
        self.by = by
        self.reason = reason
    }
}

/// Why a citizen's file is not erased; `description` is one line with the remedy.
package enum ErasureRefusal: Error, Equatable, Sendable {
    case held(LegalHold)
    /// Cases that are not closed yet.
    case open([CaseNumber])
    case erasedAlready(Date)

    /// The first thing that stands against it; nil where nothing does.
    package init?(holds: [LegalHold], open: [CaseNumber], erasedAt: Date?) {
        if let erasedAt {
            self = .erasedAlready(erasedAt)
        } else if let hold = holds.first {
            self = .held(hold)
        } else if !open.isEmpty {
            self = .open(open)
        } else {
            return nil
        }
    }
}

extension ErasureRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .held(let hold):
            "the file is held since \(hold.at.formatted(.iso8601)) by \(hold.by): \(hold.reason); lift the hold first"
        case .open(let numbers):
            "not closed yet: case \(numbers.map(\.text).joined(separator: ", ")); erase when it is"
        case .erasedAlready(let at): "the file was erased \(at.formatted(.iso8601))"
        }
    }
}

/// What an erasure took away.
package struct ErasureReport: Codable, Equatable, Sendable {
    package var citizen: Int64
    package var contacts: Int
    package var cases: Int
    /// Recordings and files of cases.
    package var files: Int
    /// Whether the database's file was written free of it at once; otherwise with the next erasure or start.
    package var isScrubbed: Bool

    package init(citizen: Int64, contacts: Int, cases: Int, files: Int, isScrubbed: Bool) {
        self.citizen = citizen
        self.contacts = contacts
        self.cases = cases
        self.files = files
        self.isScrubbed = isScrubbed
    }
}

extension CaseFact {
    /// Without the words that people wrote into it.
    package var withoutWords: CaseFact {
        func plain(_ wish: TimeWish) -> TimeWish {
            var wish = wish
            wish.reason = ""
            return wish
        }
        return switch self {
        case .refused(let unit, let proposed, _): .refused(unit: unit, proposed: proposed, rule: "")
        case .timeAsked(let wish): .timeAsked(plain(wish))
        case .granted(let wish, let until): .granted(plain(wish), until: until)
        case .turnedDown(let wish): .turnedDown(plain(wish))
        default: self
        }
    }
}
