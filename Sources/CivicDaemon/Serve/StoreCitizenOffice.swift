import CivicCRM
import CivicHTTP
import CivicMIME
import CivicStore
import Foundation

/// Export, holds and erasure, as the page asks for them.
struct StoreCitizenOffice: CitizenOffice {
    let store: CivicStore

    /// Bytes of recordings and files that a page hands out; they are in memory for a moment.
    private static let mostBytes = 256 << 20

    func footprint(of citizen: Int64) async throws -> CitizenFootprint? { try await store.footprint(of: citizen) }

    func hold(_ citizen: Int64, because reason: String, by author: String) async throws {
        try await store.hold(citizen, because: reason, by: author, at: Date())
    }

    func liftHolds(_ citizen: Int64, by author: String) async throws {
        _ = try await store.liftHolds(citizen, by: author, at: Date())
    }

    func erase(_ citizen: Int64, by author: String) async throws -> ErasureReport {
        try await store.erase(citizen, by: author, at: Date())
    }

    func archive(of citizen: Int64, by author: String) async throws -> Data {
        let now = Date()
        let (export, files) = try await store.export(citizen, by: author, at: now) { files in
            let size = try Self.size(of: files)
            guard size <= Self.mostBytes else { throw ExportRefusal.tooLarge(megabytes: size >> 20) }
        }
        do {
            var archive = ZIPArchive(at: now)
            try archive.add("file.json", try export.json)
            try archive.add("file.html", Data(ExportPage(export).html.utf8))
            for file in Self.there(files) {
                try archive.add(file.path, try Data(contentsOf: URL(filePath: file.source)))
            }
            return Data(archive.finished())
        } catch ZIPArchive.Refusal.tooLarge {
            throw ExportRefusal.tooLarge(megabytes: try Self.size(of: files) >> 20)
        } catch ZIPArchive.Refusal.wrongName {
            throw ExportRefusal.wrongName
        }
    }

    private static func there(_ files: [ExportedFile]) -> [ExportedFile] {
        files.filter { FileManager.default.fileExists(atPath: $0.source) }
    }

    /// Bytes of those that are there. The files themselves say it: the type of `.size` differs between platforms.
    private static func size(of files: [ExportedFile]) throws -> Int {
        try there(files).reduce(0) { sum, file in
            let handle = try FileHandle(forReadingFrom: URL(filePath: file.source))
            defer { try? handle.close() }
            return sum + Int(clamping: try handle.seekToEnd())
        }
    }
}

extension CitizenExport {
    /// For programs: dates as ISO 8601, keys in the order of the alphabet.
    var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.dateEncodingStrategy = .iso8601
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(self)
        }
    }
}
