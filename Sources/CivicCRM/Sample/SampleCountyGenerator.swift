import CivicCore
package import Foundation

/// A synthetic county, household by household, always the same for one seed, size and day.
///
///     var county = SampleCountyGenerator(citizens: 5_000, seed: 1, asOf: day, catalogue: catalogue)
///     while let household = county.next() { … }
///
/// A household has one to six people and one telephone that all adults answer; many adults have a mobile as well,
/// some elders are reached through a grandchild's or the neighbour's. Numbers are +86 129 and eight digits, which no
/// subscriber has. Contacts reach five years back, or as many as are asked for; cases of the last weeks are open, some overdue.
package struct SampleCountyGenerator: IteratorProtocol, Sendable {
    package static let usualYears = 5

    package let citizens: Int
    package let years: Int
    package let asOf: Date
    /// PINs come from this small set, so that a loader hashes each once.
    package static let pins = ["1470", "2580", "3690", "1590", "3570", "7410", "8520", "9630"]

    let catalogue: ServiceCatalogue
    private var random: SplitMix64
    private var ids = Identifiers()
    private var knownLeft: [SampleHousehold]
    private var dayDeadlines: [DayKey: Date] = [:]
    private var neighbourPhone: Int64?

    private struct DayKey: Hashable {
        var service: String
        var day: LocalDate
    }

    private struct Identifiers {
        var household: Int64 = 0
        var citizen: Int64 = 0
        var phone: Int64 = 0
        var contact: Int64 = 0
        var record: Int64 = 0
        var event: Int64 = 0
        var serial = 0
        /// The first ten thousand numbers belong to known citizens.
        var subscriber = 10_000
    }

    /// - Parameters:
    ///   - citizens: at least so many; the last household may exceed it by a few.
    ///   - years: of the past that is written, 1 to 50; five years of it have what five always have.
    ///   - asOf: the county's present; nothing happens after it.
    package init(
        citizens: Int, seed: UInt64, years: Int = SampleCountyGenerator.usualYears, asOf: Date,
        catalogue: ServiceCatalogue
    ) {
        self.years = min(max(years, 1), 50)
        self.citizens = min(max(citizens, KnownCitizens.count), 5_000_000)
        self.asOf = Date(timeIntervalSince1970: asOf.timeIntervalSince1970.rounded(.down))
        self.catalogue = catalogue
        random = SplitMix64(seed: seed)
        knownLeft = []
        knownLeft = knownHouseholds().reversed()
    }

    package mutating func next() -> SampleHousehold? {
        if let known = knownLeft.popLast() { return known }
        return ids.citizen < Int64(citizens) ? household() : nil
    }

    /// The serial number that the next real case takes, once all households are out.
    package var nextSerial: Int { max(ids.serial, KnownCitizens.serials.upperBound) + 1 }

    // MARK: Ordinary households

    private mutating func household() -> SampleHousehold {
        let township = SampleWords.townships[below(SampleWords.townships.count)]
        ids.household += 1
        var household = SampleHousehold(
            id: ids.household, township: township.name, village: pick(township.villages))
        let surname = pick(SampleWords.surnames)
        let ages = ages()
        for (index, age) in ages.enumerated() {
            // The second of a couple, and their parents, keep their own family name.
            let family = index == 0 || age < 25 ? surname : pick(SampleWords.surnames)
            household.members.append(person(family, age, in: household))
        }
        numbers(&household)
        for member in household.members where age(of: member.citizen) >= 16 {
            past(of: member.citizen, in: &household)
        }
        return household
    }

    /// Ages of one household, the eldest generation last: alone, a couple, with children, with grandparents.
    private mutating func ages() -> [Int] {
        let head = 24 + below(40)
        switch below(10) {
        case 0: return [55 + below(38)]
        case 1, 2: return [58 + below(30), 56 + below(30)]
        case 3...6: return [head, head - below(5)] + (0...below(3)).map { _ in max(0, head - 22 - below(12)) }
        default:
            return [head, head - below(5), max(0, head - 24 - below(8)), head + 20 + below(12), head + 19 + below(12)]
        }
    }

    private mutating func person(_ family: String, _ age: Int, in household: SampleHousehold) -> SampleCitizen {
        ids.citizen += 1
        let given = below(4) == 0 ? pick(SampleWords.given) : pick(SampleWords.given) + pick(SampleWords.given)
        let present = year(of: asOf)
        let suffix = String(below(1_000) + 1_000).dropFirst() + (below(11) == 10 ? "X" : String(below(10)))
        let needsHelp = age >= 70 && below(5) == 0
        let citizen = Citizen(
            id: ids.citizen, name: family + given, birthYear: max(1_900, present - age), language: .mandarin,
            township: household.township, village: household.village, idSuffix: age >= 10 ? String(suffix) : nil,
            pinHash: nil, accessibility: needsHelp ? pick(SampleWords.accessibility) : nil,
            dialect: below(10) < (age >= 60 ? 7 : 3) ? pick(SampleWords.dialects) : nil)
        return SampleCitizen(citizen: citizen, pin: age >= 16 && below(8) == 0 ? pick(Self.pins) : nil)
    }

    private mutating func numbers(_ household: inout SampleHousehold) {
        let since = ago(days: 200 + below(2_500))
        let shared = phone(&household)
        var mobiles: [Int64] = []
        for member in household.members where age(of: member.citizen) >= 14 {
            let age = age(of: member.citizen)
            link(&household, shared.id, member.citizen.id, 0.5, since)
            if below(10) < (age >= 65 ? 3 : 7) {
                let own = phone(&household)
                link(&household, own.id, member.citizen.id, 0.95, ago(days: below(1_500)))
                mobiles.append(own.id)
            } else if age >= 65, let other = mobiles.first {
                link(&household, other, member.citizen.id, 0.3, ago(days: below(900)))
            }
        }
        if let neighbourPhone, let first = household.members.first, below(30) == 0 {
            link(&household, neighbourPhone, first.citizen.id, 0.25, ago(days: below(900)))
        }
        neighbourPhone = shared.id
    }

    private mutating func phone(_ household: inout SampleHousehold, key: String? = nil) -> SamplePhone {
        ids.phone += 1
        let phone = SamplePhone(id: ids.phone, key: key ?? "+86129" + String(100_000_000 + ids.subscriber).dropFirst())
        if key == nil { ids.subscriber += 1 }
        household.phones.append(phone)
        return phone
    }

    private func link(
        _ household: inout SampleHousehold, _ phone: Int64, _ citizen: Int64, _ confidence: Double, _ since: Date
    ) {
        household.links.append(
            SampleLink(phoneId: phone, citizenId: citizen, confidence: confidence, since: since))
    }

    /// What one citizen brought to the county in the years, the oldest first.
    private mutating func past(of citizen: Citizen, in household: inout SampleHousehold) {
        guard !catalogue.services.isEmpty else { return }
        let usual = [0, 0, 1, 1, 1, 2, 2, 3, 4, 6][below(10)]
        var count = usual * years / Self.usualYears
        // What is left of the division is another one for as many citizens.
        let rest = usual * years % Self.usualYears
        if rest > 0, below(Self.usualYears) < rest { count += 1 }
        // Squaring puts more of them into the recent past.
        let reach = Int((Double(years) * 365.25).squareRoot().rounded(.up))
        let days = (0..<count).map { _ in below(reach) * below(reach) }.sorted(by: >)
        for days in days {
            let service = pick(catalogue.services)
            let own = household.links.filter { $0.citizenId == citizen.id }.map(\.phoneId)
            let key = own.isEmpty ? nil : household.phones.first { $0.id == own[below(own.count)] }?.key
            let at = ago(days: days)
            let contact = contact(of: citizen, at: at, key: key, about: service)
            household.contacts.append(contact)
            if below(5) < 2 {
                let serial = serial()
                household.cases.append(
                    record(
                        serial: serial, of: citizen, service: service, openedAt: contact.endedAt ?? at,
                        state: state(afterDays: days), channel: contact.channel, number: key, from: contact))
            }
        }
    }

    private mutating func state(afterDays days: Int) -> CaseState {
        switch days {
        case 0...2: return pick([.received, .dispatched, .inWork])
        case 3...14: return pick([.dispatched, .inWork, .inWork, .answered, .closed])
        case 15...30: return pick([.inWork, .answered, .closed, .closed, .closed, .closed])
        default: return .closed
        }
    }

    mutating func serial() -> Int {
        ids.serial += 1
        if KnownCitizens.serials.contains(ids.serial) { ids.serial = KnownCitizens.serials.upperBound + 1 }
        return ids.serial
    }

    mutating func citizenId() -> Int64 {
        ids.citizen += 1
        return ids.citizen
    }

    mutating func contact(of citizen: Citizen, at: Date, key: String?, about service: Service) -> Contact {
        let channel: Channel
        switch below(20) {
        case 0: channel = .letter
        case 1: channel = .counter
        case 2: channel = .web
        case 3: channel = .fax
        case 4 where key != nil: channel = .sms
        case 5 where key != nil: channel = .message
        default: channel = key == nil ? .counter : .phone
        }
        let isPhone = [.phone, .sms, .message].contains(channel)
        let talk = channel == .phone ? 40 + below(500) : 0
        ids.contact += 1
        return Contact(
            id: ids.contact, conversation: ConversationReference(using: &random), channel: channel,
            citizenId: citizen.id, numberKey: isPhone ? key : nil, rawNumber: isPhone ? key : nil, startedAt: at,
            endedAt: at + Double(30 + talk), agent: channel == .phone ? pick(["agent-1", "agent-2"]) : nil,
            talkTime: talk, trail: "", summary: service.name(in: citizen.language) + "：" + pick(SampleWords.questions),
            outcome: pick(["information-given", "solved-on-call", "case-opened"]))
    }

    mutating func record(
        serial: Int, of citizen: Citizen, service: Service, openedAt: Date, state: CaseState, channel: Channel,
        number: String?, from contact: Contact?
    ) -> SampleCase {
        ids.record += 1
        let deadline = deadline(of: service, openedAt: openedAt)
        let summary = contact?.summary ?? service.name(in: citizen.language)
        var sample = SampleCase(
            record: Case(
                id: ids.record, number: CaseNumber(serial: serial), citizenId: citizen.id,
                conversation: contact?.conversation, service: service.id, unit: service.unit, state: state,
                openedAt: openedAt, deadline: deadline, updatedAt: openedAt, summary: summary, recording: nil,
                channel: channel, contactNumber: number), events: [])
        let way: [CaseState] = [.received, .dispatched, .inWork, .answered, .closed]
        var at = openedAt
        for step in way {
            if step != .received { at = min(asOf, at + Double(1_800 + below(40_000))) }
            ids.event += 1
            let note: String
            switch step {
            case .received: note = summary
            case .answered: note = pick(SampleWords.answers)
            case .dispatched, .refused, .arbitration, .inWork, .asked, .closed, .archived, .merged: note = ""
            }
            sample.events.append(
                CaseEvent(
                    id: ids.event, caseId: ids.record, at: at, by: step == .received ? "system" : service.unit,
                    state: step, note: note))
            if step == state { break }
        }
        sample.record.updatedAt = at
        return sample
    }

    /// A term in working days depends on the day alone, so each is reckoned once.
    private mutating func deadline(of service: Service, openedAt: Date) -> Date {
        guard case .days = service.answer, let calendar = catalogue.calendars[service.calendar] else {
            return catalogue.answerDeadline(of: service, openedAt: openedAt)
        }
        let key = DayKey(service: service.id, day: calendar.localDate(at: openedAt))
        if let known = dayDeadlines[key] { return known }
        let deadline = catalogue.answerDeadline(of: service, openedAt: openedAt)
        dayDeadlines[key] = deadline
        return deadline
    }

    // MARK: Small means

    mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(max(bound, 1))) }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    /// So many days before the present, between 8:00 and 20:00 of 24 hours counted from it.
    private mutating func ago(days: Int) -> Date {
        asOf - Double(days) * 86_400 - Double(60 + below(43_200))
    }

    func year(of instant: Date) -> Int {
        LocalDate(dayNumber: Int((instant.timeIntervalSince1970 / 86_400).rounded(.down))).year
    }

    private func age(of citizen: Citizen) -> Int { year(of: asOf) - (citizen.birthYear ?? year(of: asOf)) }
}

// MARK: Known citizens

extension SampleCountyGenerator {
    private mutating func knownHouseholds() -> [SampleHousehold] {
        let own = KnownCitizens.ownPhone
        var first = place("青石镇", "上河村")
        admit(&first, own, birthYear: 1971, keys: [(own.number, 0.95)])
        story(&first, own, "pension", daysAgo: 3, state: .inWork)
        earlier(&first, own, "subsidy", daysAgo: [400, 120, 31])

        var second = place("青石镇", "石桥村")
        let shared = phone(&second, key: KnownCitizens.householdNumber)
        for (known, birthYear) in zip(KnownCitizens.household, [1956, 1958, 1983, 2008]) {
            admit(&second, known, birthYear: birthYear, keys: [])
            link(&second, shared.id, known.id, 0.5, asOf - 1_500 * 86_400)
        }
        let mobile = phone(&second, key: KnownCitizens.mobile)
        link(&second, mobile.id, KnownCitizens.household[2].id, 0.95, asOf - 600 * 86_400)
        earlier(&second, KnownCitizens.household[0], "crop-insurance", daysAgo: [300, 90])
        earlier(&second, KnownCitizens.household[1], "medical-insurance", daysAgo: [45])
        story(&second, KnownCitizens.household[3], "school", daysAgo: 2, state: .dispatched)

        let emma = KnownCitizens.englishSpeaker
        var third = place("清水镇", "北街村")
        admit(&third, emma, birthYear: 1990, language: .english, keys: [(emma.number, 0.95)])
        story(&third, emma, "general", daysAgo: 12, state: .answered)

        let zhao = KnownCitizens.suffixWithX
        var fourth = place("大坪乡", "高岭村")
        admit(&fourth, zhao, birthYear: 1949, keys: [(zhao.number, 0.95)])
        story(&fourth, zhao, "roads", daysAgo: 60, state: .closed)

        let chen = KnownCitizens.twoPhones
        var fifth = place("金谷镇", "桑园村")
        admit(&fifth, chen, birthYear: 1944, keys: [(chen.number, 0.95), (KnownCitizens.secondNumber, 0.6)])
        fifth.members[0].citizen.accessibility = SampleWords.accessibility[0]
        fifth.members[0].citizen.dialect = SampleWords.dialects[0]
        story(&fifth, chen, "social-relief", daysAgo: 40, state: .inWork)
        return [first, second, third, fourth, fifth]
    }

    private mutating func place(_ township: String, _ village: String) -> SampleHousehold {
        ids.household += 1
        return SampleHousehold(id: ids.household, township: township, village: village)
    }

    private mutating func admit(
        _ household: inout SampleHousehold, _ known: KnownCitizens.Known, birthYear: Int,
        language: Language = .mandarin, keys: [(String, Double)]
    ) {
        ids.citizen = max(ids.citizen, known.id)
        let citizen = Citizen(
            id: known.id, name: known.name, birthYear: birthYear, language: language, township: household.township,
            village: household.village, idSuffix: known.idSuffix, pinHash: nil, accessibility: nil)
        household.members.append(SampleCitizen(citizen: citizen, pin: known.pin))
        for (key, confidence) in keys {
            let own = phone(&household, key: key)
            link(&household, own.id, known.id, confidence, asOf - 900 * 86_400)
        }
    }

    /// The contact and the case with the number that is written down.
    private mutating func story(
        _ household: inout SampleHousehold, _ known: KnownCitizens.Known, _ service: String, daysAgo: Int,
        state: CaseState
    ) {
        guard let number = known.caseNumber, let serial = Int(number.text.dropLast()),
            let citizen = household.members.first(where: { $0.citizen.id == known.id })?.citizen,
            let service = catalogue.service(service) ?? catalogue.services.first
        else { return }
        let at = asOf - Double(daysAgo) * 86_400 - 7_200
        var contact = contact(of: citizen, at: at, key: known.number, about: service)
        contact.channel = .phone
        contact.numberKey = known.number
        contact.rawNumber = known.number
        contact.outcome = "case-opened"
        household.contacts.append(contact)
        household.cases.append(
            record(
                serial: serial, of: citizen, service: service, openedAt: contact.endedAt ?? at, state: state,
                channel: .phone, number: known.number, from: contact))
    }

    private mutating func earlier(
        _ household: inout SampleHousehold, _ known: KnownCitizens.Known, _ service: String, daysAgo: [Int]
    ) {
        guard let citizen = household.members.first(where: { $0.citizen.id == known.id })?.citizen,
            let service = catalogue.service(service) ?? catalogue.services.first
        else { return }
        for days in daysAgo {
            household.contacts.append(
                contact(of: citizen, at: asOf - Double(days) * 86_400, key: known.number, about: service))
        }
    }
}
