import CivicCRM
import Crypto
import Foundation

/// The codes by which those who filed a matter prove it: eight digits, worked out from the case's number with a key that
/// lies beside the database and not in it. Nothing about them is stored, and a second sending hears the same one.
struct FilingCodes: Sendable {
    /// The key's file in the data folder.
    static let fileName = "filing-codes.key"

    private let key: SymmetricKey

    /// Reads the key, making it where it is missing; only the daemon's user may read it.
    init(folder: String) throws(StoreError) {
        let path = folder.hasSuffix("/") ? folder + Self.fileName : folder + "/" + Self.fileName
        do {
            if !FileManager.default.fileExists(atPath: path) { try Self.make(path) }
            let bytes = try Data(contentsOf: URL(filePath: path))
            guard bytes.count == 32 else {
                throw StoreError.other(
                    path: path,
                    message: "is not a key of 32 bytes; restore it from a backup, or remove it to give out new codes")
            }
            key = SymmetricKey(data: bytes)
        } catch let known as StoreError {
            throw known
        } catch {
            throw .unwritable(path: path, reason: (error as NSError).localizedDescription)
        }
    }

    func code(of number: CaseNumber) -> String {
        let mark = HMAC<SHA256>.authenticationCode(for: Data("case \(number.text)".utf8), using: key)
        let value = mark.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return String(String(value % 100_000_000 + 100_000_000).dropFirst())
    }

    /// Whether `typed` is the case's code; spaces and hyphens do not count.
    func fits(_ typed: String, _ number: CaseNumber) -> Bool {
        let digits = String(
            typed.prefix(40).compactMap(\.wholeNumberValue).filter { $0 < 10 }.map(String.init).joined())
        return constantTimeEqual(Data(digits.utf8), Data(code(of: number).utf8))
    }

    /// Two processes that start at once end up with one key: the first link wins.
    private static func make(_ path: String) throws {
        let draft = path + ".\(UUID().uuidString)"
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        guard FileManager.default.createFile(atPath: draft, contents: bytes, attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteNoPermission) }
        defer { try? FileManager.default.removeItem(atPath: draft) }
        let handle = try FileHandle(forWritingTo: URL(filePath: draft))
        try handle.synchronize()
        try handle.close()
        if link(draft, path) != 0, errno != EEXIST { throw CocoaError(.fileWriteUnknown) }
    }
}
