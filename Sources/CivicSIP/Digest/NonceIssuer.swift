package import CivicCore
import Crypto

/// Makes nonces that carry their own proof, and refuses those used before.
///
///     nonce = time (8 bytes) ‖ serial (8 bytes) ‖ HMAC-SHA-256(time ‖ serial), cut to 16 bytes; in hexadecimal
///
/// A nonce that was never used for a right answer takes no memory. Of those that were, the counts stand in a table of a
/// fixed size; what is pushed out of it is stale from then on, so a count is never believed twice.
package struct NonceIssuer: Sendable {
    package enum Verdict: Equatable, Sendable {
        case fresh
        /// Ours, but too old or used before.
        case stale
        case foreign
    }

    private struct Use {
        var highest: UInt32
        /// Bit n: count `highest - n` was seen. UDP may change the order.
        var seen: UInt64
    }

    private let key: SymmetricKey
    private let lifetime: Duration
    private let capacity: Int
    private var serial: UInt64 = 0
    private var uses: [UInt64: Use] = [:]
    /// Serials in the order of their first use; a ring once it is full.
    private var order: [UInt64] = []
    private var oldest = 0
    /// Every serial up to this may have been used and forgotten.
    private var forgotten: UInt64 = 0

    package init(key: [UInt8], lifetime: Duration, capacity: Int = 8192) {
        self.key = SymmetricKey(data: key)
        self.lifetime = lifetime
        self.capacity = max(1, capacity)
    }

    package mutating func issue(at now: MonotonicInstant) -> String {
        serial += 1
        let stamp = bytes(UInt64(bitPattern: now.nanoseconds)) + bytes(serial)
        return hexadecimal(stamp + proof(of: stamp))
    }

    /// Notes that a right answer used `nonce` for the `count`th time; `stale` where it did so before.
    package mutating func use(_ nonce: String, count: UInt32, at now: MonotonicInstant) -> Verdict {
        guard let serial = serial(of: nonce, at: now) else { return isOurs(nonce) ? .stale : .foreign }
        guard count > 0 else { return .stale }
        guard var use = uses[serial] else {
            guard serial > forgotten else { return .stale }
            remember(serial, Use(highest: count, seen: 1))
            return .fresh
        }
        if count > use.highest {
            let step = count - use.highest
            use.seen = step < 64 ? use.seen << UInt64(step) | 1 : 1
            use.highest = count
        } else {
            let age = use.highest - count
            guard age < 64, use.seen & (1 << UInt64(age)) == 0 else { return .stale }
            use.seen |= 1 << UInt64(age)
        }
        uses[serial] = use
        return .fresh
    }

    private mutating func remember(_ serial: UInt64, _ use: Use) {
        if order.count < capacity {
            order.append(serial)
        } else {
            let evicted = order[oldest]
            uses[evicted] = nil
            forgotten = max(forgotten, evicted)
            order[oldest] = serial
            oldest = (oldest + 1) % capacity
        }
        uses[serial] = use
    }

    private func isOurs(_ nonce: String) -> Bool { stamp(of: nonce) != nil }

    private func serial(of nonce: String, at now: MonotonicInstant) -> UInt64? {
        guard let stamp = stamp(of: nonce) else { return nil }
        let issued = MonotonicInstant(nanoseconds: Int64(bitPattern: integer(stamp[0..<8])))
        guard issued <= now, now - issued < lifetime else { return nil }
        return integer(stamp[8..<16])
    }

    /// Time and serial of a nonce whose proof is right.
    private func stamp(of nonce: String) -> [UInt8]? {
        let text = Array(nonce.utf8)
        guard text.count == 64 else { return nil }
        var raw: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = text[index].hexDigitValue, let low = text[index + 1].hexDigitValue else { return nil }
            raw.append(high << 4 | low)
        }
        let stamp = Array(raw[0..<16])
        return isEqualInConstantTime(proof(of: stamp), Array(raw[16..<32])) ? stamp : nil
    }

    private func proof(of stamp: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: stamp, using: key).prefix(16))
    }

    private func bytes(_ value: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * $0)) }
    }

    private func integer(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// Compares without telling by its time where the first difference is.
func isEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}
