import CivicCRM
import CivicCore
import CivicStore
import Foundation

extension Commands {
    package static func sampleCounty(
        config: String, data: String, citizens: Int, years: Int, seed: UInt64, ifEmpty: Bool
    ) async -> Int32 {
        await reporting {
            let configuration = try configuration(config, data: data)
            let rules = try HouseRules.load(configuration)
            let store = try CivicStore(
                folder: data, services: rules.services, keys: configuration.files.recordKeys,
                numbering: configuration.numbering)
            say("Making a county of \(citizens) made-up citizens (seed \(seed)) …")
            do {
                let began = ContinuousClock.now
                let report = try await SampleCountyLoader.load(
                    into: store, citizens: citizens, seed: seed, years: years
                ) { rows in
                    let rate = Double(rows) / ((ContinuousClock.now - began) / .seconds(1))
                    complain("\(rows) rows, \(Int(rate)) a second …")
                }
                say(
                    "\(report.citizens) citizens in \(report.households) households, \(report.phones) telephones, "
                        + "\(report.cases) cases, \(report.contacts) contacts: \(report.rows) rows in "
                        + "\(report.duration.milliseconds) ms")
                try await store.use(rules.segments, at: Date())
                while try await store.judgeDue(limit: 2_000, at: Date()) > 0 {}
                sayWhoIsKnown()
            } catch let refusal as SampleCountyRefusal {
                guard ifEmpty else { throw refusal }
                say("The folder holds records already; nothing was changed.")
            }
            try store.close()
            return 0
        }
    }

    private static func sayWhoIsKnown() {
        let known = KnownCitizens.ownPhone
        guard let number = known.caseNumber else { return }
        say(
            "To try: citizen \(known.number) asks for case \(number) with proof \(known.keyedSuffix); "
                + "\(KnownCitizens.householdNumber) is one telephone of four people.")
    }
}
