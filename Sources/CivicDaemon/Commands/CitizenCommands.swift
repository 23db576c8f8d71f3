import CivicCRM
import CivicStore
import Foundation

extension Commands {
    /// A citizen's whole file in a folder: `file.json`, `file.html`, recordings and files of cases.
    package static func exportCitizen(
        _ citizen: Int64, to folder: String, author: String?, config: String, data: String
    ) async -> Int32 {
        await reporting {
            guard !FileManager.default.fileExists(atPath: folder) else {
                complain("civicline: '\(folder)' is there already; name a new folder with --to")
                return 2
            }
            let (export, files) = try await withStore(config: config, data: data) { store in
                try await store.export(citizen, by: author ?? NSUserName(), at: Date())
            }
            let manager = FileManager.default
            let isPrivate: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
            try manager.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: isPrivate)
            for part in ["recordings", "files"] {
                try manager.createDirectory(
                    atPath: "\(folder)/\(part)", withIntermediateDirectories: true, attributes: isPrivate)
            }
            var missing = 0
            for file in files {
                guard manager.fileExists(atPath: file.source) else {
                    missing += 1
                    continue
                }
                try manager.copyItem(atPath: file.source, toPath: "\(folder)/\(file.path)")
            }
            try export.json.write(to: URL(filePath: "\(folder)/file.json"))
            try Data(ExportPage(export).html.utf8).write(to: URL(filePath: "\(folder)/file.html"))
            say(
                "\(folder): \(export.calls.count) calls, \(export.matters.count) cases, "
                    + "\(files.count - missing) recordings and files")
            if missing > 0 { say("\(missing) files are not on the disk any more.") }
            return 0
        }
    }

    /// Takes a citizen out of the record.
    package static func eraseCitizen(
        _ citizen: Int64, author: String?, config: String, data: String
    ) async -> Int32 {
        await reporting {
            try await withStore(config: config, data: data) { store -> Int32 in
                do {
                    let report = try await store.erase(citizen, by: author ?? NSUserName(), at: Date())
                    say(
                        "citizen \(citizen) is erased: \(report.contacts) calls and \(report.cases) cases stay without "
                            + "words or numbers, \(report.files) files are deleted")
                    if !report.isScrubbed {
                        say("The database's log is being read just now and is cleaned at the next start.")
                    }
                    say("Backups of before hold the file still.")
                    return 0
                } catch let refusal as ErasureRefusal {
                    complain("civicline: citizen \(citizen) is not erased: \(refusal)")
                    return 1
                }
            }
        }
    }

    /// Holds a citizen's file against erasure, lifts the holds, or lists them where neither is asked for.
    package static func holdCitizen(
        _ citizen: Int64, reason: String?, lifts: Bool, author: String?, config: String, data: String
    ) async -> Int32 {
        await reporting {
            try await withStore(config: config, data: data) { store -> Int32 in
                let author = author ?? NSUserName()
                if lifts {
                    let count = try await store.liftHolds(citizen, by: author, at: Date())
                    say("\(count) holds on citizen \(citizen) are lifted")
                } else if let reason {
                    try await store.hold(citizen, because: reason, by: author, at: Date())
                }
                for hold in try await store.holds(citizen) {
                    say("citizen \(citizen) is held since \(hold.at.formatted(.iso8601)) by \(hold.by): \(hold.reason)")
                }
                return 0
            }
        }
    }
}
