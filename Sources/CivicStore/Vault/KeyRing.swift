import Crypto
package import Foundation

/// The keys to what the record holds sealed: numbered ones, the greatest of which seals, and the one of the blind indexes.
///
///     index 2026-11-27T08:00:00Z <32 bytes in base64>
///     key 1 2026-11-27T08:00:00Z <32 bytes in base64>
package struct KeyRing: Sendable {
    package struct Key: Sendable {
        /// 0 for the one of the indexes.
        package let number: UInt16
        package let madeAt: Date
        /// Never used itself: what seals and what the database knows it by are derived from it (HKDF, RFC 5869), so that
        /// neither tells of the other.
        let root: SymmetricKey

        func derived(for use: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: root, info: Data("civicline \(use)".utf8), outputByteCount: 32)
        }

        /// What the database knows the key by, in hexadecimal.
        package var mark: String { derived(for: "mark").withUnsafeBytes { Data($0.prefix(16)) }.hexadecimal }
    }

    /// Why a text is no ring.
    package struct Fault: Error, Equatable {
        /// From 1; 0 where something is missing in the whole.
        package let line: Int
        package let reason: String
    }

    package let index: Key
    /// By number, rising; at least one.
    package private(set) var keys: [Key]

    /// The one that seals.
    package var current: Key { keys[keys.count - 1] }

    package static func made(at now: Date) -> KeyRing {
        KeyRing(index: .made(0, at: now), keys: [.made(1, at: now)])
    }

    private init(index: Key, keys: [Key]) {
        self.index = index
        self.keys = keys
    }

    /// The ring with one more key.
    ///
    /// - Parameter used: a number that was given out, for a key that is perhaps no longer in the ring.
    /// - Throws: `Fault` after 65,535 keys.
    package func withNewKey(above used: UInt16, at now: Date) throws(Fault) -> KeyRing {
        let last = max(current.number, used)
        guard last < .max else { throw Fault(line: 0, reason: "holds as many keys as there can be") }
        return KeyRing(index: index, keys: keys + [.made(last + 1, at: now)])
    }

    package func key(_ number: UInt16) -> Key? { keys.first { $0.number == number } }

    /// Whether this is `old` with nothing but more keys.
    package func continues(_ old: KeyRing) -> Bool {
        index.mark == old.index.mark && current.number >= old.current.number
            && key(old.current.number)?.mark == old.current.mark
    }

    // MARK: Text

    package init(text: String) throws(Fault) {
        var index: Key?
        var keys: [Key] = []
        for (number, line) in zip(1..., text.split(separator: "\n", omittingEmptySubsequences: false)) {
            let words = line.split(separator: " ").map(String.init)
            guard let kind = words.first, !kind.hasPrefix("#") else { continue }
            guard kind == "index" && words.count == 3 || kind == "key" && words.count == 4 else {
                throw Fault(line: number, reason: "is neither 'index TIME KEY' nor 'key NUMBER TIME KEY'")
            }
            let serial = kind == "index" ? 0 : UInt16(words[1]) ?? 0
            guard let madeAt = try? Date(words[words.count - 2], strategy: .iso8601) else {
                throw Fault(line: number, reason: "has no time such as 2026-11-27T08:00:00Z")
            }
            guard let bytes = Data(base64Encoded: words[words.count - 1]), bytes.count == 32 else {
                throw Fault(line: number, reason: "has no key of 32 bytes in base64")
            }
            let key = Key(number: serial, madeAt: madeAt, root: SymmetricKey(data: bytes))
            if kind == "index" {
                guard index == nil else { throw Fault(line: number, reason: "is a second 'index'") }
                index = key
            } else {
                guard serial > (keys.last?.number ?? 0) else {
                    throw Fault(line: number, reason: "has a number that is not above the one before it")
                }
                keys.append(key)
            }
        }
        guard let index, !keys.isEmpty else { throw Fault(line: 0, reason: "has no line 'index' or no line 'key'") }
        self.init(index: index, keys: keys)
    }

    package var text: String {
        let lines = keys.map { "key \($0.number) \($0.line)" }
        return """
            # CivicLine: the keys to telephone numbers and ID numbers in the record. Whoever has this file and the database can
            # read them; without it nobody can, ever. Keep a copy of it, and never beside a copy of the database.
            index \(index.line)
            \(lines.joined(separator: "\n"))

            """
    }
}

extension KeyRing.Key {
    fileprivate static func made(_ number: UInt16, at now: Date) -> Self {
        Self(number: number, madeAt: now, root: SymmetricKey(size: .bits256))
    }

    fileprivate var line: String {
        "\(madeAt.formatted(.iso8601)) \(root.withUnsafeBytes { Data($0) }.base64EncodedString())"
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits for each byte.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
