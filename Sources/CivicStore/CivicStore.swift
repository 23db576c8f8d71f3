package import CivicCRM
package import CivicCore
import CivicQueue
import Foundation
package import GRDB
import Synchronization

/// The county's record on disk: citizens, contacts, cases, places in line, agents and the ledger in one database.
///
/// A method that writes returns only when its transaction is on disk. Reads run beside each other and beside the one
/// writer (WAL); each sees one moment.
package final class CivicStore: Sendable {
    /// The database's file in the data folder.
    package static let fileName = "civicline.sqlite"

    package let path: String
    /// Services and their deadlines as the configuration has them now.
    package var catalogue: ServiceCatalogue { services.withLock { $0 } }
    private let services: Mutex<ServiceCatalogue>
    /// The rules of segments, with the number of their text in table `segment_rules`; 0 until `use(_:at:)`.
    let segmentRules = Mutex<(judge: (any SegmentJudge)?, number: Int64)>((nil, 0))
    /// Agents' names, passwords and sessions.
    package let accounts: AgentAccounts
    /// The one append-only, hash-chained ledger.
    package let ledger: Ledger
    /// The versions of the dialplans.
    package let plans: PlanBook
    /// How callers walked through the dialplans.
    package let walks: WalkBook
    /// The recordings of the prompts.
    package let prompts: PromptBook
    /// What is put in front of calls.
    package let surges: SurgeBook
    /// What those who file in writing prove themselves with.
    let codes: FilingCodes
    /// The bytes of the files of cases.
    let shelf: AttachmentShelf
    /// What happened in the line, for reports.
    package let facts: FactBook
    /// The zone that evidence about callers is worded in.
    let timeZone: TimeZone
    let numbering: NumberingRule
    /// Seals and opens numbers.
    package let vault: RecordVault
    package let pool: DatabasePool

    /// Opens the database in `folder`, making both where they are missing and bringing the tables up to date.
    ///
    /// - Parameters:
    ///   - keys: the file of the keys that seal numbers, made where it is missing and nothing is sealed yet; in `folder` where
    ///     nil.
    ///   - numbering: how agents' typed numbers become keys in a search.
    ///   - passwords: what guessing an agent's password costs.
    package init(
        folder: String, services: ServiceCatalogue, keys: String? = nil, numbering: NumberingRule = .china,
        passwords: SecretHash = .password
    ) throws(StoreError) {
        path = folder.hasSuffix("/") ? folder + Self.fileName : folder + "/" + Self.fileName
        self.services = Mutex(services)
        self.numbering = numbering
        timeZone =
            (services.calendars["county-office"] ?? services.calendars.min { $0.key < $1.key }?.value)?.timeZone
            ?? TimeZone(secondsFromGMT: 0) ?? .current
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .unwritable(path: folder, reason: (error as NSError).localizedDescription)
        }
        guard access(folder, W_OK | X_OK) == 0 else {
            throw .unwritable(path: folder, reason: String(cString: strerror(errno)))
        }
        codes = try FilingCodes(folder: folder)
        shelf = AttachmentShelf(dataFolder: folder)
        do {
            pool = try Dialect.open(path: path)
            let keys = keys ?? URL(filePath: path).deletingLastPathComponent().path + "/" + RecordVault.fileName
            vault = try KeyBook.vault(KeyRingFile(path: keys), pool, madeAt: Date())
            let migrator = Schema.migrator(vault)
            let unknown = try pool.read { db in
                try migrator.appliedIdentifiers(db).subtracting(migrator.migrations)
            }
            guard unknown.isEmpty else { throw StoreError.newerSchema(path: path, unknown: unknown.sorted()) }
            try migrator.migrate(pool)
            try KeyBook.noteNew(vault.ring, pool)
            try Schema.rewriteIfOwed(pool)
            try DaySums(zone: timeZone).bringUpToDate(pool)
        } catch {
            throw StoreError(error, path: path)
        }
        accounts = AgentAccounts(pool: pool, passwords: passwords)
        ledger = Ledger(pool: pool)
        plans = PlanBook(pool: pool)
        walks = WalkBook(pool: pool, vault: vault)
        prompts = PromptBook(pool: pool)
        surges = SurgeBook(pool: pool)
        facts = FactBook(pool: pool, reportZone: timeZone)
    }

    /// Takes other services; cases that were opened keep their deadlines.
    package func use(_ services: ServiceCatalogue) {
        self.services.withLock { $0 = services }
    }

    /// Waits for running transactions, moves the log into the database file and closes it.
    package func close() throws(StoreError) {
        do {
            try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
            try pool.close()
        } catch {
            throw StoreError(error, path: path)
        }
    }
}
