import CivicCRM
import Crypto
import Foundation

/// The bytes of the files of cases, beside the database by their SHA-256.
///
///     DIR/attachments/3f/3f79bb7b…   written aside, synced, renamed, the folder synced; then the row
///
/// Outside of it, because the database has one writer and places in line wait for it: a scan of ten megabytes would hold up
/// callers. A crash between file and row leaves a file that nobody names; the next sending of it finds it there.
struct AttachmentShelf: Sendable {
    static let folderName = "attachments"

    private let folder: String

    init(dataFolder: String) {
        folder = (dataFolder.hasSuffix("/") ? dataFolder : dataFolder + "/") + Self.folderName
    }

    /// Returns the hash once the bytes are durable.
    func keep(_ content: Data) throws -> String {
        let hash = Self.hash(of: content)
        let path = path(of: hash)
        if FileManager.default.fileExists(atPath: path) { return hash }
        try FileManager.default.createDirectory(
            atPath: URL(filePath: path).deletingLastPathComponent().path, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        DurableFile.syncFolder(folder)
        try DurableFile.write(content, to: path)
        return hash
    }

    /// - Throws: ``StoreError`` where the bytes are gone or are others.
    func content(of hash: String) throws -> Data {
        let path = path(of: hash)
        guard let content = FileManager.default.contents(atPath: path), Self.hash(of: content) == hash else {
            throw StoreError.other(path: path, message: "is missing or was changed; restore it from a backup")
        }
        return content
    }

    func path(of hash: String) -> String { "\(folder)/\(hash.prefix(2))/\(hash)" }

    private static func hash(of content: Data) -> String {
        SHA256.hash(data: content).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
