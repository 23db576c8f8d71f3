import CivicCRM
import CivicCore
import Foundation
import Testing

@Suite("How people are told what is right")
struct ArticleRecallTests {
    private static let all = RecallWay.Means(calls: true, sms: true, email: true)

    private func way(
        _ channel: ArticleChannel = .speech, number: Bool = true, email: Bool = false,
        wish preference: ContactPreference? = nil, isPrivate: Bool = false, means: RecallWay.Means = all
    ) -> RecallWay {
        RecallWay.choose(
            told: channel, hasNumber: number, hasEmail: email, preference: preference, isPrivate: isPrivate,
            means: means)
    }

    @Test("by telephone where nothing else was said, in writing where they were written to")
    func usual() {
        #expect(way() == .call)
        #expect(way(.sms) == .sms)
        #expect(way(.email, email: true) == .email)
        #expect(way(.letter, number: false) == .person(.noWay))
        #expect(way(.web, number: false, email: true) == .email)
    }

    @Test("their wishes go first; a machine calls nobody who wants none")
    func wishes() {
        #expect(way(email: true, wish: ContactPreference(way: .email)) == .email)
        #expect(way(wish: ContactPreference(way: .email)) == .person(.wish))
        for other in [ContactPreference.Way.letter, .village] {
            #expect(way(email: true, wish: ContactPreference(way: other)) == .person(.wish))
        }
        let calls = RecallWay.Means(calls: true, sms: false, email: false)
        #expect(way(wish: ContactPreference(takesMachine: false), means: calls) == .person(.wish))
    }

    @Test("who wants a letter, the village or no machine hears it from a person, however they were told before")
    func wishesBeforeTheSameWay() {
        for wish in [
            ContactPreference(way: .letter), ContactPreference(way: .village), ContactPreference(takesMachine: false),
        ] {
            #expect(way(.sms, wish: wish) == .person(.wish))
            #expect(way(.email, email: true, wish: wish) == .person(.wish))
            #expect(way(.speech, email: true, wish: wish) == .person(.wish))
        }
        #expect(way(.email, email: true, wish: ContactPreference(way: .email, takesMachine: false)) == .email)
    }

    @Test("what is private is no machine's to speak; where they were written to, it may be written again")
    func privately() {
        #expect(way(isPrivate: true) == .person(.confidential))
        #expect(way(.sms, isPrivate: true) == .sms)
        #expect(way(.email, email: true, isPrivate: true) == .email)
    }

    @Test("where the hotline makes no calls, a text message or an e-mail does; else a person")
    func means() {
        let none = RecallWay.Means(calls: false, sms: false, email: false)
        #expect(way(means: RecallWay.Means(calls: false, sms: true, email: false)) == .sms)
        #expect(way(email: true, means: RecallWay.Means(calls: false, sms: false, email: true)) == .email)
        #expect(way(email: true, means: none) == .person(.noWay))
    }

    @Test("a call that nobody takes is made again later; after the last one a person sees to it")
    func attempts() {
        let zone = TimeZone(secondsFromGMT: 8 * 3_600) ?? .gmt
        let noon = Date(timeIntervalSince1970: 1_795_406_400)
        var person = RecallPerson(
            id: 1, recall: 1, citizenId: 7, numberKey: "+8613800000001", email: nil, language: .mandarin, toldAt: noon,
            state: .calling)
        let rules = VisitRules()
        person.callEnded(.unanswered, at: noon, rules: rules, in: zone)
        #expect(person.state == .waiting && person.attempts == 1 && person.nextAt == noon + rules.pause.inSeconds)
        for ending in [VisitEnding.congested, .interrupted] {
            person.state = .calling
            person.callEnded(ending, at: noon, rules: rules, in: zone)
            #expect(person.state == .waiting && person.attempts == 1)
        }
        for _ in 0..<2 {
            person.state = .calling
            person.callEnded(.busy, at: noon, rules: rules, in: zone)
        }
        #expect(person.state == .person && person.cause == .notReached && person.nextAt == nil)
        for (ending, cause) in [
            (VisitEnding.wrongPerson, RecallPerson.Cause.wrongPerson), (.toPerson, .askedForPerson),
            (.unreachable, .unreachable),
        ] {
            person.state = .calling
            person.callEnded(ending, at: noon, rules: rules, in: zone)
            #expect(person.state == .person && person.cause == cause)
        }
        person.state = .done
        person.callEnded(.busy, at: noon, rules: rules, in: zone)
        #expect(person.state == .done)
    }
}
