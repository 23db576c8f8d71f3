import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("What somebody agreed to")
struct ConsentTests {
    private static let now = Date(timeIntervalSince1970: 1_795_399_200)

    @Test(
        "is written down only with what shows it, and with whoever may speak where the purpose names somebody",
        arguments: [
            (ConsentDraft(citizen: 2, purpose: .surveys, evidence: "signed form"), nil),
            (ConsentDraft(citizen: 2, purpose: .hearCases, proxy: 4, relation: .kin, evidence: "x"), nil),
            (ConsentDraft(citizen: 2, purpose: .surveys, evidence: " \n"), .nothingShowsIt),
            (ConsentDraft(citizen: 2, purpose: .surveys, proxy: 4, evidence: "x"), .noProxy),
            (ConsentDraft(citizen: 2, purpose: .surveys, relation: .kin, evidence: "x"), .noProxy),
            (ConsentDraft(citizen: 2, purpose: .hearCases, evidence: "x"), .proxyMissing),
            (ConsentDraft(citizen: 2, purpose: .hearCases, proxy: 2, relation: .kin, evidence: "x"), .ownProxy),
            (ConsentDraft(citizen: 2, purpose: .bringMatters, proxy: 4, evidence: "x"), .relationMissing),
            (ConsentDraft(citizen: 2, purpose: .surveys, evidence: "x", until: now), .overAlready),
        ] as [(ConsentDraft, ConsentRefusal?)])
    func drafts(draft: ConsentDraft, refusal: ConsentRefusal?) {
        if let refusal {
            #expect(throws: refusal) { try draft.check(at: Self.now) }
        } else {
            #expect(throws: Never.self) { try draft.check(at: Self.now) }
        }
    }

    @Test("a talk shows it as well as a paper")
    func talk() throws {
        let talk = ConversationReference(text: "C-1")
        try ConsentDraft(citizen: 2, purpose: .surveys, conversation: talk).check(at: Self.now)
    }

    @Test("holds from when it is given until its end or until it is withdrawn")
    func holds() {
        var consent = Consent(
            id: 1, citizen: 2, purpose: .surveys, proxy: nil, relation: nil, conversation: nil, evidence: "x",
            at: Self.now, by: "lin", until: nil)
        #expect(!consent.holds(at: Self.now - 1) && consent.holds(at: Self.now) && consent.holds(at: Self.now + 1e9))
        consent.until = Self.now + 60
        #expect(consent.holds(at: Self.now + 59) && !consent.holds(at: Self.now + 60))
        consent.withdrawnAt = Self.now + 30
        #expect(!consent.holds(at: Self.now + 59))
    }
}
