import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("Who may be calling")
struct IdentificationTests {
    static let zone = TimeZone(identifier: "Asia/Shanghai") ?? .gmt
    static let since = Fixture.now - 300 * 86_400

    static func citizen(_ id: Int64) -> Citizen {
        Citizen(
            id: id, name: "c\(id)", birthYear: nil, language: .mandarin, township: "t", village: nil, idSuffix: nil,
            pinHash: nil, accessibility: nil)
    }

    static func link(_ id: Int64, _ confidence: Double) -> NumberLink {
        NumberLink(citizen: citizen(id), confidence: confidence, since: since)
    }

    static func history(_ id: Int64, _ calls: Int) -> NumberHistory {
        NumberHistory(citizen: citizen(id), calls: calls, firstAt: since)
    }

    static func candidates(_ links: [NumberLink], _ history: [NumberHistory] = []) -> [CallerCandidate] {
        Identification.candidates(links: links, history: history, timeZone: zone)
    }

    @Test("a number never proves a person, however often it called")
    func neverCertain() {
        for calls in [0, 1, 10, 1_000_000] {
            for confidence in [0.0, 0.5, 1.0, 7.0, .infinity] {
                let found = Self.candidates([Self.link(1, confidence)], [Self.history(1, calls)])
                #expect(found.allSatisfy { $0.confidence <= Identification.ceiling })
            }
        }
    }

    @Test("an unknown number has no candidates")
    func unknown() {
        #expect(Self.candidates([]).isEmpty)
        #expect(Self.candidates([Self.link(1, 0)]).isEmpty)
    }

    @Test("four who share a number are equally likely, until one of them calls")
    func shared() throws {
        let links = (1...4).map { Self.link($0, 0.5) }
        let quiet = Self.candidates(links)
        #expect(quiet.map(\.citizen.id) == [1, 2, 3, 4])
        #expect(Set(quiet.map(\.confidence)).count == 1)
        #expect(quiet.allSatisfy { $0.confidence < 0.25 })
        let after = Self.candidates(links, [Self.history(3, 2)])
        #expect(after.first?.citizen.id == 3)
        #expect(try #require(after.first).confidence > quiet[2].confidence)
        #expect(after.last.map { $0.confidence < quiet[0].confidence } == true)
        #expect(after.reduce(0) { $0 + $1.confidence } < 1)
    }

    @Test("who the caller says to be leads, without certainty and with the sum of all below it")
    func choosing() throws {
        let household = Self.candidates((1...4).map { Self.link($0, 0.5) })
        let chosen = Identification.choosing(3, of: household, timeZone: Self.zone)
        let first = try #require(chosen.first)
        #expect(first.citizen.id == 3 && first.evidence.first == .chosen)
        #expect(first.confidence > 0.8 && first.confidence <= Identification.ceiling)
        #expect(chosen.count == 4 && chosen.reduce(0) { $0 + $1.confidence } <= 1.000_001)
        #expect(Identification.choosing(9, of: household, timeZone: Self.zone) == household)
        let alone = Identification.choosing(1, of: Self.candidates([Self.link(1, 1)]), timeZone: Self.zone)
        #expect(alone.map(\.confidence) == [Identification.ceiling])
    }

    @Test("reasons are sentences in both languages")
    func reasons() throws {
        let found = Self.candidates([Self.link(1, 0.9), Self.link(2, 0.5)], [Self.history(1, 4)])
        let first = try #require(found.first)
        #expect(
            first.reasons == [
                "the number is in their record since January 2026",
                "called from this number 4 times since January 2026",
                "1 other person shares this number",
            ])
        #expect(
            first.evidence.map { $0.sentence(in: .mandarin, timeZone: Self.zone) } == [
                "该号码自2026年1月起登记在其名下", "自2026年1月起用该号码来电4次", "另有1人共用该号码",
            ])
    }

    @Test("who only called from the number is a candidate too")
    func onlyHistory() {
        let found = Self.candidates([Self.link(1, 0.95)], [Self.history(9, 1)])
        #expect(found.map(\.citizen.id) == [1, 9])
        #expect(found[1].confidence > 0)
    }
}
