import CivicStore
import Foundation

extension Commands {
    /// The keys that numbers in the record are sealed with: since when, and how much.
    package static func showKeys(config: String, data: String) async -> Int32 {
        await reporting {
            let uses = try await withStore(config: config, data: data) { store in try await store.keyUses() }
            for use in uses {
                let state =
                    use.number == uses.last?.number
                    ? "seals" : use.rows > 0 ? "a rotation is not finished" : "may go once no backup needs it"
                say("key \(use.number)  since \(use.madeAt.formatted(.iso8601))  \(use.rows) texts  \(state)")
            }
            return 0
        }
    }

    /// Seals everything with a new key, beside a running daemon.
    package static func rotateKeys(config: String, data: String) async -> Int32 {
        await reporting {
            let began = ContinuousClock.now
            let rotation = try await withStore(config: config, data: data) { store in
                try await store.rotateKeys(at: Date()) { rows in
                    if rows >= 50_000, rows % 50_000 < 500 { complain("\(rows) texts …") }
                }
            }
            if rotation.isContinued { say("An earlier rotation was stopped; it is finished now.") }
            let seconds = (ContinuousClock.now - began) / .seconds(1)
            say(
                "key \(rotation.number) seals now; \(rotation.rows) texts were sealed anew in "
                    + "\(seconds.formatted(.number.precision(.fractionLength(1)))) s")
            say("Copy the file of the keys again: without its newest line the record cannot be read.")
            return 0
        }
    }
}
