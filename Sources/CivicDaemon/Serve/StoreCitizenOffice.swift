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
        let (export, files) = try await store.export(citizen, by: author, at: now)
        let there = files.filter { FileManager.default.fileExists(atPath: $0.source) }
        let size = try there.reduce(0) { sum, file in
            sum + (try FileManager.default.attributesOfItem(atPath: file.source)[.size] as? Int ?? 0)
        }
        guard size <= Self.mostBytes else { throw ExportRefusal.tooLarge(megabytes: size >> 20) }
        var archive = ZIPArchive(at: now)
        try archive.add("file.json", try export.json)
        try archive.add("file.html", Data(ExportPage(export).html.utf8))
        for file in there { try archive.add(file.path, try Data(contentsOf: URL(filePath: file.source))) }
        return Data(archive.finished())
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
