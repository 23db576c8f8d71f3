import CivicCRM
import CivicCore
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Erasing a citizen")
struct ErasureTests {
    private let now = StoreFixture.now
    /// Texts of the person that may be nowhere afterwards.
    private static let secrets = [
        "欧阳秀芝", "秀芝", "ouyangxiuzhi", "石桥沟村", "拄拐", "客家话方言", "13877776666", "7777666", "漏雨的老屋", "屋顶塌了",
        "她儿子来信说明", "祠堂旁第三家", "xiuzhi@example.org", "骨折住院", "roof-photo-bytes", "voice-of-xiuzhi", "病危通知", "欧阳秀之",
        "村委会的证明", "她儿子说是同一人",
    ]
    private static let number = "+8613877776666"

    /// A person with something in every table, and a neighbour who shares nothing but a second telephone.
    private func county() async throws -> (StoreFixture, Case) {
        let fixture = try StoreFixture()
        let (store, vault) = (fixture.store, fixture.store.vault)
        try await store.pool.write { db in
            for (id, name) in [(Int64(7), "欧阳秀芝"), (8, "周大山")] {
                try db.execute(
                    sql: """
                        INSERT INTO citizen (id, name, birth_year, language, township, village, pin_hash, accessibility, dialect)
                        VALUES (?, ?, 1951, 'zh-CN', '青石镇', '石桥沟村', 'x', '拄拐', '客家话方言')
                        """,
                    arguments: [id, name])
                try NameIndex.add(name, of: id, db)
            }
            try db.execute(sql: "UPDATE citizen SET village = NULL, accessibility = NULL, dialect = NULL WHERE id = 8")
            for (id, number, owners) in [(Int64(1), Self.number, [Int64(7)]), (2, "+8613800000002", [7, 8])] {
                try db.execute(
                    sql:
                        "INSERT INTO phone (id, number_index, last_four, last_seven, number_sealed) VALUES (?, ?, '', '', ?)",
                    arguments: [id, vault.index(number, for: .phone), try vault.seal(number, for: .phone)])
                for owner in owners {
                    try db.execute(
                        sql:
                            "INSERT INTO citizen_phone (phone_id, citizen_id, confidence, since) VALUES (?, ?, 0.9, 0)",
                        arguments: [id, owner])
                }
            }
        }
        try await store.pool.write { db in
            // A record that went into hers, what she agreed to, and a call that goes on.
            try db.execute(
                sql: """
                    INSERT INTO citizen (id, name, birth_year, language, township, merged_into)
                    VALUES (9, '欧阳秀之', 1951, 'zh-CN', '青石镇', 7);
                    INSERT INTO citizen_merge
                      (id, kept_id, gone_id, at, author, why, reasons, doubts, filled, last_case, last_contact)
                    VALUES (1, 7, 9, 0, 'lin', '她儿子说是同一人', '', '', '', 0, 0);
                    INSERT INTO citizen_merge_row (merge_id, place, row_key, gone_row, kept_before, kept_after)
                    VALUES (1, 'contact_preference', 0, '石桥沟村', '', '');
                    INSERT INTO consent (citizen_id, purpose, evidence, at, author)
                    VALUES (7, 'surveys', '村委会的证明', 0, 'lin');
                    INSERT INTO contact_preference (citizen_id, from_minute, to_minute, way, machine, at, author)
                    VALUES (7, 540, 720, 'phone', 1, 0, 'lin');
                    INSERT INTO walk_draft (conversation, plan, started_at, record_sealed, visits)
                    VALUES ('C-ROOF', 'county', 0, x'00', '漏雨的老屋')
                    """)
            try NameIndex.add("欧阳秀之", of: 9, db)
        }
        var contact = StoreFixture.contact("C-ROOF", citizen: 7, number: Self.number)
        (contact.summary, contact.trail) = ("漏雨的老屋", "pressed home: 13877776666")
        contact = try await store.begin(contact)
        try await store.update(contact)
        let opened = try await store.openCase(
            StoreFixture.draft(citizen: 7, summary: "屋顶塌了，骨折住院", number: Self.number), at: now)
        try await store.attach(
            [NewAttachment(name: "病危通知.txt", kind: .text, content: Data("roof-photo-bytes".utf8))], toCase: opened.id,
            by: "lin", at: now)
        try await store.pool.write { db in
            try db.execute(
                sql: """
                    INSERT INTO filing (case_id, source, name, township, village, address, answer, email, mail_mark)
                    VALUES (?, 'mail', '欧阳秀芝', '青石镇', '石桥沟村', '祠堂旁第三家', 'email', 'xiuzhi@example.org', '0123456789');
                    INSERT INTO letter (case_id, recipient, subject, text, reference, at, due_at)
                    VALUES (?, 'xiuzhi@example.org', '答复', '骨折住院', 'r', 0, 0)
                    """,
                arguments: [opened.id, opened.id])
        }
        try await store.pool.write { db in
            // A letter of no case, which a recall wrote to her and whose text waits to be sent.
            try db.execute(
                sql: """
                    INSERT INTO letter (id, case_id, recipient, subject, text, reference, at, due_at)
                    VALUES (70, NULL, 'xiuzhi@example.org', '更正', '骨折住院', 'recall', 0, 0);
                    INSERT INTO article_recall
                      (id, article, first_version, last_version, right_version, why, author, at, unknown)
                    VALUES (1, 'relief', 1, 1, 2, 'a wrong sum', 'wu', 0, 0);
                    INSERT INTO recall_person (recall_id, citizen_id, email, language, told_at, state, letter_id)
                    VALUES (1, 7, 'xiuzhi@example.org', 'zh-CN', 0, 'sent', 70)
                    """)
        }
        let folder = fixture.folder + "/recordings"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in ["C-ROOF.wav", "C-ROOF-1.wav", "C-ROOFTOP.wav"] {
            try Data((name == "C-ROOFTOP.wav" ? "another's" : "voice-of-xiuzhi").utf8)
                .write(to: URL(filePath: "\(folder)/\(name)"))
        }
        try await store.note(
            FileOpening(
                by: "lin", look: .citizen, citizenId: 7, ground: .stated(.other, words: "她儿子来信说明")), at: now)
        return (fixture, opened)
    }

    private func close(_ record: Case, _ store: CivicStore) async throws {
        for (act, actor) in [(CaseAct.answer, CaseActor("qin", .centre)), (.agree, CaseActor("lin", .agent))] {
            _ = try await store.act(act, onCase: record.id, note: "骨折住院", seen: nil, by: actor, at: now)
        }
    }

    /// What of the texts the files of a folder hold.
    private func found(in folder: String) throws -> [String] {
        let files = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        return files.flatMap { file in
            let bytes = FileManager.default.contents(atPath: "\(folder)/\(file)") ?? Data()
            return Self.secrets.filter { bytes.range(of: Data($0.utf8)) != nil || file.contains($0) }
        }
    }

    @Test("nothing of the person is in the database's file or the data folder; figures stay, and the ledger's chain")
    func erases() async throws {
        let (fixture, record) = try await county()
        try await close(record, fixture.store)
        #expect(try Set(found(in: fixture.folder)).isSuperset(of: ["欧阳秀芝", "屋顶塌了", "她儿子来信说明", "voice-of-xiuzhi"]))
        let report = try await fixture.store.erase(7, by: "wu", at: now + 60)
        #expect(
            report == ErasureReport(citizen: 7, contacts: 1, cases: 1, files: 3, isScrubbed: true))
        #expect(try found(in: fixture.folder).isEmpty)
        let store = fixture.store
        #expect(try await store.citizen(7)?.township == "青石镇")
        #expect(try await store.citizen(7)?.birthYear == 1950)
        #expect(try await store.caseRecord(record.id)?.state == .closed)
        #expect(try await store.history(ofCase: record.id).allSatisfy { $0.note.isEmpty })
        #expect(try await store.search("欧阳", limit: 5).isEmpty)
        #expect(try await store.citizen(9)?.id == 7)
        #expect(try await store.pair(7, 8) == nil, "nobody is made one with an erased record")
        #expect(try await store.candidates(forNumber: Self.number).isEmpty)
        // Others keep what is theirs.
        #expect(try await store.candidates(forNumber: "+8613800000002").map(\.citizen.name) == ["周大山"])
        #expect(FileManager.default.fileExists(atPath: fixture.folder + "/recordings/C-ROOFTOP.wav"))
        guard case .intact = try await store.ledger.verify() else {
            Issue.record("the ledger is broken")
            return
        }
        #expect(try await store.ledger.events(after: 0, limit: 100).last?.kind == "citizen-erased")
        try store.close()
        #expect(try found(in: fixture.folder).isEmpty)
    }

    @Test("refused with an open case, under a hold, and a second time; each says why")
    func refuses() async throws {
        let (fixture, record) = try await county()
        let store = fixture.store
        await #expect(throws: ErasureRefusal.open([record.number])) { try await store.erase(7, by: "wu", at: now) }
        try await close(record, store)
        let hold = try await store.hold(7, because: "inquiry 12", by: "wu", at: now)
        await #expect(throws: ErasureRefusal.held(hold)) { try await store.erase(7, by: "wu", at: now) }
        #expect(ErasureRefusal.held(hold).description.contains("inquiry 12"))
        #expect(try Set(found(in: fixture.folder)).contains("欧阳秀芝"))
        #expect(try await store.liftHolds(7, by: "wu", at: now) == 1)
        #expect(try await store.holds(7).isEmpty)
        _ = try await store.erase(7, by: "wu", at: now)
        await #expect(throws: ErasureRefusal.erasedAlready(now)) { try await store.erase(7, by: "wu", at: now + 1) }
        await #expect(throws: RecordsRefusal.unknownCitizen(99)) { try await store.erase(99, by: "wu", at: now) }
        await #expect(throws: RecordsRefusal.unknownCitizen(99)) {
            try await store.hold(99, because: "x", by: "wu", at: now)
        }
    }

    @Test("an export holds the whole file and nothing that proves the citizen")
    func exports() async throws {
        let (fixture, record) = try await county()
        let (export, files) = try await fixture.store.export(7, by: "wu", at: now)
        #expect(export.person.name == "欧阳秀芝" && Set(export.person.telephones) == [Self.number, "+8613800000002"])
        #expect(export.calls.map(\.summary) == ["漏雨的老屋"])
        #expect(export.matters.map(\.number) == [record.number.text] && export.matters[0].summary == "屋顶塌了，骨折住院")
        #expect(export.matters[0].files.map(\.name) == ["病危通知.txt"])
        #expect(export.agreements.map(\.evidence) == ["村委会的证明"])
        #expect(export.wish?.from == 540 && export.wish?.way == "phone")
        #expect(export.looks.map(\.why) == ["other"])
        #expect(export.recordings == ["recordings/C-ROOF-1.wav", "recordings/C-ROOF.wav"])
        #expect(files.count == 3 && files.allSatisfy { FileManager.default.fileExists(atPath: $0.source) })
        let json = String(decoding: try JSONEncoder().encode(export), as: UTF8.self)
        #expect(!json.contains("pin") && !json.contains("她儿子来信说明") && !json.contains("周大山"))
        #expect(try await fixture.store.ledger.events(after: 0, limit: 100).last?.kind == "citizen-exported")
        await #expect(throws: RecordsRefusal.unknownCitizen(99)) {
            try await fixture.store.export(99, by: "wu", at: now)
        }
    }

    @Test("an export whose files are not handed out is not in the ledger")
    func refusedExport() async throws {
        struct TooLarge: Error {}
        let (fixture, _) = try await county()
        await #expect(throws: TooLarge.self) {
            _ = try await fixture.store.export(7, by: "wu", at: now) { files in
                if files.count == 3 { throw TooLarge() }
            }
        }
        let kinds = try await fixture.store.ledger.events(after: 0, limit: 100).map(\.kind)
        #expect(!kinds.contains("citizen-exported"))
    }
}
