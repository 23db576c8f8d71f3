import CivicCore
package import Foundation

/// A number in a citizen's record. Table `citizen_phone`.
package struct NumberLink: Equatable, Sendable {
    package var citizen: Citizen
    /// 0…1: how sure it is that the number is theirs; an own mobile near 0.95, a neighbour's near 0.3.
    package var confidence: Double
    package var since: Date

    package init(citizen: Citizen, confidence: Double, since: Date) {
        self.citizen = citizen
        self.confidence = confidence
        self.since = since
    }
}

/// How often a citizen was the one who called from a number.
package struct NumberHistory: Equatable, Sendable {
    package var citizen: Citizen
    package var calls: Int
    package var firstAt: Date

    package init(citizen: Citizen, calls: Int, firstAt: Date) {
        self.citizen = citizen
        self.calls = calls
        self.firstAt = firstAt
    }
}

/// Who may be calling from a number: candidates with how sure and why, never a certainty.
///
/// Two questions make the figure. *Is the number theirs?* The record says so with its confidence, and each
/// conversation in which they were identified takes a fifth of the remaining doubt away. *Of those it belongs to, is
/// it this one?* Each one's weight is the record's confidence plus 0.15 a conversation, at most 0.6. The product of
/// both, times 0.95, is the confidence: all candidates together never reach 1.
package enum Identification {
    /// What a number alone can reach.
    package static let ceiling = 0.95

    /// - Returns: the likeliest first; equal ones by id, so that the order never depends on the database.
    package static func candidates(links: [NumberLink], history: [NumberHistory], timeZone: TimeZone)
        -> [CallerCandidate]
    {
        var files: [Int64: File] = [:]
        for link in links {
            files[link.citizen.id, default: File(citizen: link.citizen)].add(link)
        }
        for past in history where past.calls > 0 {
            files[past.citizen.id, default: File(citizen: past.citizen)].add(past)
        }
        let all = files.values.sorted { $0.citizen.id < $1.citizen.id }
        let weight = all.reduce(0) { $0 + $1.weight }
        guard weight > 0 else { return [] }
        return all.map { file in
            let evidence = file.evidence + (all.count > 1 ? [.shared(others: all.count - 1)] : [])
            return CallerCandidate(
                citizen: file.citizen, confidence: ceiling * file.strength * file.weight / weight,
                reasons: evidence.map { $0.sentence(in: .english, timeZone: timeZone) }, evidence: evidence)
        }
        .sorted { ($1.confidence, $0.citizen.id) < ($0.confidence, $1.citizen.id) }
    }

    /// The candidates after the caller has said which of them it is: four fifths of the remaining doubt go, and the
    /// others keep their shares of what is left.
    package static func choosing(_ id: Int64, of candidates: [CallerCandidate], timeZone: TimeZone)
        -> [CallerCandidate]
    {
        guard let chosen = candidates.first(where: { $0.citizen.id == id }) else { return candidates }
        let sure = min(ceiling, 1 - (1 - chosen.confidence) * 0.2)
        let others = candidates.reduce(0) { $0 + ($1.citizen.id == id ? 0 : $1.confidence) }
        let scale = others > 0 ? min(1, (1 - sure) / others) : 1
        return candidates.map { candidate in
            var candidate = candidate
            guard candidate.citizen.id == id else {
                candidate.confidence *= scale
                return candidate
            }
            candidate.confidence = sure
            candidate.evidence.insert(.chosen, at: 0)
            candidate.reasons.insert(CallerEvidence.chosen.sentence(in: .english, timeZone: timeZone), at: 0)
            return candidate
        }
        .sorted { ($1.confidence, $0.citizen.id) < ($0.confidence, $1.citizen.id) }
    }

    private struct File {
        var citizen: Citizen
        var link = 0.0
        var since: Date?
        var calls = 0
        var firstCall: Date?

        init(citizen: Citizen) { self.citizen = citizen }

        mutating func add(_ link: NumberLink) {
            self.link = max(self.link, min(max(link.confidence, 0), 1))
            since = min(since ?? link.since, link.since)
        }

        mutating func add(_ history: NumberHistory) {
            calls += history.calls
            firstCall = min(firstCall ?? history.firstAt, history.firstAt)
        }

        var strength: Double { 1 - (1 - link) * pow(0.8, Double(calls)) }
        var weight: Double { link + 0.15 * Double(min(calls, 4)) }
        var evidence: [CallerEvidence] {
            (since.map { [.registered(since: $0)] } ?? [])
                + (firstCall.map { [.called(times: calls, since: $0)] } ?? [])
        }
    }
}
