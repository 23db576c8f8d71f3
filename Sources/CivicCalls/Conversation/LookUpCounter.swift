package import CivicCRM
package import CivicCore
package import CivicDialplan
package import Foundation

/// Answers the dialplan's look-ups from the citizens' record: `caller`, `household-member`, `case-status`, `own-case`,
/// `file-openings`, and what `verify`, `dispute-case` and `agree-case` ask. Whatever else plans ask for is passed on to the
/// sources outside.
package struct LookUpCounter: Sendable {
    package let records: any CitizenRecords
    /// The number that this call came from; proofs are counted against it.
    package let numberKey: String?
    package let conversation: ConversationReference
    /// Cases whose proof was given in this call, or about which the hotline makes it; of no other can be said in it whether
    /// it is solved.
    package let ownCases: Set<CaseNumber>
    /// Who has proven in this call that it is they.
    package let provenCitizen: Int64?
    package let sources: (any LookUpSources)?

    package init(
        records: any CitizenRecords, numberKey: String?, conversation: ConversationReference,
        ownCases: Set<CaseNumber>, provenCitizen: Int64? = nil, sources: (any LookUpSources)? = nil
    ) {
        self.records = records
        self.numberKey = numberKey
        self.conversation = conversation
        self.ownCases = ownCases
        self.provenCitizen = provenCitizen
        self.sources = sources
    }

    /// The outcome for the dialplan, and the citizen when the answer points at exactly one: how far to trust it, too.
    package func ask(_ source: String, _ arguments: [String: DialplanValue], at now: Date) async -> (
        LookUpOutcome, KnownCitizen?
    ) {
        do {
            switch source {
            case "caller": return try await caller(arguments, at: now)
            case "household-member": return try await householdMember(arguments, at: now)
            case "case-status": return try await caseStatus(arguments, at: now)
            case "own-case": return (try await ownCase(of: arguments, at: now), nil)
            case "citizen-proof": return try await citizenProof(arguments, at: now)
            case "file-openings": return (try await fileOpenings(arguments, at: now), nil)
            case "dispute-case": return (try await dispute(arguments, at: now), nil)
            case "agree-case": return (try await agree(arguments, at: now), nil)
            default: return (await sources?.ask(source, arguments) ?? .failed, nil)
            }
        } catch {
            return (.failed, nil)
        }
    }

    private func caller(_ arguments: [String: DialplanValue], at now: Date) async throws
        -> (LookUpOutcome, KnownCitizen?)
    {
        guard let number = arguments["number"]?.string else { return (.notFound, nil) }
        let candidates = try await records.candidates(forNumber: number)
        guard let first = candidates.first else { return (.notFound, nil) }
        let only = candidates.count == 1 ? first.citizen : nil
        var fields: [String: DialplanValue] = [
            "candidates": .number(candidates.count), "known": .flag(only != nil),
            "language": .text(first.citizen.language.tag), "open-cases": .number(0), "citizen": .absent,
            "confidence": .text(CallerConfidence(ofBest: first.confidence).rawValue),
        ]
        // People who share a phone share a house as well, as a rule: where they do, it is known.
        let townships = Set(candidates.map(\.citizen.township))
        if townships.count == 1 { fields["township"] = townships.first.map { .text($0) } ?? .absent }
        let presumed = only.map { KnownCitizen(id: $0.id, level: .presumed) }
        if let only {
            if presumed?.may(.sayHowMany) == true {
                let open = try await records.cases(ofCitizen: only.id).filter { $0.state != .closed }
                fields["open-cases"] = .number(open.count)
            }
            fields["likely"] = try await likely(presumed, at: now)
            fields["citizen"] = .number(Int(only.id))
            if only.isElderly(on: Self.today(now)) { fields["elderly"] = .flag(true) }
        }
        return (.found(fields), presumed)
    }

    /// What the citizen's own cases say of why they call, as far as it may be said.
    private func likely(_ citizen: KnownCitizen?, at now: Date) async throws -> DialplanValue? {
        guard let citizen, citizen.may(.sayNews) else { return nil }
        return try await records.likelyMatter(ofCitizen: citizen.id, at: now).map { .text($0.news.rawValue) }
    }

    private static func today(_ now: Date) -> LocalDate { LocalTime(timeZone: .current).reading(at: now).date }

    /// Who of a shared phone's people it is, by year of birth: known only when it fits exactly one.
    private func householdMember(
        _ arguments: [String: DialplanValue], at now: Date
    ) async throws -> (LookUpOutcome, KnownCitizen?) {
        guard let number = arguments["number"]?.string, let year = arguments["birth-year"]?.integer else {
            return (.notFound, nil)
        }
        let fitting = try await records.candidates(forNumber: number).filter { $0.citizen.birthYear == year }
        guard fitting.count == 1, let citizen = fitting.first?.citizen else { return (.notFound, nil) }
        let chosen = KnownCitizen(id: citizen.id, level: .chosen)
        var fields: [String: DialplanValue] = ["citizen": .number(Int(citizen.id))]
        fields["likely"] = try await likely(chosen, at: now)
        if citizen.isElderly(on: Self.today(now)) { fields["elderly"] = .flag(true) }
        return (.found(fields), chosen)
    }

    private func caseStatus(_ arguments: [String: DialplanValue], at now: Date) async throws
        -> (LookUpOutcome, KnownCitizen?)
    {
        guard let keyed = arguments["number"]?.string, let number = CaseNumber(keyed),
            let proof = arguments["proof"]?.string
        else { return (.notFound, nil) }
        switch try await records.caseStatus(number: number, proof: proof, askedFrom: numberKey, at: now) {
        case .found(let found):
            guard IdentityPolicy.allows(.sayHowCaseStands, at: .proven) else { return (.notFound, nil) }
            return (.found(Self.fields(of: found)), found.citizenId.map { KnownCitizen(id: $0, level: .proven) })
        case .refused: return (.notFound, nil)
        case .locked: return (.locked, nil)
        }
    }

    /// The case that a citizen is likely to call about who has no number at hand: the one with news, else the newest that is
    /// open, else the newest.
    private func ownCase(of arguments: [String: DialplanValue], at now: Date) async throws -> LookUpOutcome {
        guard let citizen = arguments["citizen"]?.integer.map(Int64.init), citizen == provenCitizen else {
            return .notFound
        }
        // A merged one goes on as part of another.
        let cases = try await records.cases(ofCitizen: citizen).filter { $0.state != .merged }
        let open = cases.filter { ![.answered, .closed].contains($0.state.told) }
        let newest = (open.isEmpty ? cases : open).max { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }
        let likely = try await records.likelyMatter(ofCitizen: citizen, at: now)
        return (cases.first { $0.number == likely?.number } ?? newest).map { .found(Self.fields(of: $0)) } ?? .notFound
    }

    private static func fields(of found: Case) -> [String: DialplanValue] {
        [
            "case": .text(found.number.text), "state": .text(found.state.told.rawValue), "due": .date(found.deadline),
            "updated": .date(found.updatedAt), "unit": .text(found.unit),
        ]
    }
}

// Who opened the file: of the citizen who is proven, or of a case of this call where nobody is.
extension LookUpCounter {
    private func fileOpenings(_ arguments: [String: DialplanValue], at now: Date) async throws -> LookUpOutcome {
        let since = now.addingTimeInterval(-OpeningTold.span)
        let told: [OpeningTold]
        if let provenCitizen {
            told = try await records.openings(ofCitizen: provenCitizen, since: since, limit: 999)
        } else if let number = ownCase(arguments), let record = try await records.caseRecord(number: number) {
            told = try await records.openings(ofCase: record.id, since: since, limit: 999)
        } else {
            return .notFound
        }
        guard !told.isEmpty else { return .notFound }
        var fields: [String: DialplanValue] = ["count": .number(told.count)]
        for (name, look) in zip(["first", "second", "third"], told) {
            fields[name] = .text(look.ground.word)
            fields["\(name)-at"] = .date(look.at)
        }
        return .found(fields)
    }
}

// What the steps `verify`, `dispute-case` and `agree-case` ask.
extension LookUpCounter {
    private func citizenProof(_ arguments: [String: DialplanValue], at now: Date) async throws
        -> (LookUpOutcome, KnownCitizen?)
    {
        guard let citizen = arguments["citizen"]?.integer, let proof = arguments["proof"]?.string else {
            return (.notFound, nil)
        }
        switch try await records.prove(citizen: Int64(citizen), proof: proof, askedFrom: numberKey, at: now) {
        case .proven: return (.found([:]), KnownCitizen(id: Int64(citizen), level: .proven))
        case .refused: return (.notFound, nil)
        case .locked: return (.locked, nil)
        }
    }

    private func dispute(_ arguments: [String: DialplanValue], at now: Date) async throws -> LookUpOutcome {
        guard let number = ownCase(arguments) else { return .notFound }
        switch try await records.dispute(number, in: conversation, at: now) {
        case .disputed: return .found([:])
        case .notPossible: return .notFound
        }
    }

    private func agree(_ arguments: [String: DialplanValue], at now: Date) async throws -> LookUpOutcome {
        guard let number = ownCase(arguments) else { return .notFound }
        switch try await records.agree(number, in: conversation, at: now) {
        case .agreed: return .found([:])
        case .notPossible: return .notFound
        }
    }

    private func ownCase(_ arguments: [String: DialplanValue]) -> CaseNumber? {
        // Their proof was given in this call.
        guard IdentityPolicy.allows(.takeWord, at: .proven) else { return nil }
        return arguments["case"]?.string.flatMap { CaseNumber($0) }.flatMap { ownCases.contains($0) ? $0 : nil }
    }
}

extension DialplanValue {
    /// Digits keyed by a caller may be text or a number.
    fileprivate var string: String? {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        default: nil
        }
    }

    fileprivate var integer: Int? {
        switch self {
        case .text(let text): Int(text)
        case .number(let number): number
        default: nil
        }
    }
}
