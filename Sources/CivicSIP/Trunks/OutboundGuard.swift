package import CivicCore

/// What calls to the outside are allowed; nothing, unless a prefix is.
package struct OutboundRules: Sendable, Equatable {
    package struct Night: Sendable, Equatable {
        /// Minutes after midnight; it may end on the next day.
        package var begins: Int
        package var ends: Int
        /// Calls at once meanwhile.
        package var concurrent: Int
        /// Prefixes that are allowed meanwhile; `nil` for those of the day.
        package var allowed: [String]?

        package init(begins: Int, ends: Int, concurrent: Int, allowed: [String]? = nil) {
            self.begins = begins
            self.ends = ends
            self.concurrent = concurrent
            self.allowed = allowed
        }

        func includes(_ minute: Int) -> Bool {
            begins <= ends ? (begins..<ends).contains(minute) : minute >= begins || minute < ends
        }
    }

    /// Beginnings of numbers with `+`, whole numbers without (short codes).
    package var allowed: [String]
    /// Exceptions of `allowed`.
    package var refused: [String]
    /// Calls begun in any minute, of everybody together.
    package var rate: Int
    /// Of one agent, or of one dialplan.
    package var ratePerCause: Int
    /// Calls at once.
    package var concurrent: Int
    package var night: Night?
    /// Trunks in the order in which they are tried; `nil` for all, in the order of the file.
    package var trunks: [String]?

    package init(
        allowed: [String] = [], refused: [String] = [], rate: Int = 30, ratePerCause: Int = 6, concurrent: Int = 10,
        night: Night? = nil, trunks: [String]? = nil
    ) {
        self.allowed = allowed
        self.refused = refused
        self.rate = rate
        self.ratePerCause = ratePerCause
        self.concurrent = concurrent
        self.night = night
        self.trunks = trunks
    }
}

/// On whose account a call goes out.
package enum OutboundCause: Hashable, Sendable {
    /// Who has shown a password: an agent, or the account of a phone.
    case account(String)
    case dialplan(String)
}

/// Stands before every outgoing call, so that whoever finds a way in cannot call the world at the county's expense.
package struct OutboundGuard: Sendable {
    package enum Refusal: String, Sendable, CaseIterable {
        /// Nobody we know wants the call.
        case noCause = "no-cause"
        case prefix
        case rate
        case rateOfOne = "rate-of-one"
        case concurrent
        case night
    }

    package enum Verdict: Equatable, Sendable {
        case admitted
        case refused(Refusal)
    }

    private static let minute = Duration.seconds(60)

    package private(set) var rules: OutboundRules
    private var begun: [(at: MonotonicInstant, cause: OutboundCause)] = []
    /// Calls that go on.
    package private(set) var active = 0
    package private(set) var refusals: [Refusal: Int] = [:]

    package init(_ rules: OutboundRules) { self.rules = rules }

    /// Other rules for calls to come; those that go on are counted on.
    package mutating func use(_ rules: OutboundRules) { self.rules = rules }

    /// Whether any number may be called at all.
    package var isOpen: Bool { !rules.allowed.isEmpty }

    /// Judges a call and, where it is admitted, counts it as begun until `ended`.
    ///
    /// - Parameters:
    ///   - cause: `nil` where nobody has shown who he is.
    ///   - minuteOfDay: of the wall clock, 0 to 1439.
    package mutating func admit(
        _ number: PhoneNumber, cause: OutboundCause?, minuteOfDay: Int, at now: MonotonicInstant
    ) -> Verdict {
        begun.removeAll { now - $0.at >= Self.minute }
        guard let cause else { return refuse(.noCause) }
        guard Self.matches(number.key, rules.allowed), !Self.matches(number.key, rules.refused) else {
            return refuse(.prefix)
        }
        if let night = rules.night, night.includes(minuteOfDay) {
            guard active < night.concurrent, night.allowed.map({ Self.matches(number.key, $0) }) ?? true else {
                return refuse(.night)
            }
        }
        guard active < rules.concurrent else { return refuse(.concurrent) }
        guard begun.count < rules.rate else { return refuse(.rate) }
        guard begun.count(where: { $0.cause == cause }) < rules.ratePerCause else { return refuse(.rateOfOne) }
        begun.append((now, cause))
        active += 1
        return .admitted
    }

    /// Whether a call to it can be admitted at all, at some time.
    package func reaches(_ number: PhoneNumber) -> Bool {
        Self.matches(number.key, rules.allowed) && !Self.matches(number.key, rules.refused)
    }

    package mutating func ended() { active = max(0, active - 1) }

    private mutating func refuse(_ reason: Refusal) -> Verdict {
        refusals[reason, default: 0] += 1
        return .refused(reason)
    }

    private static func matches(_ key: String, _ prefixes: [String]) -> Bool {
        prefixes.contains { $0.hasPrefix("+") ? key.hasPrefix($0) : key == $0 }
    }
}
