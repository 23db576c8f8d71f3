/// How a leg's audio was, in a word, with the figures and the reason.
package struct LegQuality: Sendable, Equatable {
    package enum Word: String, Sendable, CaseIterable {
        case good, fair, poor
        /// No figures.
        case unknown

        /// The bands of ITU-T G.107 Annex B: from 4.0 most users are satisfied, from 3.6 some are not, below many.
        package init(meanOpinion: Double) {
            self = meanOpinion >= 4.0 ? .good : meanOpinion >= 3.6 ? .fair : .poor
        }
    }

    /// Why it is not good, in the order in which it is told.
    package enum Reason: String, Sendable, CaseIterable {
        case loss, lossAtPeer = "loss-at-peer", jitter, concealed, delay, quiet, loud, oneWay = "one-way", echo
    }

    package struct Figure: Sendable, Equatable {
        /// The key of the ledger's entry, such as `lost-percent`.
        package var name: String
        package var value: String
    }

    /// `citizen`, `agent` or `guest`.
    package var party: String
    package var word: Word
    package var reasons: [Reason]
    /// In the order in which they are shown.
    package var figures: [Figure]

    /// As they are shown.
    package static let figureNames = [
        "mos", "r-factor", "lost-percent", "lost-at-peer", "late-packets", "jitter-ms", "concealed-percent",
        "buffer-ms",
        "round-trip-ms", "level-dbfs", "echo-return-loss-db", "echo-delay-ms", "one-way-alarms", "packets",
    ]

    /// Out of a ledger entry `audio-quality`.
    ///
    /// The word follows the mean opinion; with a one-way alarm it is never good.
    package init(_ entry: CallEntry) {
        let details = entry.details
        func number(_ name: String) -> Double? { details[name].flatMap(Double.init) }
        party = details["party"] ?? ""
        figures = Self.figureNames.compactMap { name in details[name].map { Figure(name: name, value: $0) } }
        var reasons: [Reason] = []
        if number("lost-percent") ?? 0 >= 1 { reasons.append(.loss) }
        if let lost = number("lost-at-peer"), let sent = number("packets"), lost > 0, lost >= sent / 100 {
            reasons.append(.lossAtPeer)
        }
        if number("jitter-ms") ?? 0 >= 30 { reasons.append(.jitter) }
        if number("concealed-percent") ?? 0 >= 2 { reasons.append(.concealed) }
        if (number("round-trip-ms") ?? 0) / 2 + (number("buffer-ms") ?? 0) >= 150 { reasons.append(.delay) }
        if let level = number("level-dbfs") {
            if level < -42 { reasons.append(.quiet) }
            if level > -9 { reasons.append(.loud) }
        }
        let isOneWay = number("one-way-alarms") ?? 0 > 0
        if isOneWay { reasons.append(.oneWay) }
        if let loss = number("echo-return-loss-db"), loss < 15 { reasons.append(.echo) }
        self.reasons = reasons
        let plain = number("mos").map(Word.init(meanOpinion:))
        word = isOneWay ? (plain == .good ? .fair : .poor) : plain ?? .unknown
    }

    /// The legs of a call, in the order in which they ended.
    package static func legs(of entries: [CallEntry]) -> [LegQuality] {
        entries.filter { $0.kind == "audio-quality" }.map(LegQuality.init)
    }
}
