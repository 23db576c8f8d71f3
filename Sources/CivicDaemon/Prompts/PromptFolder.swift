import CivicStore
import Foundation
import Glibc

/// The folder of the prompts' files, as far as the studio writes to it.
struct PromptFolder: Sendable {
    let path: String

    var catalogue: String { path + "/catalogue.yaml" }
    func file(of clip: String) -> String { "\(path)/\(clip).wav" }
    func bytes(of clip: String) -> Data? { FileManager.default.contents(atPath: file(of: clip)) }

    /// What tells whether a file has changed without reading it; `nil` where there is none.
    func stamp(ofFile path: String) -> Stamp? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        return Stamp(
            size: (attributes[.size] as? NSNumber)?.int64Value ?? 0,
            number: (attributes[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0,
            changed: attributes[.modificationDate] as? Date ?? .distantPast)
    }

    struct Stamp: Hashable, Sendable {
        var size: Int64
        /// The file system's own, which a renamed file brings along.
        var number: UInt64
        var changed: Date
    }

    /// Writes aside, to the disk, and then into place: whoever reads finds the old file or the new one, whole.
    func write(_ bytes: Data, to file: String) throws {
        let folder = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let aside = "\(folder)/.\((file as NSString).lastPathComponent).\(UUID().uuidString)"
        guard FileManager.default.createFile(atPath: aside, contents: nil),
            let handle = FileHandle(forWritingAtPath: aside)
        else { throw CocoaError(.fileWriteNoPermission) }
        do {
            try handle.write(contentsOf: bytes)
            try handle.synchronize()
            try handle.close()
            guard rename(aside, file) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        } catch {
            try? FileManager.default.removeItem(atPath: aside)
            throw error
        }
        // The name is on the disk as well.
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
