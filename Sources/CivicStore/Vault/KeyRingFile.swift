import Foundation

/// The file of the key ring: read by its owner alone, and never without a whole ring in it.
package struct KeyRingFile: Sendable {
    /// What tells one content from the next without reading it.
    package struct Stamp: Equatable, Sendable {
        private let parts: [Int64]

        init?(_ path: String) {
            var found = stat()
            guard stat(path, &found) == 0 else { return nil }
            parts = [
                Int64(found.st_ino), Int64(found.st_size), Int64(found.st_mtim.tv_sec), Int64(found.st_mtim.tv_nsec),
            ]
        }
    }

    package let path: String

    package init(path: String) {
        self.path = path
    }

    var exists: Bool { FileManager.default.fileExists(atPath: path) }
    var stamp: Stamp? { Stamp(path) }

    package func read() throws(StoreError) -> KeyRing {
        var found = stat()
        if stat(path, &found) == 0, found.st_mode & 0o007 != 0 {
            throw .unusableKeys(path: path, reason: "can be read by everybody on this machine; 'chmod 600' it")
        }
        let text: String
        do {
            text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        } catch {
            throw .unusableKeys(path: path, reason: "cannot be read; give it to the daemon's user")
        }
        do {
            return try KeyRing(text: text)
        } catch {
            let place = error.line > 0 ? "line \(error.line) " : ""
            throw .unusableKeys(path: path, reason: "\(place)\(error.reason); restore the file from its copy")
        }
    }

    /// Two processes that start at once end up with one ring: the first link wins.
    package func make(_ ring: KeyRing) throws(StoreError) {
        try write(ring) { draft in link(draft, path) == 0 || errno == EEXIST }
    }

    /// Puts a ring in the place of the one that is there; whoever reads sees the one or the other. The file stays its owner's,
    /// also when root replaces it: the daemon must be able to read it.
    package func replace(with ring: KeyRing) throws(StoreError) {
        try write(ring) { draft in
            var standing = stat()
            guard stat(path, &standing) == 0 else { return false }
            return chown(draft, standing.st_uid, standing.st_gid) == 0
                && chmod(draft, standing.st_mode & 0o770) == 0 && rename(draft, path) == 0
        }
    }

    private func write(_ ring: KeyRing, _ place: (String) -> Bool) throws(StoreError) {
        let draft = path + ".\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: draft) }
        do {
            guard
                FileManager.default.createFile(
                    atPath: draft, contents: Data(ring.text.utf8), attributes: [.posixPermissions: 0o600])
            else { throw CocoaError(.fileWriteNoPermission) }
            try Self.synchronise(draft)
            guard place(draft) else { throw CocoaError(.fileWriteUnknown) }
            try Self.synchronise(URL(filePath: path).deletingLastPathComponent().path)
        } catch {
            throw .unwritable(path: path, reason: (error as NSError).localizedDescription)
        }
    }

    /// Of a file or a folder: on disk before anything is sealed with a key in it.
    private static func synchronise(_ path: String) throws {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw CocoaError(.fileNoSuchFile) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
