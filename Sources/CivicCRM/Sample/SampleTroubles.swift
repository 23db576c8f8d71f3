import Foundation

/// What one township of the sample county has had trouble with for some months: a little with its water every week, and much
/// of late; and its oldest citizens with their pensions. There is a rise to find, a crowd, two cases in the same words, and a
/// group that brings a service more often than others.
package struct SampleTroubles: Equatable, Sendable {
    /// Somebody who can be in trouble.
    package struct Person: Equatable, Sendable {
        package var citizen: Citizen
        package var number: String

        package init(citizen: Citizen, number: String) {
            self.citizen = citizen
            self.number = number
        }
    }

    package static let township = "清水镇"
    static let service = "water"
    /// Matters in each week before the last one, the oldest first.
    static let usual = [2, 1, 3, 2, 2, 1, 2, 3, 1, 2, 2, 2]
    /// In the last six days, from the village with most people.
    static let late = 12
    /// How many weeks' people are the same again.
    static let callers = 9

    /// How many of those who are this old and more ask for their pension, one every five days.
    static let elders = (count: 35, age: 75)
    static let pensionWords = ["这个月养老金还没到账", "养老金认证怎么办理", "养老金比上个月少了"]

    static let usualWords = ["水压太低，二楼上不去水", "自来水发黄，有沉淀", "水表读数不对，多收了水费", "村口水管漏水"]
    static let lateWords = [
        "从前天起全村停水，老人没法做饭", "家里三天没有水了，什么时候能来水", "停水没有通知，牲口也没水喝", "水管爆裂以后一直没有修，全村没有水",
        "打了两次电话还是没有水", "村里停水第三天，请派送水车", "自来水停了，井水不能喝", "停水影响孩子上学前洗漱",
    ]

    package internal(set) var contacts: [Contact] = []
    package internal(set) var cases: [SampleCase] = []
}

extension SampleCountyGenerator {
    /// - Parameter people: of the township; too few have no trouble worth telling.
    package mutating func troubles(of people: [SampleTroubles.Person]) -> SampleTroubles {
        var troubles = SampleTroubles()
        let villages = Dictionary(grouping: people) { $0.citizen.village ?? "" }
        guard let service = catalogue.service(SampleTroubles.service), people.count >= 40,
            let village = villages.max(by: { ($0.value.count, $1.key) < ($1.value.count, $0.key) })?.value,
            village.count >= SampleTroubles.late
        else { return troubles }
        for (week, count) in SampleTroubles.usual.enumerated() {
            for index in 0..<count {
                // The same few come again and again: what they came with last is a fair guess.
                let person = people[(week * 2 + index) % SampleTroubles.callers]
                let days = 7 * (SampleTroubles.usual.count - week) + 1 + below(6)
                bring(person, service, pick(SampleTroubles.usualWords), daysAgo: days, .closed, into: &troubles)
            }
        }
        for index in 0..<SampleTroubles.late {
            let words = SampleTroubles.lateWords[index % SampleTroubles.lateWords.count]
            bring(
                village[index], service, words, daysAgo: 1 + index % 5, index.isMultiple(of: 3) ? .inWork : .dispatched,
                into: &troubles)
        }
        pensions(of: people, into: &troubles)
        return troubles
    }

    private mutating func pensions(of people: [SampleTroubles.Person], into troubles: inout SampleTroubles) {
        guard let service = catalogue.service("pension") else { return }
        let bornBefore = year(of: asOf) - SampleTroubles.elders.age
        let elders = people.filter { $0.citizen.birthYear.map { $0 <= bornBefore } ?? false }
        for (index, person) in elders.prefix(SampleTroubles.elders.count).enumerated() {
            bring(
                person, service, pick(SampleTroubles.pensionWords), daysAgo: 15 + 5 * index, .closed, into: &troubles)
        }
    }

    private mutating func bring(
        _ person: SampleTroubles.Person, _ service: Service, _ words: String, daysAgo: Int, _ state: CaseState,
        into troubles: inout SampleTroubles
    ) {
        let at = asOf - Double(daysAgo) * 86_400 - Double(below(20_000))
        var contact = contact(of: person.citizen, at: at, key: person.number, about: service)
        (contact.channel, contact.numberKey, contact.rawNumber) = (.phone, person.number, person.number)
        (contact.agent, contact.talkTime, contact.outcome) = ("agent-1", 120 + below(200), "case-opened")
        contact.endedAt = at + Double(30 + contact.talkTime)
        contact.summary = service.name(in: person.citizen.language) + "：" + words
        troubles.contacts.append(contact)
        let serial = serial()
        troubles.cases.append(
            record(
                serial: serial, of: person.citizen, service: service, openedAt: contact.endedAt ?? at, state: state,
                channel: .phone, number: person.number, from: contact))
    }
}
