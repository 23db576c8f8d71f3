import CivicCRM
import CivicCore
import CivicHTTP
import Foundation

/// Matters filed in writing, in memory.
actor FakeFilings: FilingBook, AttachmentBook {
    struct Entry: Equatable {
        var filing: Filing
        var source: String
        var filed: FiledCase
    }

    private(set) var entries: [Entry] = []
    private(set) var places: [String] = []
    /// Of all cases; the ids are their places in the list and one more.
    private(set) var kept: [(file: Attachment, content: Data)] = []
    private var keys: [String: (wording: String, receipt: FilingReceipt?, event: CaseEvent?)] = [:]
    private var isDown = false
    /// How often the public figures were worked out.
    private(set) var counted = 0

    static let code = "12345678"

    func fail(_ isDown: Bool) { self.isDown = isDown }

    /// What a unit does.
    func answer(_ number: CaseNumber, _ text: String, at now: Date) {
        guard let index = entries.firstIndex(where: { $0.filed.record.number == number }) else { return }
        entries[index].filed.record.state = .answered
        entries[index].filed.record.updatedAt = now
        append(index, by: "water-company", .answered, text, at: now)
    }

    func file(_ filing: Filing, _ submission: Submission, at now: Date) throws -> SubmissionAnswer<FilingReceipt> {
        if isDown { throw StoreDown() }
        let key = "\(submission.source) \(submission.key ?? submission.wording)"
        if let earlier = keys[key] {
            guard earlier.wording == submission.wording, let receipt = earlier.receipt else { return .keyTaken }
            return .repeated(receipt)
        }
        let record = Case(
            // The first one is a case of `FakeCases` as well.
            id: Int64(entries.count + 11), number: CaseNumber(serial: 5_001 + entries.count), citizenId: nil,
            conversation: nil, service: filing.service, unit: "water-company", state: .received, openedAt: now,
            deadline: now.addingTimeInterval(86_400), updatedAt: now, summary: filing.words, recording: nil,
            channel: submission.channel, contactNumber: filing.number?.key)
        entries.append(
            Entry(
                filing: filing, source: submission.source,
                filed: FiledCase(
                    record: record, township: filing.township, village: filing.village, address: filing.address,
                    events: [])))
        try attach(filing.files, toCase: record.id, by: CaseEvent.citizen, at: now)
        entries[entries.count - 1].filed.files = kept.map(\.file).filter { $0.caseId == record.id }
        append(entries.count - 1, by: CaseEvent.citizen, .received, filing.words, at: now)
        append(entries.count - 1, by: "web", nil, "inside only", at: now)
        let receipt = FilingReceipt(record: record, code: Self.code)
        keys[key] = (submission.wording, receipt, nil)
        return .done(receipt)
    }

    func add(
        _ message: String, _ files: [NewAttachment], toCase number: CaseNumber, _ submission: Submission, at now: Date
    ) throws -> SubmissionAnswer<CaseEvent> {
        if isDown { throw StoreDown() }
        guard
            let index = entries.firstIndex(where: {
                $0.filed.record.number == number && $0.source == submission.source
            })
        else { return .refused }
        let key = "\(submission.source) \(submission.key ?? submission.wording)"
        if let earlier = keys[key] {
            guard earlier.wording == submission.wording, let event = earlier.event else { return .keyTaken }
            return .repeated(event)
        }
        let event = append(index, by: CaseEvent.citizen, nil, message, at: now)
        keys[key] = (submission.wording, nil, event)
        return .done(event)
    }

    func attachments(ofCase id: Int64) throws -> [Attachment] {
        if isDown { throw StoreDown() }
        return kept.map(\.file).filter { $0.caseId == id }
    }

    func attachment(_ id: Int64) throws -> (Attachment, Data)? {
        if isDown { throw StoreDown() }
        return kept.first { $0.file.id == id }.map { ($0.file, $0.content) }
    }

    func attach(_ files: [NewAttachment], toCase id: Int64, by author: String, at now: Date) throws {
        if isDown { throw StoreDown() }
        for file in files {
            let row = Attachment(
                id: Int64(kept.count + 1), caseId: id, hash: "h", kind: file.kind, size: file.content.count,
                name: file.name, at: now, by: author)
            kept.append((row, file.content))
        }
    }

    /// Two units and a small one; two in three are solved.
    func countedCases(in period: Range<Date>) throws -> [CountedCase] {
        if isDown { throw StoreDown() }
        counted += 1
        return (0..<64).map { index in
            let opened = period.lowerBound.addingTimeInterval(Double(index) * 3_600)
            return CountedCase(
                unit: index < 4 ? "tiny" : index < 24 ? "roads" : "water-company", township: index < 40 ? "青山镇" : nil,
                openedAt: opened, deadline: opened.addingTimeInterval(7 * 86_400),
                answeredAt: index.isMultiple(of: 4) ? nil : opened.addingTimeInterval(2.5 * 86_400),
                isAgreed: !index.isMultiple(of: 3), wasDisputed: index.isMultiple(of: 10))
        }
    }

    func follow(_ number: CaseNumber, code: String, from place: String, at now: Date) throws -> FollowAnswer {
        if isDown { throw StoreDown() }
        places.append(place)
        if code == "99999999" { return .locked }
        guard code == Self.code, let found = entries.first(where: { $0.filed.record.number == number }) else {
            return .refused
        }
        return .found(found.filed)
    }

    func filed(_ number: CaseNumber, by source: String) throws -> FiledCase? {
        if isDown { throw StoreDown() }
        return entries.first { $0.filed.record.number == number && $0.source == source }?.filed
    }

    func filed(by source: String, older: CaseNumber?, limit: Int) throws -> [FiledCase] {
        if isDown { throw StoreDown() }
        let mine = entries.filter { $0.source == source }.map(\.filed).reversed()
        let rest = older.map { older in
            mine.drop { $0.record.number != older }.dropFirst()
        }
        return (rest.map(Array.init) ?? Array(mine)).prefix(limit).map { filed in
            var bare = filed
            bare.events = []
            return bare
        }
    }

    @discardableResult
    private func append(_ index: Int, by: String, _ state: CaseState?, _ note: String, at now: Date) -> CaseEvent {
        let event = CaseEvent(
            id: Int64(entries[index].filed.events.count + 1), caseId: Int64(index + 1), at: now, by: by, state: state,
            note: note)
        entries[index].filed.events.append(event)
        return event
    }

    /// The channels with these filings and four applications: `all` may do everything, `reader` may read, `writer` may file, and `hasty`
    /// may do everything twice a minute.
    nonisolated func channels(
        hasPage: Bool = true, filingsPerHour: Int = 20, proxies: Set<String> = [], offersMail: Bool = false
    ) -> PublicChannels {
        var channels = PublicChannels(
            book: self, hasPage: hasPage, filingsPerHour: filingsPerHour, numbering: .china,
            timeZone: TimeZone(identifier: "Asia/Shanghai") ?? .gmt, isProxy: { proxies.contains($0) }
        ) { token in
            switch token {
            case "all":
                APIClient(name: "all", rights: Set(APIRight.allCases), channel: .web, requestsPerMinute: 6_000)
            case "writer":
                APIClient(name: "writer", rights: [.createCases], channel: .web, requestsPerMinute: 6_000)
            case "reader": APIClient(name: "reader", rights: [.readCases], channel: .web, requestsPerMinute: 6_000)
            case "hasty":
                APIClient(name: "hasty", rights: Set(APIRight.allCases), channel: .web, requestsPerMinute: 2)
            default: nil
            }
        }
        channels.attachments = self
        channels.files = AttachmentRule(largest: 1, most: 2)
        channels.offersMail = offersMail
        return channels
    }
}
