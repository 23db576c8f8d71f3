import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("Whether a citizen may be called about a case")
struct ReachTests {
    private let zone = TimeZone(identifier: "Asia/Shanghai") ?? .gmt

    /// On 23 November 2026.
    private func at(_ hour: Int, _ minute: Int = 0) -> Date {
        LocalDate("2026-11-23").map {
            LocalTime(timeZone: zone).instant($0, seconds: hour * 3_600 + minute * 60, repeated: .first)
        } ?? .distantPast
    }

    private func reach(
        _ preference: ContactPreference?, from party: CallingParty, wantsCalls: Bool = true, at now: Date
    ) -> Reach {
        VisitRules().reach(preference, wantsCalls: wantsCalls, from: party, at: now, in: zone)
    }

    @Test("anybody who has said nothing is called from nine to twenty", arguments: [CallingParty.machine, .person])
    func house(party: CallingParty) {
        #expect(reach(nil, from: party, at: at(8, 59)) == .later(at(9)))
        #expect(reach(nil, from: party, at: at(9)) == .now)
        #expect(reach(nil, from: party, at: at(19, 59)) == .now)
        #expect(reach(nil, from: party, at: at(20)) == .later(at(9) + 86_400))
    }

    @Test("a person keeps to the citizen's hours, also in the evening; a machine never rings in the house's quiet ones")
    func wished() {
        let evening = ContactPreference(hours: 19 * 60..<21 * 60)
        #expect(reach(evening, from: .person, at: at(20, 30)) == .now)
        #expect(reach(evening, from: .machine, at: at(20, 30)) == .later(at(19) + 86_400))
        #expect(reach(evening, from: .person, at: at(10)) == .later(at(19)))
        let night = ContactPreference(hours: 21 * 60..<22 * 60)
        #expect(reach(night, from: .machine, at: at(21, 30)) == .otherwise(.phone))
        #expect(reach(night, from: .person, at: at(21, 30)) == .now)
    }

    @Test("who takes no machine is called by a person")
    func noMachine() {
        let preference = ContactPreference(takesMachine: false)
        #expect(reach(preference, from: .machine, at: at(10)) == .otherwise(.phone))
        #expect(reach(preference, from: .person, at: at(10)) == .now)
    }

    @Test(
        "who wants another way is called by nobody, and the way is told",
        arguments: [ContactPreference.Way.letter, .email, .village])
    func otherWay(way: ContactPreference.Way) {
        for party in [CallingParty.machine, .person] {
            #expect(reach(ContactPreference(way: way), from: party, at: at(10)) == .otherwise(way))
        }
    }

    @Test("who filed a matter to be answered without a call is called by nobody")
    func wantsNoCalls() {
        #expect(reach(nil, from: .person, wantsCalls: false, at: at(10)) == .otherwise(nil))
        #expect(reach(ContactPreference(), from: .machine, wantsCalls: false, at: at(10)) == .otherwise(nil))
    }
}
