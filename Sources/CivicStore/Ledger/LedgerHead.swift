import CivicCore
import Foundation
import GRDB

/// How far a ledger had come, to be kept away from it: `1234:9af3…`.
package struct LedgerHead: Equatable, Sendable {
    package var sequence: Int64
    /// SHA-256 in lower-case hexadecimal.
    package var hash: String

    package init(sequence: Int64, hash: String) {
        self.sequence = sequence
        self.hash = hash
    }

    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let sequence = Int64(parts[0]), sequence > 0, parts[1].utf8.count == 64,
            parts[1].allSatisfy({ $0.isASCII && $0.isHexDigit })
        else { return nil }
        self.init(sequence: sequence, hash: parts[1].lowercased())
    }

    package var text: String { "\(sequence):\(hash)" }

    static func text(of hash: Data) -> String {
        hash.map { byte in byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16) }.joined()
    }
}

/// A ledger in a file that is only read: of a hotline that runs, of a copy, or of a backup.
package enum LedgerFile {
    /// Checks every entry. The tables are taken as they are; no daemon of this version need ever have opened them.
    ///
    /// - Parameter known: a head of before, kept elsewhere.
    package static func verify(path: String, against known: LedgerHead? = nil) throws(StoreError) -> LedgerVerification
    {
        do {
            return try Dialect.openForReading(path: path).read { db in try Ledger.verify(db, against: known) }
        } catch {
            throw StoreError(error, path: path)
        }
    }
}
