import Foundation
import Glibc

/// Writes files so that a power cut leaves either the old text or the new one: aside, synced, renamed, the folder synced.
package enum DurableFile {
    /// Why a file was not written; the old one is as it was.
    package struct Failure: Error, CustomStringConvertible {
        package var file: String
        package var code: Int32
        package var description: String { "\(file) cannot be written: \(String(cString: strerror(code)))" }
    }

    /// - Parameter isNew: refuses where the file is there already.
    package static func write(_ bytes: some Collection<UInt8>, to path: String, isNew: Bool = false) throws(Failure) {
        let url = URL(filePath: path)
        let folder = url.deletingLastPathComponent().path
        let aside = "\(folder)/.\(url.lastPathComponent).\(getpid()).new"
        let standing = try? FileManager.default.attributesOfItem(atPath: path)
        guard !isNew || standing == nil else { throw Failure(file: path, code: EEXIST) }
        let mode = (standing?[.posixPermissions] as? NSNumber)?.uint32Value ?? 0o644
        let descriptor = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw Failure(file: path, code: errno) }
        let isWhole = put(Array(bytes), into: descriptor) && fsync(descriptor) == 0
        let code = errno
        _ = close(descriptor)
        guard isWhole else {
            unlink(aside)
            throw Failure(file: path, code: code)
        }
        // link(2) fails where the name is taken, rename(2) takes it over.
        let isNamed = isNew ? link(aside, path) == 0 : rename(aside, path) == 0
        let refused = errno
        if isNew || !isNamed { unlink(aside) }
        guard isNamed else { throw Failure(file: path, code: refused) }
        syncFolder(folder)
    }

    private static func put(_ bytes: [UInt8], into descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Makes the names in a folder durable.
    package static func syncFolder(_ folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        _ = close(descriptor)
    }
}
