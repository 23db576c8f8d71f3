import CivicCore
import Crypto
package import Foundation
import GRDB

/// One text of a dialplan, as it was kept. Table `plan_version`, whose rows never change.
package struct PlanVersion: Codable, Equatable, Identifiable, Sendable {
    package var id: Int64
    /// The name in the text: `county`.
    package var plan: String
    /// Counts up by one for each plan, from 1.
    package var serial: Int
    /// SHA-256 of the text's UTF-8, in hexadecimal.
    package var hash: String
    /// The plan's content hash as calls in the ledger name it.
    package var fingerprint: String
    /// Who kept it: a sign-in name, or the system's user for a file.
    package var author: String
    package var note: String
    package var at: Date
    /// Serial of the version that it was edited from; `nil` for the first.
    package var base: Int?

    /// SHA-256 in hexadecimal.
    package static func hash(of text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

/// A name that points to one version of a plan. Table `plan_alias`.
package enum PlanAlias: String, Codable, CaseIterable, Sendable {
    /// What new calls walk through.
    case live
    /// What is being worked on.
    case draft
    /// The text of the plan's file when it was last taken from there: a file that differs was edited by hand since.
    case file
}

/// A text that is to become a version.
package struct PlanText: Equatable, Sendable {
    package var plan: String
    package var text: String
    package var fingerprint: String
    /// Serial of the live version that the edit began with; the text is refused when another is live by now.
    package var base: Int?

    package init(plan: String, text: String, fingerprint: String, base: Int?) {
        self.plan = plan
        self.text = text
        self.fingerprint = fingerprint
        self.base = base
    }
}

/// Why a version was not kept or pointed to.
package enum PlanRefusal: Error, Equatable, Sendable {
    /// Somebody else has published, or saved the draft, since the edit began.
    case changedMeanwhile(plan: String, by: String, serial: Int)
    case unknownVersion(plan: String, serial: Int)
    case textTooLong(limit: Int)
}

extension PlanVersion {
    /// The columns of table `plan_version` without the text, in the order that `init(_:)` reads them.
    static let columns = "id, plan, serial, hash, fingerprint, author, note, at, base"

    init(_ row: Row) {
        self.init(
            id: row[0], plan: row[1], serial: row[2], hash: row[3], fingerprint: row[4], author: row[5], note: row[6],
            at: Date(milliseconds: row[7]), base: row[8])
    }
}
