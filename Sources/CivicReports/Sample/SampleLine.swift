package import CivicCore
package import Foundation

/// Some weeks of a made-up line, always the same for one seed and instant: callers come by the hour of the day, wait for the
/// agents on their shifts, lose patience, are served. English is spoken by few, and its callers wait longer: the equality
/// report has something to find.
package struct SampleLine: Sendable {
    /// Somebody of whom the record knows a call.
    package struct Caller: Sendable {
        package var conversation: ConversationReference
        package var at: Date
        package var language: Language
        package var talk: Double
        package var outcome: String?

        package init(
            conversation: ConversationReference, at: Date, language: Language, talk: Double, outcome: String?
        ) {
            self.conversation = conversation
            self.at = at
            self.language = language
            self.talk = talk
            self.outcome = outcome
        }
    }

    private struct Agent {
        let name: String
        /// Hours of the local day.
        let from: Double
        let to: Double
        let english: Bool
        var free = Date.distantPast
        var cursor = Date.distantPast
    }

    package static let usualWeeks = 8
    /// Seconds of the usual weeks.
    package static let length = Double(usualWeeks) * 7 * 86_400

    private let callsPerDay: Int
    private let weeks: Int
    private let asOf: Date
    private let zone: TimeZone
    private let known: [Caller]
    private var random: SplitMix64
    private var written: [Fact] = []
    private var place: Int64 = 0
    private var agents: [Agent]

    /// - Parameters:
    ///   - agents: on four kinds of shift, one after the other.
    ///   - known: who is known to have called.
    package init(
        callsPerDay: Int, weeks: Int = usualWeeks, agents count: Int = 4, seed: UInt64, asOf: Date, zone: TimeZone,
        known: [Caller]
    ) {
        let shifts = [(8.0, 17.0, false), (8.5, 17.5, false), (9, 18, true), (12, 20, true)]
        agents = (0..<count).map { index in
            let (from, to, english) = shifts[index % shifts.count]
            return Agent(name: "agent-\(index + 1)", from: from, to: to, english: english)
        }
        self.callsPerDay = callsPerDay
        self.weeks = weeks
        self.asOf = Date(timeIntervalSince1970: asOf.timeIntervalSince1970.rounded(.down))
        self.zone = zone
        self.known = known
        random = SplitMix64(seed: seed ^ 0x11_4E)
    }

    package mutating func facts() -> [Fact] {
        let today = LocalDate(at: asOf, in: zone)
        var callers = knownOfDays()
        for back in (1...weeks * 7).reversed() { callers += strangers(on: today.adding(days: -back)) }
        callers.sort { ($0.at, $0.conversation.text) < ($1.at, $1.conversation.text) }
        for index in agents.indices { agents[index].cursor = .distantPast }
        for caller in callers { receive(caller) }
        return written
    }

    // MARK: Who calls

    /// Shares of a day's calls from 8:00 to 18:00, by the hour.
    private static let hours = [9.0, 15, 14, 10, 5, 7, 13, 12, 9, 6]

    /// Those who called by day, and no more than a line of this size sees on one day: the record's calls crowd into the
    /// latest ones.
    private func knownOfDays() -> [Caller] {
        var days: [LocalDate: Int] = [:]
        return known.filter { caller in
            let hour = HalfHour(of: caller.at).ofDay(in: zone) / 2
            guard (8..<20).contains(hour) else { return false }
            let count = days[LocalDate(at: caller.at, in: zone), default: 0]
            days[LocalDate(at: caller.at, in: zone)] = count + 1
            return count < max(4, callsPerDay / 4)
        }
    }

    private mutating func strangers(on day: LocalDate) -> [Caller] {
        let isWeekend = day.weekday.rawValue > 5
        let mean = Double(callsPerDay) * (isWeekend ? 0.3 : day.weekday == .monday ? 1.25 : 1)
        let midnight = Date(timeIntervalSince1970: Double(day.dayNumber) * 86_400)
        let offset = Double(zone.secondsFromGMT(for: midnight))
        var callers: [Caller] = []
        for (hour, share) in Self.hours.enumerated() {
            let expected = mean * share / 100
            var at = Double(hour + 8) * 3_600
            while true {
                at += exponential(3_600 / max(expected, 0.000_1))
                guard at < Double(hour + 9) * 3_600 else { break }
                callers.append(
                    Caller(
                        conversation: ConversationReference(using: &random),
                        at: midnight.addingTimeInterval((at - offset).rounded()),
                        language: below(12) == 0 ? .english : .mandarin, talk: 60 + exponential(200),
                        outcome: ["information-given", "information-given", "solved-on-call", "case-opened", "other"][
                            below(5)]))
            }
        }
        return callers
    }

    // MARK: What becomes of them

    private mutating func receive(_ caller: Caller) {
        place -= 1
        var visit = QueueVisit(
            place: place, began: caller.at.addingTimeInterval(12), conversation: caller.conversation, queue: "general",
            language: caller.language, origin: .call)
        visit.isSample = true
        let patience = below(40) == 0 ? 2 : 20 + exponential(160)
        guard let index = agent(for: visit) else { return leave(visit, after: 25, .closed) }
        let start = max(visit.began, agents[index].free)
        let answered = start.addingTimeInterval(3 + Double(below(5)))
        if answered.timeIntervalSince(visit.began) > patience {
            return leave(visit, after: patience.rounded(), below(4) == 0 ? .message : .abandoned)
        }
        visit.offered = start
        visit.offers = 1
        visit.answered = answered
        visit.agent = agents[index].name
        let ended = answered.addingTimeInterval(caller.talk.rounded())
        visit.ended = ended
        visit.ending = below(25) == 0 ? .putThrough : .served
        if below(6) == 0 { visit.hold = Int64(min(caller.talk * 0.3, 60)) * 1_000 }
        let wrapUp = 10 + Double(below(40))
        visit.wrapUp = Int64(wrapUp * 1_000)
        visit.outcome = caller.outcome
        written.append(.visit(visit))
        occupy(index, from: start, answered: answered, ended: ended, wrapUp: wrapUp)
    }

    private mutating func leave(_ visit: QueueVisit, after seconds: Double, _ ending: QueueVisit.Ending) {
        var visit = visit
        visit.ended = visit.began.addingTimeInterval(seconds)
        visit.ending = ending
        written.append(.visit(visit))
    }

    /// The one on shift who is free first.
    private func agent(for visit: QueueVisit) -> Int? {
        agents.indices.filter { index in
            (visit.language != .english || agents[index].english) && shift(of: agents[index], at: visit.began) != nil
        }.min { agents[$0].free < agents[$1].free }
    }

    /// Begin and end of the shift in which an instant lies.
    private func shift(of agent: Agent, at instant: Date) -> (Date, Date)? {
        let offset = Double(zone.secondsFromGMT(for: instant))
        let midnight = Double(LocalDate(at: instant, in: zone).dayNumber) * 86_400 - offset
        let from = Date(timeIntervalSince1970: midnight + agent.from * 3_600)
        let to = Date(timeIntervalSince1970: midnight + agent.to * 3_600)
        return from <= instant && instant < to ? (from, to) : nil
    }

    /// The agent's time: ready since the shift began or the last call was done, then at this one.
    private mutating func occupy(_ index: Int, from start: Date, answered: Date, ended: Date, wrapUp: Double) {
        let name = agents[index].name
        let begin = max(agents[index].cursor, shift(of: agents[index], at: start)?.0 ?? start)
        let done = ended.addingTimeInterval(wrapUp)
        for (from, to, state) in [
            (begin, start, AgentSpan.State.ready), (start, answered, .ringing), (answered, ended, .talking),
            (ended, done, .wrapUp),
        ] where to > from {
            written.append(.span(AgentSpan(agent: name, began: from, ended: to, state: state)))
        }
        agents[index].free = done
        agents[index].cursor = done
    }

    // MARK: Small means

    private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(max(bound, 1))) }

    private mutating func exponential(_ mean: Double) -> Double {
        -mean * log(1 - Double.random(in: 0..<1, using: &random))
    }
}
