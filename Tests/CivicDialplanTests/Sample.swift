import CivicCore
import CivicSpeech
import Foundation
import Testing

@testable import CivicDialplan

/// What the tests compile against.
enum Sample {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func catalogue() throws -> PromptCatalogue {
        let catalogue = try PromptCatalogue.load(text("prompts/catalogue.yaml"), file: "prompts/catalogue.yaml")
        let parts = environment.articles.values.flatMap(\.parts).map { id in
            Prompt(id: id, kind: .sentence, texts: [.mandarin: "说明。", .english: "What there is to know."])
        }
        return catalogue.adding(PromptCatalogue(entries: parts, languages: catalogue.languages))
    }

    static let shanghai = TimeZone(identifier: "Asia/Shanghai") ?? .gmt

    /// Monday to Friday, 08:30-12:00 and 14:00-17:30 in Shanghai; 1 October is a holiday.
    static let office = WorkingCalendar(
        id: "county-office", timeZone: shanghai,
        weekly: Dictionary(
            uniqueKeysWithValues: [Weekday.monday, .tuesday, .wednesday, .thursday, .friday].map {
                ($0, [WorkingSpan(start: 510, end: 720), WorkingSpan(start: 840, end: 1050)])
            }),
        holidays: LocalDate("2026-10-01").map { [$0: "National Day"] } ?? [:])

    /// The desk keeps office hours here, so that the county's plan is walked out of hours too.
    static let desk = WorkingCalendar(
        id: "hotline", timeZone: office.timeZone, weekly: office.weekly, holidays: office.holidays)

    static let environment = PlanEnvironment(
        catalogue: nil, queues: ["general"],
        services: ["general", "pension", "subsidy", "crop-insurance", "water", "power", "roads"],
        calendars: ["county-office": office, "hotline": desk],
        articles: [
            "pension-renewal": SpokenArticle(
                id: "pension-renewal", version: 1, parts: (1...3).map { "article.pension-renewal.1.\($0)" },
                lastDay: LocalDate("2027-12-31") ?? LocalDate(dayNumber: 0)),
            SpokenArticle.ofOwnCall.id: .ofOwnCall,
        ])

    /// Monday, 23 November 2026, 10:00 in Shanghai: open.
    static let morning = instant("2026-11-23", hour: 10)

    static func instant(_ day: String, hour: Int, minute: Int = 0) -> Date {
        LocalDate(day).map {
            LocalTime(timeZone: shanghai).instant($0, seconds: hour * 3600 + minute * 60, repeated: .first)
        } ?? .distantPast
    }

    static func load(_ text: String, file: String = "plan.yaml", _ environment: PlanEnvironment = environment)
        -> (plan: Plan?, messages: [String])
    {
        let (plan, diagnostics) = PlanLoader.load(text, file: file, environment: environment)
        return (plan, diagnostics.map(\.description))
    }

    /// A plan that has to be without fault.
    static func plan(_ text: String, _ environment: PlanEnvironment = environment) throws -> Plan {
        let (plan, messages) = load(text, environment)
        #expect(messages.filter { $0.contains("error:") } == [])
        return try #require(plan)
    }

    /// The head of a plan without people, and its steps.
    static func lab(_ steps: String, head: String = "") -> String {
        "dialplan: test\nanswers: [\"1\"]\nlanguages: [en]\nperson: none\nstart: start\n\(head)steps:\n"
            + steps + "  bye: { goodbye: goodbye }\n"
    }

    /// The head of a plan whose person is the queue `line`, and its steps.
    static func county(_ steps: String, head: String = "") -> String {
        "dialplan: test\nanswers: [\"1\"]\nlanguages: [en, zh-CN]\nperson: line\nstart: start\n\(head)steps:\n" + steps
            + "  line: { queue: general, closed: bye }\n  bye: { goodbye: goodbye }\n"
    }
}

/// Drives a walk in virtual time and keeps what it wants.
struct Caller {
    var walk: Walk
    var now = MonotonicInstant.zero
    var begin: Date
    /// Of the last event.
    var effects: [WalkEffect] = []

    init(_ plan: Plan, number: String? = "8613900000001", called: String? = nil, at begin: Date = Sample.morning) {
        walk = Walk(
            plan: plan,
            context: CallerContext(
                callerNumber: number, calledNumber: called ?? plan.answers.first ?? "",
                language: plan.languages.first ?? .english))
        self.begin = begin
    }

    var wallClock: Date { begin.addingTimeInterval((now - .zero as Duration).inSeconds) }

    @discardableResult
    mutating func send(_ event: WalkEvent) -> [WalkEffect] {
        effects = walk.handle(event, at: now, wallClock: wallClock)
        return effects
    }

    mutating func start() { send(.started) }

    mutating func key(_ keys: String) {
        var all: [WalkEffect] = []
        for key in keys { all += send(.key(key)) }
        effects = all
    }

    /// Lets time pass, firing deadlines as they come.
    mutating func wait(_ duration: Duration) {
        let end = now + duration
        var all: [WalkEffect] = []
        while let deadline = walk.nextDeadline, deadline <= end {
            now = max(now, deadline)
            all += walk.advance(to: now, wallClock: wallClock)
        }
        now = end
        effects = all
    }

    /// The prompt in progress has been played.
    mutating func heard() {
        guard let token = speech else { return }
        send(.spoken(token))
    }

    var speech: WalkToken? { walk.speech?.token }

    /// Ids of prompts said by the last event, values as `‹…›`.
    var said: [String] {
        effects.flatMap { effect -> [String] in
            guard case .say(_, let utterances, _, _) = effect else { return [] }
            return utterances.map { utterance in
                switch utterance {
                case .prompt(let id): id
                case .value(let value): "‹\(value)›"
                case .pause(let milliseconds): "‹\(milliseconds) ms›"
                }
            }
        }
    }

    /// Steps entered by the last event.
    var entered: [String] {
        effects.compactMap { if case .trail(let step, .entered) = $0 { step } else { nil } }
    }

    /// The effects of the last event without the trail.
    var wants: [WalkEffect] {
        effects.filter { if case .trail = $0 { false } else { true } }
    }

    var lookUp: WalkToken? {
        effects.lazy.compactMap { if case .lookUp(let token, _, _) = $0 { token } else { nil } }.first
    }

    var queue: WalkToken? {
        effects.lazy.compactMap { if case .enqueue(let token, _, _) = $0 { token } else { nil } }.first
    }

    var recording: WalkToken? {
        effects.lazy.compactMap { if case .record(let token, _, _) = $0 { token } else { nil } }.first
    }

    var opening: WalkToken? {
        effects.lazy.compactMap { if case .openCase(let token, _, _, _) = $0 { token } else { nil } }.first
    }
}
