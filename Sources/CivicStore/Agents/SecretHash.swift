import Crypto
import CryptoExtras
import Foundation

/// Slow hashes of short secrets by scrypt (RFC 7914), with a salt each: `$scrypt$ln=14,r=8,p=1$salt$hash`.
///
/// The work is done on a queue of its own, one at a time, so that guesses never occupy more than one core and never
/// hold up other tasks.
package struct SecretHash: Sendable {
    /// Citizens' PINs: 4 MiB, about ten milliseconds. Four digits are guarded by the lockout; no hash could.
    package static let pin = SecretHash(logRounds: 12, parallelism: 1)
    /// Agents' passwords: 32 MiB, some 0.3 s.
    package static let password = SecretHash(logRounds: 15, parallelism: 3)

    private static let queue = DispatchQueue(label: "CivicStore.SecretHash", qos: .userInitiated)
    private static let blockSize = 8

    /// 2 to this power is scrypt's N.
    let logRounds: Int
    let parallelism: Int

    package init(logRounds: Int, parallelism: Int) {
        precondition((10...20).contains(logRounds) && (1...16).contains(parallelism))
        self.logRounds = logRounds
        self.parallelism = parallelism
    }

    func hash(_ secret: String) async throws -> String {
        try await Self.onQueue { try hashNow(secret) }
    }

    /// Whether `secret` is the one behind `stored`; without a stored hash the same work is done for a `false`.
    func verify(_ secret: String, against stored: String?) async -> Bool {
        await Self.onQueue {
            let parsed = stored.flatMap(Parsed.init)
            let expected = parsed ?? Parsed(self, salt: Data(repeating: 0, count: 16), hash: Data(count: 32))
            guard let derived = try? expected.derive(secret) else { return false }
            return parsed != nil && constantTimeEqual(derived, expected.hash)
        }
    }

    func hashNow(_ secret: String) throws -> String {
        var generator = SystemRandomNumberGenerator()
        let salt = Data((0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })
        var parsed = Parsed(self, salt: salt, hash: Data())
        parsed.hash = try parsed.derive(secret)
        return parsed.text
    }

    private static func onQueue<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws
        -> Result
    {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try work() }) }
        }
    }

    private static func onQueue<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }

    private struct Parsed {
        var logRounds: Int
        var blockSize: Int
        var parallelism: Int
        var salt: Data
        var hash: Data

        init(_ cost: SecretHash, salt: Data, hash: Data) {
            logRounds = cost.logRounds
            blockSize = SecretHash.blockSize
            parallelism = cost.parallelism
            self.salt = salt
            self.hash = hash
        }

        /// `nil` for anything but our own form, or a cost that no version of ours used.
        init?(_ text: String) {
            let fields = text.split(separator: "$", omittingEmptySubsequences: false)
            guard fields.count == 5, fields[0].isEmpty, fields[1] == "scrypt" else { return nil }
            let costs = fields[2].split(separator: ",").map { $0.split(separator: "=").last.flatMap { Int($0) } }
            guard costs.count == 3, let logRounds = costs[0], let blockSize = costs[1], let parallelism = costs[2],
                (10...20).contains(logRounds), (1...16).contains(blockSize), (1...16).contains(parallelism),
                let salt = Data(base64Encoded: String(fields[3])), let hash = Data(base64Encoded: String(fields[4])),
                hash.count == 32
            else { return nil }
            self.logRounds = logRounds
            self.blockSize = blockSize
            self.parallelism = parallelism
            self.salt = salt
            self.hash = hash
        }

        var text: String {
            "$scrypt$ln=\(logRounds),r=\(blockSize),p=\(parallelism)$\(salt.base64EncodedString())$"
                + hash.base64EncodedString()
        }

        func derive(_ secret: String) throws -> Data {
            let key = try KDF.Scrypt.deriveKey(
                from: Data(secret.utf8), salt: salt, outputByteCount: 32, rounds: 1 << logRounds, blockSize: blockSize,
                parallelism: parallelism)
            return key.withUnsafeBytes { Data($0) }
        }
    }
}

/// Whether two byte strings are equal, in a time that depends on their lengths alone.
func constantTimeEqual(_ left: Data, _ right: Data) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}
