package import CivicCore

/// The PINs of the recording booth: six digits that an administrator is shown, good once and for a few minutes, for the
/// prompts that were chosen with it. They are in memory alone, and a restart voids them.
package struct BoothPINs: Sendable {
    package static let lifetime = Duration.seconds(600)
    /// Wrong ones in a row, over all calls, after which every PIN is void: a stranger who guesses has that many in a million.
    package static let tries = 10

    private struct Open: Sendable {
        var ticket: BoothTicket
        var until: MonotonicInstant
    }

    private var open: [String: Open] = [:]
    private var misses = 0

    package init() {}

    /// A new PIN; an earlier one of the same account is void.
    package mutating func issue(
        _ ticket: BoothTicket, at now: MonotonicInstant, using generator: inout some RandomNumberGenerator
    ) -> String {
        forget(at: now)
        open = open.filter { $0.value.ticket.account != ticket.account }
        misses = 0
        while true {
            let number = String(Int.random(in: 0..<1_000_000, using: &generator))
            let pin = String(repeating: "0", count: 6 - number.count) + number
            guard open[pin] == nil else { continue }
            open[pin] = Open(ticket: ticket, until: now + Self.lifetime)
            return pin
        }
    }

    /// What a PIN opens; it is void afterwards.
    package mutating func redeem(_ pin: String, at now: MonotonicInstant) -> BoothTicket? {
        forget(at: now)
        if let found = open.removeValue(forKey: pin) {
            misses = 0
            return found.ticket
        }
        misses += 1
        if misses >= Self.tries { open = [:] }
        return nil
    }

    private mutating func forget(at now: MonotonicInstant) {
        open = open.filter { now < $0.value.until }
    }
}
