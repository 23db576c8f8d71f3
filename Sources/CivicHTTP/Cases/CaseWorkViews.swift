import CivicCRM
import CivicCore
import Foundation

/// What the page `/cases` carries with it.
struct CasePageData: Encodable {
    struct Me: Encodable {
        var id: String
        /// nil for the hotline centre.
        var unit: String?
    }

    var me: Me
    var units: [DeskCatalogue.Entry]
    var services: [DeskCatalogue.Entry]
    /// Both languages.
    var words: [String: [String: String]]

    init(_ worker: CaseWorker, catalogue: DeskCatalogue, words: [String: [String: String]]) {
        me = Me(id: worker.agent.id, unit: worker.unit?.id)
        units = catalogue.units
        services = catalogue.services.map { DeskCatalogue.Entry(id: $0.id, zh: $0.zh, en: $0.en) }
        self.words = words
    }
}

/// A list of cases, without anything of their citizens but the township.
struct CaseListView: Encodable {
    struct Line: Encodable {
        var id: Int64
        var number: CaseNumber
        var service: String
        var unit: String
        var state: CaseState
        var channel: Channel
        var township: String?
        var openedAt: Date
        var deadline: Date
        var updatedAt: Date
        var pausedSince: Date?
        var asksTime: Bool
        var isConfidential: Bool
    }

    var now: Date
    var cases: [Line]

    init(lines: [CaseLine], now: Date) {
        self.now = now
        cases = lines.map { line in
            let record = line.record
            return Line(
                id: record.id, number: record.number, service: record.service, unit: record.unit, state: record.state,
                channel: record.channel, township: line.township, openedAt: record.openedAt, deadline: record.deadline,
                updatedAt: record.updatedAt, pausedSince: record.pausedSince, asksTime: record.wishedAt != nil,
                isConfidential: record.isConfidential)
        }
    }
}

/// Answer to an act by which a case left the unit's sight.
struct CaseGone: Encodable {
    var gone: Bool
    var state: CaseState
    var unit: String
}

/// Where a case stands and how its deadline came about, in both languages.
struct ReckoningView: Encodable {
    struct Texts: Encodable {
        var zh: [String]
        var en: [String]
    }

    var lines: Texts
    var sentence: [String: String]

    init(_ reckoning: CaseReckoning) {
        lines = Texts(zh: reckoning.lines(in: .mandarin), en: reckoning.lines(in: .english))
        sentence = ["zh": reckoning.sentence(in: .mandarin), "en": reckoning.sentence(in: .english)]
    }
}

/// One line of a case's history.
struct CaseEventView: Encodable {
    var at: Date
    var by: String
    var state: CaseState?
    /// What happened, by its word.
    var fact: String?
    /// The unit, the proposed one, the other case: what the fact speaks of.
    var about: String?
    var rule: String?
    /// That they talked.
    var seconds: Int?
    var note: String

    init(_ event: CaseEvent) {
        at = event.at
        by = event.by
        state = event.state
        fact = event.fact?.word
        note = event.note
        switch event.fact {
        case .dispatched(let unit), .decided(let unit), .accepted(let unit), .answered(let unit): about = unit
        case .refused(_, let proposed, let rule): (about, self.rule) = (proposed, rule)
        case .merged(let number), .absorbed(let number), .unmerged(let number), .released(let number):
            about = number.text
        case .called(let ending, let seconds): (about, self.seconds) = (ending.rawValue, seconds)
        default: about = nil
        }
    }
}

/// A case on the page of somebody who works on it.
struct CaseFileView: Encodable {
    struct Person: Encodable {
        var name: String?
        var number: String?
        var township: String?
        var village: String?
        var accessibility: String?
    }

    struct Proposal: Encodable {
        var from: String
        var unit: String
        var rule: String
    }

    struct Wish: Encodable {
        var kind: String
        var term: String
        var reason: String
        var askedBy: String
    }

    var now: Date
    var id: Int64
    var number: CaseNumber
    var version: Int
    var service: String
    var unit: String
    var responsible: String
    var state: CaseState
    var channel: Channel
    var openedAt: Date
    var deadline: Date
    var isConfidential: Bool
    var isSupervised: Bool
    var reminders: Int
    var pausedSince: Date?
    var pausedUntil: Date?
    var summary: String
    var citizen: Person
    var proposal: Proposal?
    var wish: Wish?
    var mergedInto: CaseNumber?
    var absorbed: [CaseNumber]
    var reckoning: ReckoningView
    var history: [CaseEventView]
    /// Scans and photographs; empty for those who need not know.
    var files: [FileView]
    /// What may be done now.
    var offers: [CaseOffer]
    /// Whether the worker's unit may reach the citizen through the hotline.
    var mayRelay: Bool
    /// Of this one look, as it stands over the texts; hidden in them as well.
    var mark: String?

    init(_ file: CaseFile, _ files: [FileView], for worker: CaseWorker, catalogue: ServiceCatalogue, now: Date) {
        let (record, life) = (file.record, file.life)
        let sight = CaseSight(file, for: worker.viewer)
        self.now = now
        id = record.id
        number = record.number
        version = record.version
        service = record.service
        unit = record.unit
        responsible = life.responsible
        state = record.state
        channel = record.channel
        openedAt = record.openedAt
        deadline = record.deadline
        isConfidential = record.isConfidential
        isSupervised = life.isSupervised
        reminders = life.reminders
        pausedSince = life.pause?.since
        pausedUntil = life.pause?.until
        summary = sight.summary
        citizen = Person(
            name: sight.name, number: sight.number, township: sight.township, village: sight.village,
            accessibility: sight.accessibility)
        proposal = life.proposal.map { Proposal(from: $0.from, unit: $0.unit, rule: $0.rule) }
        wish = life.wish.map {
            Wish(kind: $0.kind.rawValue, term: $0.term.text, reason: $0.reason, askedBy: $0.askedBy)
        }
        mergedInto = record.mergedInto
        absorbed = worker.unit == nil ? file.absorbed : []
        reckoning = ReckoningView(catalogue.reckoning(of: file))
        history = sight.history.map(CaseEventView.init)
        self.files = files
        mayRelay =
            worker.unit.map { RelayPermit.covers(record, unit: $0.id) && record.contactNumber != nil } ?? false
        offers = life.offers(to: worker.actor, at: now, in: catalogue.house(of: record.service))
    }

    mutating func mark(with mark: Watermark) {
        self.mark = mark.shown
        summary = mark.hidden(in: summary)
        for index in history.indices { history[index].note = mark.hidden(in: history[index].note) }
    }
}
