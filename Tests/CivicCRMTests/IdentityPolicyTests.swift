import CivicCRM
import Testing

@Suite("What may be done as far as it is known who is on the line")
struct IdentityPolicyTests {
    @Test(
        "each row of the table: presumed by the number, chosen by the caller, proven by keys, confirmed by an agent",
        arguments: [
            (IdentityPolicy.Act.sayHowMany, [true, true, true, true]), (.putUnderName, [true, true, true, true]),
            (.showWhoElse, [true, true, false, false]), (.keepTalk, [false, true, true, true]),
            (.sayHowCaseStands, [false, false, true, true]), (.takeWord, [false, false, true, true]),
            (.showFileAlone, [false, false, true, true]), (.changeRecord, [false, false, false, true]),
        ])
    func rows(act: IdentityPolicy.Act, allowed: [Bool]) {
        #expect(IdentityLevel.allCases.map { IdentityPolicy.allows(act, at: $0) } == allowed)
        #expect(IdentityLevel.allCases.map { KnownCitizen(id: 1, level: $0).may(act) } == allowed)
    }

    @Test("what is shown is either everybody who may be calling or one person's file, never both and never neither")
    func shown() {
        for level in IdentityLevel.allCases {
            #expect(IdentityPolicy.allows(.showWhoElse, at: level) != IdentityPolicy.allows(.showFileAlone, at: level))
        }
    }

    @Test("whatever more is known takes nothing but the others' names away")
    func grows() {
        for act in IdentityPolicy.Act.allCases where act != .showWhoElse {
            let allowed = IdentityLevel.allCases.map { IdentityPolicy.allows(act, at: $0) }
            #expect(zip(allowed, allowed.dropFirst()).allSatisfy { !$0 || $1 })
        }
    }
}
