import Crypto
package import Foundation
import Synchronization

/// Seals what the record may not hold in clear, opens it, and makes the blind indexes by which it is found.
///
///     sealed = 1 ‖ key number, 2 bytes big-endian ‖ nonce, 12 bytes ‖ AES-256-GCM of the text ‖ tag, 16 bytes
///     index  = the first 16 bytes of HMAC-SHA-256(index key, column ‖ 0 ‖ text), in hexadecimal
///
/// The column's name is associated data: what is moved to another column does not open. Nonces are random; one key seals at
/// most 2³² texts (NIST SP 800-38D §8.3), which a county does not reach in the time between two rotations.
///
/// Another process may add a key at any time. Each sealing looks whether the file is another one (one `stat`), so seal inside
/// the transaction that writes: whoever rotates afterwards sees the row.
package final class RecordVault: Sendable {
    /// The file in the data folder, unless the configuration names another.
    package static let fileName = "record.keys"
    /// Form and key number.
    static let headLength = 3
    private static let form: UInt8 = 1

    package let file: KeyRingFile
    private let keys: Mutex<Keys>

    private struct Keys {
        var ring: KeyRing
        var stamp: KeyRingFile.Stamp?
        var sealing: [UInt16: SymmetricKey]
        let index: SymmetricKey

        init(_ ring: KeyRing, _ stamp: KeyRingFile.Stamp?) {
            self.ring = ring
            self.stamp = stamp
            index = ring.index.derived(for: "index")
            sealing = Dictionary(uniqueKeysWithValues: ring.keys.map { ($0.number, $0.derived(for: "seal")) })
        }

        /// Takes the file's keys where it is another one; a ring that does not continue ours is no business of a running
        /// house, and is refused at the next start.
        mutating func refresh(_ file: KeyRingFile) {
            guard let stamp = file.stamp, stamp != self.stamp else { return }
            if let fresh = try? file.read(), fresh.continues(ring) {
                self = Keys(fresh, stamp)
            } else {
                self.stamp = stamp
            }
        }
    }

    /// Reads the ring of a file.
    package init(_ file: KeyRingFile) throws(StoreError) {
        self.file = file
        let stamp = file.stamp
        keys = Mutex(Keys(try file.read(), stamp))
    }

    package var ring: KeyRing {
        keys.withLock { keys in
            keys.refresh(file)
            return keys.ring
        }
    }

    /// How every text begins that the key seals.
    static func head(of number: UInt16) -> Data { Data([form, UInt8(number >> 8), UInt8(number & 0xFF)]) }

    /// The number of the key that sealed `bytes`; nil where nothing of ours did.
    package static func keyNumber(of bytes: Data) -> UInt16? {
        guard bytes.count >= headLength, bytes.first == form else { return nil }
        return bytes.dropFirst().prefix(2).reduce(0) { $0 << 8 | UInt16($1) }
    }

    package func seal(_ text: String, for column: SealedColumn) throws -> Data {
        let (number, key) = keys.withLock { keys in
            keys.refresh(file)
            let number = keys.ring.current.number
            return (number, keys.sealing[number])
        }
        guard let key else { throw VaultRefusal.unknownKey(number) }
        let box = try AES.GCM.seal(Data(text.utf8), using: key, authenticating: column.associatedData)
        guard let combined = box.combined else { throw VaultRefusal.notSealed(column) }
        return Self.head(of: number) + combined
    }

    func sealIfAny(_ text: String?, for column: SealedColumn) throws -> Data? {
        try text.map { try seal($0, for: column) }
    }

    package func open(_ bytes: Data, of column: SealedColumn) throws -> String {
        guard let number = Self.keyNumber(of: bytes) else { throw VaultRefusal.notSealed(column) }
        let key = keys.withLock { keys in
            if keys.sealing[number] == nil { keys.refresh(file) }
            return keys.sealing[number]
        }
        guard let key else { throw VaultRefusal.unknownKey(number) }
        do {
            let box = try AES.GCM.SealedBox(combined: bytes.dropFirst(Self.headLength))
            return String(
                decoding: try AES.GCM.open(box, using: key, authenticating: column.associatedData), as: UTF8.self)
        } catch {
            throw VaultRefusal.notSealed(column)
        }
    }

    func openIfAny(_ bytes: Data?, of column: SealedColumn) throws -> String? {
        try bytes.map { try open($0, of: column) }
    }

    /// 32 hexadecimal digits that are the same for the same text of the same column, and tell nothing else of it.
    package func index(_ text: String, for column: IndexedColumn) -> String {
        let key = keys.withLock { $0.index }
        var message = Data(column.rawValue.utf8)
        message.append(0)
        message.append(contentsOf: text.utf8)
        return HMAC<SHA256>.authenticationCode(for: message, using: key).prefix(16).hexadecimal
    }

    func indexIfAny(_ text: String?, for column: IndexedColumn) -> String? {
        text.map { index($0, for: column) }
    }
}

/// Why something did not open. Names a column, never what is in it.
package enum VaultRefusal: Error, Equatable, CustomStringConvertible {
    case unknownKey(UInt16)
    /// It was changed, comes from another column, or is nothing of ours.
    case notSealed(SealedColumn)

    package var description: String {
        switch self {
        case .unknownKey(let number): "key \(number) is not in the key ring; restore the ring from its copy"
        case .notSealed(let column): "what is in \(column.rawValue) was not sealed there, or was changed"
        }
    }
}
