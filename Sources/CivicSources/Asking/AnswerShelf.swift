package import CivicCore
package import CivicDialplan

/// Answers that may be given again for a while. They are in memory only, and the oldest make room.
package struct AnswerShelf: Sendable {
    package static let most = 1_000

    private struct Kept: Sendable {
        var outcome: LookUpOutcome
        var until: MonotonicInstant
    }

    private let keepsFor: Duration
    private var kept: [SentArguments: Kept] = [:]
    /// In the order in which they run out.
    private var order: [SentArguments] = []

    package init(keepsFor: Duration) {
        self.keepsFor = keepsFor
    }

    package func answer(to question: SentArguments, at now: MonotonicInstant) -> LookUpOutcome? {
        guard let found = kept[question], now < found.until else { return nil }
        return found.outcome
    }

    package mutating func keep(_ outcome: LookUpOutcome, for question: SentArguments, at now: MonotonicInstant) {
        guard keepsFor > .zero else { return }
        if kept.updateValue(Kept(outcome: outcome, until: now + keepsFor), forKey: question) != nil {
            order.removeAll { $0 == question }
        }
        order.append(question)
        while let oldest = order.first, order.count > Self.most || (kept[oldest]?.until ?? now) <= now {
            order.removeFirst()
            kept[oldest] = nil
        }
    }
}
