import GRDB

/// Why the store could not be opened or used; `description` is one line with the remedy.
package enum StoreError: Error, Equatable, Sendable {
    /// The data folder or a file in it cannot be created or written.
    case unwritable(path: String, reason: String)
    /// The file at the database's place is something else, or damaged.
    case notADatabase(path: String)
    /// The database was written by a later version of CivicLine.
    case newerSchema(path: String, unknown: [String])
    /// Another process held the database for longer than the busy timeout.
    case busy(path: String)
    case diskFull(path: String)
    /// The database holds sealed numbers, and the file of their keys is gone.
    case keysMissing(path: String)
    /// The keys in the file are not those that the database was sealed with; 0 is the one of the indexes.
    case otherKeys(path: String, numbers: [Int])
    /// The file of the keys is damaged, or everybody may read it.
    case unusableKeys(path: String, reason: String)
    case other(path: String, message: String)

    init(_ error: any Error, path: String) {
        if let known = error as? StoreError {
            self = known
            return
        }
        guard let error = error as? DatabaseError else {
            self = .other(path: path, message: "\(error)")
            return
        }
        switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .notADatabase(path: path)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_IOERR:
            self = .unwritable(path: path, reason: error.message ?? error.resultCode.description)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_FULL: self = .diskFull(path: path)
        default: self = .other(path: path, message: error.message ?? error.resultCode.description)
        }
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unwritable(let path, let reason):
            "\(path): cannot be written (\(reason)); give a data folder that this user may write to"
        case .notADatabase(let path):
            "\(path): is not a CivicLine database, or is damaged; move it away or restore a backup"
        case .newerSchema(let path, let unknown):
            "\(path): was written by a later CivicLine (\(unknown.joined(separator: ", "))); start that version"
        case .busy(let path): "\(path): another process holds the database; stop it and start again"
        case .diskFull(let path): "\(path): the disk is full; free some space"
        case .keysMissing(let path):
            "\(path): is missing, and without it no number in the database can be read; restore the file from its copy"
        case .otherKeys(let path, let numbers):
            "\(path): holds other keys than the database was sealed with (\(numbers.map(String.init).joined(separator: ", "))); "
                + "restore the file that belongs to this database"
        case .unusableKeys(let path, let reason): "\(path): \(reason)"
        case .other(let path, let message): "\(path): \(message)"
        }
    }
}
