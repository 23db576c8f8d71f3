import CivicCRM
import CivicStore
import Foundation
import GRDB
import Testing

@Suite("Search by name")
struct NameSearchTests {
    private static let names = [
        "王秀兰", "王秀英", "张三", "单田芳", "欧阳秀兰", "秀兰", "Emma Clarke", "张丰三", "买买提·艾力", "O\"Neil 50%",
    ]

    private static func county() async throws -> StoreFixture {
        let fixture = try StoreFixture()
        try await fixture.store.pool.write { db in
            for (id, name) in zip(1..., names) {
                try db.execute(
                    sql: "INSERT INTO citizen (id, name, language, township) VALUES (?, ?, 'zh-CN', '青山镇')",
                    arguments: [id, name])
                try NameIndex.add(name, of: Int64(id), db)
            }
        }
        return fixture
    }

    @Test(
        "finds by the beginning, by what is inside, by initials and by the reading; beginnings come first",
        arguments: [
            ("王", ["王秀兰", "王秀英"]), ("王秀", ["王秀兰", "王秀英"]), ("王秀兰", ["王秀兰"]), ("秀兰", ["秀兰", "王秀兰", "欧阳秀兰"]),
            ("阳秀兰", ["欧阳秀兰"]), ("田芳", ["单田芳"]), ("丰三", ["张丰三"]), ("zs", ["张三"]), ("ZS", ["张三"]),
            ("zfs", ["张丰三"]), ("wx", ["王秀兰", "王秀英"]), ("wxy", ["王秀英"]), ("stf", ["单田芳"]), ("shant", ["单田芳"]),
            ("wang xiu", ["王秀兰", "王秀英"]), ("oyxl", ["欧阳秀兰"]), ("Emma", ["Emma Clarke"]), ("emma c", ["Emma Clarke"]),
            ("CLARKE", ["Emma Clarke"]), ("ec", ["Emma Clarke"]), ("艾力", ["买买提·艾力"]), ("O\"Neil", ["O\"Neil 50%"]),
            ("l 50%", ["O\"Neil 50%"]),
        ])
    func finds(text: String, expected: [String]) async throws {
        let found = try await Self.county().store.search(text, limit: 50).map(\.name)
        #expect(found.prefix(1) == expected.prefix(1) || Set(expected).count > 1)
        #expect(Set(found) == Set(expected) && found.count == expected.count)
    }

    @Test(
        "finds nobody for wild cards, for words of a query language, or for what is in no name",
        arguments: [
            "%", "_", "*", "\"", "\"\"\"", "name:王秀兰", "王秀兰 OR 张三", "NEAR(王秀兰)", "-王秀兰", "^王秀", "兰秀", "zz", "三张丰",
        ])
    func findsNobody(text: String) async throws {
        #expect(try await Self.county().store.search(text, limit: 50).isEmpty)
    }

    @Test("never shows more than is asked for, nor anybody twice")
    func limit() async throws {
        let store = try await Self.county().store
        for limit in 1...4 {
            let found = try await store.search("秀兰", limit: limit).map(\.id)
            #expect(found.count == min(limit, 3) && Set(found).count == found.count && found.first == 6)
        }
    }

    @Test("follows a name that is changed or taken away")
    func changes() async throws {
        let store = try await Self.county().store
        try await store.pool.write { db in
            try NameIndex.remove(Self.names[0], of: 1, db)
            try db.execute(sql: "UPDATE citizen SET name = '李丰年年' WHERE id = 1")
            try NameIndex.add("李丰年年", of: 1, db)
            try NameIndex.remove(Self.names[4], of: 5, db)
            try db.execute(sql: "DELETE FROM citizen WHERE id = 5")
        }
        #expect(try await store.search("王秀兰", limit: 9).isEmpty)
        #expect(try await store.search("丰年年", limit: 9).map(\.id) == [1])
        #expect(try await store.search("秀兰", limit: 9).map(\.id) == [6])
        #expect(try await store.search("wxl", limit: 9).isEmpty)
        #expect(try await store.search("阳秀兰", limit: 9).isEmpty)
    }

    @Test(
        "every question is answered by an index, without sorting",
        arguments: [
            (NameIndex.beginning, 2), (NameIndex.pair, 1), (NameIndex.inside, 1), (NameIndex.initials, 2),
            (NameIndex.reading, 2),
        ])
    func plans(question: String, arguments: Int) async throws {
        let store = try await Self.county().store
        let plan = try await store.pool.read { db in
            try Row.fetchAll(
                db, sql: "EXPLAIN QUERY PLAN " + question,
                arguments: StatementArguments(Array(repeating: "\"王秀兰\"", count: arguments)) + [50]
            ).map { $0["detail"] as String }
        }
        #expect(plan.count == 1)
        #expect(plan.allSatisfy { $0.contains("INDEX") && !$0.contains("TEMP B-TREE") }, "\(plan)")
    }
}
