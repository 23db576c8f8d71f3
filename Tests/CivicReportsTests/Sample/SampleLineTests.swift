import CivicCore
import CivicReports
import Foundation
import Testing

@Suite struct SampleLineTests {
    private let asOf = Date(timeIntervalSince1970: 1_795_399_200)

    private func facts(seed: UInt64) -> [Fact] {
        let caller = SampleLine.Caller(
            conversation: ConversationReference(text: "C-KNOWN"), at: asOf.addingTimeInterval(-86_400),
            language: .mandarin, talk: 90, outcome: "solved-on-call")
        var line = SampleLine(
            callsPerDay: 40, seed: seed, asOf: asOf, zone: TimeZone(identifier: "Asia/Shanghai") ?? .gmt,
            known: [caller])
        return line.facts()
    }

    @Test("the same seed makes the same line, with the calls that the record knows among them")
    func same() {
        let facts = facts(seed: 3)
        #expect(facts == self.facts(seed: 3))
        #expect(facts != self.facts(seed: 4))
        let known = facts.contains {
            if case .visit(let visit) = $0 { visit.conversation.text == "C-KNOWN" } else { false }
        }
        #expect(known)
    }

    @Test("everything made up is marked, has ended, and lies in the past")
    func past() {
        for fact in facts(seed: 3) {
            switch fact {
            case .visit(let visit):
                #expect(visit.isSample && visit.place < 0)
                #expect(visit.ended.map { $0 > visit.began && $0 <= asOf } == true)
            case .span(let span): #expect(span.ended.map { $0 > span.began } == true)
            }
        }
    }

    @Test("no agent does two things at a time")
    func oneAtATime() {
        var ends: [String: Date] = [:]
        for case .span(let span) in facts(seed: 5) {
            #expect(span.began >= ends[span.agent] ?? .distantPast)
            ends[span.agent] = span.ended
        }
        #expect(ends.count == 4)
    }
}
