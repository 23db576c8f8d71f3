import CivicStore
import Foundation

extension Commands {
    /// Checks the ledger of a folder, or of a database file that was copied from one.
    ///
    /// - Parameter head: a head that was printed before, as text.
    /// - Returns: 0 where every entry follows from the one before it, 1 where one does not.
    package static func verifyLedger(data: String, head: String?) -> Int32 {
        reporting {
            var known: LedgerHead?
            if let head {
                guard let read = LedgerHead(head) else {
                    throw ConfigurationError(
                        line: "--head takes what this command printed, such as 1234:9af3… with 64 hexadecimal digits",
                        exitCode: ConfigurationError.usage)
                }
                known = read
            }
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(atPath: data, isDirectory: &isFolder)
            let file = isFolder.boolValue ? data + "/" + CivicStore.fileName : data
            guard isThere, FileManager.default.fileExists(atPath: file) else {
                throw ConfigurationError(
                    line: "there is no ledger in '\(data)' (\(file) is missing); name the folder with --data",
                    exitCode: ConfigurationError.unavailable)
            }
            switch try LedgerFile.verify(path: file, against: known) {
            case .intact(let entries, let hash):
                let head = LedgerHead(sequence: entries, hash: hash)
                say("intact: \(entries) entries, each follows from the one before it")
                if let known { say("entry \(known.sequence) is the one whose head was kept") }
                guard entries > 0 else { return 0 }
                say("head \(head.text)")
                say("Keep the head elsewhere: given with --head, it shows later that nothing before it was changed.")
                return 0
            case .broken(let sequence, let reason):
                complain("broken at entry \(sequence): \(reason)")
                return 1
            }
        }
    }
}
