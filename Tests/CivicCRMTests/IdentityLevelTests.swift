import CivicCRM
import Testing

@Suite("How it is known who is on the line")
struct IdentityLevelTests {
    @Test("a weaker finding changes nothing, an equal or stronger one is what is known")
    func strongest() {
        for (one, level) in IdentityLevel.allCases.enumerated() {
            for (other, finding) in IdentityLevel.allCases.enumerated() {
                let known = KnownCitizen(id: 1, level: level).after(KnownCitizen(id: 2, level: finding))
                #expect(known == KnownCitizen(id: other >= one ? 2 : 1, level: other >= one ? finding : level))
            }
        }
    }
}
