import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("Sample county")
struct SampleCountyTests {
    static func county(_ citizens: Int, seed: UInt64 = 1, years: Int = 5) throws -> [SampleHousehold] {
        var generator = SampleCountyGenerator(
            citizens: citizens, seed: seed, years: years, asOf: Fixture.now, catalogue: try Fixture.catalogue())
        return Array(AnyIterator { generator.next() })
    }

    @Test("the same seed gives the same county, another seed another")
    func deterministic() throws {
        let first = try Self.county(600)
        #expect(first == (try Self.county(600)))
        #expect(first != (try Self.county(600, seed: 2)))
    }

    @Test("a larger county begins with the smaller one")
    func prefix() throws {
        let small = try Self.county(200)
        #expect(Array(try Self.county(400).prefix(small.count)) == small)
    }

    @Test("as many years as are asked for bring as many contacts, and none before them", arguments: [1, 3, 12])
    func years(years: Int) throws {
        let usual = try Self.county(2_000).flatMap(\.contacts).count
        let households = try Self.county(2_000, years: years)
        #expect(households == (try Self.county(2_000, years: years)))
        let contacts = households.flatMap(\.contacts)
        let share = Double(contacts.count) / Double(usual) / (Double(years) / 5)
        #expect((0.9...1.1).contains(share), "\(share)")
        // The known citizens' past is always the same.
        let ordinary = contacts.filter { ($0.citizenId ?? 0) > Int64(KnownCitizens.count) }
        let first = try #require(ordinary.map(\.startedAt).min())
        #expect(first > Fixture.now - Double(years) * 365.25 * 86_400 - 86_400)
        #expect(first < Fixture.now - Double(years) * 0.8 * 365.25 * 86_400)
    }

    @Test("five thousand citizens, five townships, shared and personal telephones")
    func shape() throws {
        let households = try Self.county(5_000)
        let members = households.flatMap(\.members)
        #expect((5_000...5_010).contains(members.count))
        #expect(Set(households.map(\.township)).count == 5)
        #expect(Set(members.map(\.citizen.id)).count == members.count)
        let phones = households.flatMap(\.phones)
        #expect(Set(phones.map(\.key)).count == phones.count)
        #expect(phones.allSatisfy { $0.key.hasPrefix("+86129") || $0.key.hasPrefix("+447700900") })
        let links = households.flatMap(\.links)
        let byPhone = Dictionary(grouping: links, by: \.phoneId)
        let byCitizen = Dictionary(grouping: links, by: \.citizenId)
        #expect(byPhone.values.count { $0.count >= 2 } > 500)
        #expect(byCitizen.values.count { $0.count >= 2 } > 500)
        #expect(Set(links.map { [$0.phoneId, $0.citizenId] }).count == links.count)
        #expect(members.contains { $0.pin != nil } && members.contains { $0.citizen.dialect != nil })
        #expect(members.compactMap(\.citizen.idSuffix).allSatisfy { $0.count == 4 })
    }

    @Test("cases have numbers of their own and a history that a real one could have")
    func cases() throws {
        let cases = try Self.county(5_000).flatMap(\.cases)
        #expect(Set(cases.map(\.record.number)).count == cases.count)
        let states = Set(cases.map(\.record.state))
        #expect(states == Set(CaseState.allCases.map(\.told)))
        #expect(cases.contains { $0.record.state.isOpen && $0.record.deadline < Fixture.now })
        for sample in cases {
            #expect(sample.events.first?.state == .received)
            #expect(sample.events.last?.state == sample.record.state)
            #expect(sample.record.deadline >= sample.record.openedAt)
            for (before, after) in zip(sample.events, sample.events.dropFirst()) {
                #expect(before.at <= after.at && after.at <= Fixture.now)
                if let from = before.state, let to = after.state { #expect(from.next.contains(to)) }
            }
        }
    }

    @Test("known citizens are where they are said to be", arguments: [8, 5_000])
    func known(size: Int) throws {
        let households = try Self.county(size)
        let cases = households.flatMap(\.cases).map(\.record)
        let all =
            [KnownCitizens.ownPhone, KnownCitizens.englishSpeaker, KnownCitizens.suffixWithX, KnownCitizens.twoPhones]
            + KnownCitizens.household
        for known in all {
            let citizen = households.flatMap(\.members).first { $0.citizen.id == known.id }
            #expect(citizen?.citizen.name == known.name)
            #expect(citizen?.citizen.idSuffix == known.idSuffix && citizen?.pin == known.pin)
            if let number = known.caseNumber {
                #expect(cases.filter { $0.number == number }.map(\.citizenId) == [known.id])
            }
        }
        let shared = households.flatMap(\.phones).first { $0.key == KnownCitizens.householdNumber }
        let sharers = households.flatMap(\.links).filter { $0.phoneId == shared?.id }.map(\.citizenId)
        #expect(Set(sharers).isSuperset(of: KnownCitizens.household.map(\.id)))
        #expect(cases.first { $0.number == KnownCitizens.ownPhone.caseNumber }?.state == .inWork)
        #expect(KnownCitizens.suffixWithX.keyedSuffix == "302*")
    }
}
