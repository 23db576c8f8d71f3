package import CivicReports
package import Foundation

/// As much of an open case as is needed to see whether another one is about the same.
package struct OpenMatter: Equatable, Identifiable, Sendable {
    package var id: Int64
    /// As it is spoken: eight digits.
    package var number: String
    package var citizen: Int64?
    package var service: String
    package var township: String
    package var village: String
    package var openedAt: Date
    package var text: String

    package init(
        id: Int64, number: String, citizen: Int64?, service: String, township: String, village: String, openedAt: Date,
        text: String
    ) {
        self.id = id
        self.number = number
        self.citizen = citizen
        self.service = service
        self.township = township
        self.village = village
        self.openedAt = openedAt
        self.text = text
    }
}

/// Two cases that somebody has made one.
package struct MergedMatters: Equatable, Sendable {
    package var merged: OpenMatter
    /// The case that it goes on as part of.
    package var into: OpenMatter

    package init(merged: OpenMatter, into: OpenMatter) {
        self.merged = merged
        self.into = into
    }
}

/// Open cases that look like one, for somebody to merge or not; nothing is merged by itself.
package struct MatterPairs: Equatable, Sendable {
    package enum Reason: String, CaseIterable, Sendable {
        /// The same citizen, the same service, within ``days``.
        case sameCitizen = "same-citizen"
        /// The same service and village (or township, where a village is not known), texts as alike as ``likeness``, within
        /// ``days``.
        case sameWords = "same-words"
    }

    package struct Pair: Equatable, Sendable {
        package var reason: Reason
        /// The older one, into which the newer one would be merged.
        package var first: OpenMatter
        package var second: OpenMatter
        /// 0…1
        package var likeness: Double
    }

    package static let days = 14.0
    package static let likeness = 0.6

    /// The surest first: the same citizen, then by likeness.
    package let pairs: [Pair]
    /// Cases that were compared.
    package let matters: Int

    package init(_ matters: [OpenMatter]) {
        self.matters = matters.count
        struct Block: Hashable {
            var service: String
            var township: String
        }
        let blocks = Dictionary(grouping: matters) { Block(service: $0.service, township: $0.township) }
        pairs = blocks.values.flatMap(Self.pairs).sorted { left, right in
            (left.reason == .sameCitizen ? 0 : 1, -left.likeness, left.first.id, left.second.id)
                < (right.reason == .sameCitizen ? 0 : 1, -right.likeness, right.first.id, right.second.id)
        }
    }

    /// How many of the cases that people merged these rules would have found.
    package static func found(of merged: [MergedMatters]) -> Proportion {
        Proportion(merged.count { !MatterPairs([$0.into, $0.merged]).pairs.isEmpty }, of: merged.count)
    }

    private static func pairs(within block: [OpenMatter]) -> [Pair] {
        let ordered = block.sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }
        let texts = ordered.map { TextLikeness($0.text) }
        var found: [Pair] = []
        for (index, second) in ordered.enumerated() {
            for earlier in ordered[..<index].indices.reversed() {
                let first = ordered[earlier]
                guard second.openedAt.timeIntervalSince(first.openedAt) <= days * 86_400 else { break }
                let likeness = texts[earlier].likeness(to: texts[index])
                let isSameCitizen = first.citizen != nil && first.citizen == second.citizen
                let mayBeOnePlace =
                    first.village == second.village || first.village.isEmpty || second.village.isEmpty
                guard isSameCitizen || mayBeOnePlace && likeness >= Self.likeness else { continue }
                found.append(
                    Pair(
                        reason: isSameCitizen ? .sameCitizen : .sameWords, first: first, second: second,
                        likeness: likeness))
            }
        }
        return found
    }
}

/// Many people, one matter: open cases of one service from one village within a week.
package struct Crowds: Equatable, Sendable {
    package struct Crowd: Equatable, Sendable {
        package var service: String
        package var township: String
        package var village: String
        /// The oldest first.
        package var matters: [OpenMatter]
        /// Different citizens; each case of nobody known counts as one.
        package var people: Int
    }

    package static let days = 7.0

    /// The largest first; each of at least ``SmallCells/least`` people.
    package let crowds: [Crowd]

    package init(_ matters: [OpenMatter]) {
        struct Place: Hashable {
            var service: String
            var township: String
            var village: String
        }
        let known = matters.filter { !$0.village.isEmpty }
        let places = Dictionary(grouping: known) {
            Place(service: $0.service, township: $0.township, village: $0.village)
        }
        crowds = places.compactMap { place, matters in
            let densest = Self.densest(matters.sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) })
            let people = Self.people(in: densest)
            guard people >= SmallCells.least else { return nil }
            return Crowd(
                service: place.service, township: place.township, village: place.village, matters: densest,
                people: people)
        }.sorted { ($1.people, $0.township, $0.village, $0.service) < ($0.people, $1.township, $1.village, $1.service) }
    }

    /// The seven days with most people.
    private static func densest(_ ordered: [OpenMatter]) -> [OpenMatter] {
        var best: ArraySlice<OpenMatter> = []
        var start = 0
        for end in ordered.indices {
            while ordered[end].openedAt.timeIntervalSince(ordered[start].openedAt) > days * 86_400 { start += 1 }
            let window = ordered[start...end]
            if people(in: Array(window)) > people(in: Array(best)) { best = window }
        }
        return Array(best)
    }

    private static func people(in matters: [OpenMatter]) -> Int {
        Set(matters.compactMap(\.citizen)).count + matters.count { $0.citizen == nil }
    }
}
