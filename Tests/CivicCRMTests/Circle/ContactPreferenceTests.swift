import CivicCRM
import Testing

@Suite("How a citizen wants to be reached")
struct ContactPreferenceTests {
    @Test("a machine calls in the hours that the house and the citizen both allow")
    func hours() {
        let rules = VisitRules()
        #expect(rules.honouring(nil) == rules && rules.honouring(ContactPreference()) == rules)
        let evenings = rules.honouring(ContactPreference(hours: 18 * 60..<23 * 60))
        #expect(evenings?.hours == 18 * 60..<20 * 60)
        let early = rules.honouring(ContactPreference(hours: 6 * 60..<9 * 60 + 30))
        #expect(early?.hours == 9 * 60..<9 * 60 + 30)
    }

    @Test(
        "no machine calls who wants none, who wants another way, or whose hours are the house's quiet ones",
        arguments: [
            ContactPreference(takesMachine: false), ContactPreference(way: .letter), ContactPreference(way: .village),
            ContactPreference(hours: 6 * 60..<9 * 60 + 29), ContactPreference(hours: 21 * 60..<22 * 60),
        ])
    func none(preference: ContactPreference) {
        #expect(VisitRules().honouring(preference) == nil)
    }

    @Test("of several who share a number the strictest wish holds, and where no hour suits all, no machine calls")
    func strictest() {
        let morning = ContactPreference(hours: 540..<720)
        #expect(ContactPreference.strictest(of: []) == nil)
        #expect(ContactPreference.strictest(of: [morning]) == morning)
        let both = ContactPreference.strictest(of: [
            ContactPreference(), morning, ContactPreference(hours: 600..<900, takesOffers: false),
        ])
        #expect(both == ContactPreference(hours: 600..<720, takesOffers: false))
        let mixed = ContactPreference.strictest(of: [
            ContactPreference(way: .village), ContactPreference(way: .email), ContactPreference(takesMachine: false),
        ])
        #expect(mixed?.way == .village && mixed?.takesMachine == false)
        let apart = ContactPreference.strictest(of: [morning, ContactPreference(hours: 900..<960)])
        #expect(apart?.takesMachine == false)
    }

    @Test(
        "times are read as they are written",
        arguments: [
            ("09:00", 540), ("00:00", 0), ("23:59", 1_439), ("24:00", nil), ("9:00", nil), ("09:60", nil), ("", nil),
            ("-1:00", nil), ("09:00:00", nil),
        ] as [(String, Int?)])
    func times(text: String, minutes: Int?) {
        #expect(ContactPreference.minutes(text) == minutes)
        if let minutes { #expect(ContactPreference.text(minutes) == text) }
    }
}
