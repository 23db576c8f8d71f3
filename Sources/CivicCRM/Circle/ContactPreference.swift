/// How a citizen wants to be reached by the hotline. Table `contact_preference`.
package struct ContactPreference: Codable, Equatable, Sendable {
    package enum Way: String, Codable, CaseIterable, Sendable {
        case phone, email, letter
        /// Through somebody of the village.
        case village

        /// Who wants a letter or somebody of the village is not written to by a machine either.
        fileprivate var strictness: Int {
            switch self {
            case .phone: 0
            case .email: 1
            case .letter: 2
            case .village: 3
            }
        }
    }

    /// In minutes after midnight, when the telephone may ring; nil for any hour in which the hotline calls.
    package var hours: Range<Int>?
    package var way: Way
    /// Whether a machine may call.
    package var takesMachine: Bool
    /// Whether agents tell of services that the citizen is entitled to.
    package var takesOffers: Bool

    package init(
        hours: Range<Int>? = nil, way: Way = .phone, takesMachine: Bool = true, takesOffers: Bool = true
    ) {
        self.hours = hours
        self.way = way
        self.takesMachine = takesMachine
        self.takesOffers = takesOffers
    }

    /// What honours all of several: the way that is least a call, hours that all allow, and no machine where one wants none.
    ///
    /// - Returns: nil where nothing was said.
    package static func strictest(of wishes: [ContactPreference]) -> ContactPreference? {
        guard var strictest = wishes.first else { return nil }
        for wish in wishes.dropFirst() {
            if wish.way.strictness > strictest.way.strictness { strictest.way = wish.way }
            strictest.takesMachine = strictest.takesMachine && wish.takesMachine
            strictest.takesOffers = strictest.takesOffers && wish.takesOffers
            guard let hours = wish.hours else { continue }
            let both = strictest.hours?.clamped(to: hours) ?? hours
            // Where no hour suits all, a person finds one for each.
            if both.isEmpty { strictest.takesMachine = false }
            strictest.hours = both
        }
        return strictest
    }

    /// Minutes of the day that can be worked with; nil where the text is none: `09:00`.
    package static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == 2, parts[1].count == 2, let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0...23).contains(hour), (0...59).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }

    package static func text(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return two(minutes / 60) + ":" + two(minutes % 60)
    }
}
