/// What visits add up to. A visit counts whole in the half hour in which it began.
///
/// Sums are kept by half hour, queue, language and agent; those of any longer period are sums of them, and every figure is
/// worked out of sums (``Figure``).
package struct VisitSums: Equatable, Sendable {
    /// Answered within this is in time (GB/T 33358-2016), in milliseconds.
    package static let inTime: Int64 = 15_000
    /// Who hangs up within this has not waited: a wrong number, a change of mind. In milliseconds.
    package static let shortAbandon: Int64 = 5_000

    /// Visits with a call.
    package var entered: Int64 = 0
    /// Of those: still waiting.
    package var waiting: Int64 = 0
    package var answered: Int64 = 0
    package var answeredInTime: Int64 = 0
    /// Hung up after waiting, and before (``shortAbandon``).
    package var abandoned: Int64 = 0
    package var abandonedShort: Int64 = 0
    /// Milliseconds until the answer, of the answered.
    package var answerWait: Int64 = 0
    /// Milliseconds waited by all who entered and wait no more.
    package var allWait: Int64 = 0
    /// Talks that have ended, of visits with and without a call.
    package var talks: Int64 = 0
    package var talkTime: Int64 = 0
    package var holdTime: Int64 = 0
    package var wrapUpTime: Int64 = 0
    /// Talks that the agent ended by sending the citizen on.
    package var passedOn: Int64 = 0
    /// Talks with an agent's word on them; of those, answered at once.
    package var judged: Int64 = 0
    package var firstAnswers: Int64 = 0
    /// Citizens who asked to be called back; of those, who talked with an agent for it, and whom no attempt reached.
    package var promised: Int64 = 0
    package var kept: Int64 = 0
    package var broken: Int64 = 0

    package init() {}

    /// The columns of all sums, in the order of ``values``.
    package static let names = [
        "entered", "waiting", "answered", "answered_in_time", "abandoned", "abandoned_short", "answer_wait", "all_wait",
        "talks", "talk_time", "hold_time", "wrap_up_time", "passed_on", "judged", "first_answers", "promised", "kept",
        "broken",
    ]

    private static let fields: [any WritableKeyPath<VisitSums, Int64> & Sendable] = [
        \.entered, \.waiting, \.answered, \.answeredInTime, \.abandoned, \.abandonedShort, \.answerWait, \.allWait,
        \.talks, \.talkTime, \.holdTime, \.wrapUpTime, \.passedOn, \.judged, \.firstAnswers, \.promised, \.kept,
        \.broken,
    ]

    package var values: [Int64] {
        get { Self.fields.map { self[keyPath: $0] } }
        set { for (field, value) in zip(Self.fields, newValue) { self[keyPath: field] = value } }
    }

    package static func += (total: inout Self, more: Self) {
        for field in fields { total[keyPath: field] += more[keyPath: field] }
    }

    package static func -= (total: inout Self, less: Self) {
        for field in fields { total[keyPath: field] -= less[keyPath: field] }
    }

    /// The words of an agent that say the matter was dealt with in the talk.
    package static let solvedOutcomes: Set<String> = ["solved-on-call", "information-given"]
    /// The words that say nothing of it: nobody asked anything.
    package static let unasked: Set<String> = ["wrong-number", "nuisance"]

    /// One visit as it is now.
    package init(_ visit: QueueVisit) {
        if visit.origin == .callBack { addPromise(visit) } else { addEntry(visit) }
        // How long a talk lasted that the hotline cut off is not known.
        guard visit.answered != nil, let talk = visit.talk, visit.ending != .hotlineEnded else { return }
        talks = 1
        talkTime = talk
        holdTime = visit.hold
        wrapUpTime = visit.wrapUp ?? 0
        let isPassedOn = visit.ending == .transferred || visit.ending == .putThrough
        if isPassedOn { passedOn = 1 }
        guard let outcome = visit.outcome, !Self.unasked.contains(outcome) else { return }
        judged = 1
        if Self.solvedOutcomes.contains(outcome), !isPassedOn { firstAnswers = 1 }
    }

    private mutating func addEntry(_ visit: QueueVisit) {
        entered = 1
        guard let wait = visit.wait else { return waiting = 1 }
        allWait = wait
        if visit.answered != nil {
            answered = 1
            answerWait = wait
            if wait <= Self.inTime { answeredInTime = 1 }
        } else if visit.ending == .abandoned {
            if wait < Self.shortAbandon { abandonedShort = 1 } else { abandoned = 1 }
        }
    }

    private mutating func addPromise(_ visit: QueueVisit) {
        guard visit.cause == "asked" else { return }
        promised = 1
        if visit.answered != nil || visit.ending == .calledAgain {
            kept = 1
        } else if visit.ended != nil, visit.ending != .hotlineEnded {
            broken = 1
        }
    }
}
