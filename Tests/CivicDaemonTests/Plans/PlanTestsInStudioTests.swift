import CivicDaemon
import CivicHTTP
import CivicStore
import Foundation
import Testing

@Suite("Tests beside a plan are edited in the studio")
struct PlanTestsInStudioTests {
    private let scene: PlanKeeperTests
    private let store: CivicStore
    private let keeper: PlanKeeper
    private var file: String { scene.folder + "/county.tests.yaml" }

    init() async throws {
        scene = try PlanKeeperTests()
        store = try scene.store()
        keeper = try await scene.begin(store)
    }

    private static let good = "tests:\n  - name: a person\n    keys: 0\n    expect: { queue: general }\n"

    @Test("the text in the editor is run, not the file's; a failure shows its call")
    func running() async throws {
        try Self.good.write(toFile: file, atomically: true, encoding: .utf8)
        let plan = try scene.text
        #expect(await keeper.tests(nil, of: plan, as: "county").results.map(\.failure) == [nil])
        let answer = await keeper.tests(Self.good.replacing("keys: 0", with: "keys: 1"), of: plan, as: "county")
        #expect(answer.results.count == 1 && answer.results[0].line == 2)
        #expect(answer.results[0].failure?.contains("expected a place in the queue 'general'") == true)
        #expect(answer.results[0].transcript.contains { $0.hasSuffix("⌨ 1") })
        #expect(answer.coverage.first?.hasPrefix("county: ") == true)
        // Also on a plan's text that is not live.
        let away = plan.replacing("0: person }", with: "0: home-silent }")
        #expect(away != plan)
        #expect(
            await keeper.tests(Self.good.replacing("keys: 0", with: "keys: 1 0"), of: away, as: "county").results
                .allSatisfy { $0.failure != nil })
    }

    @Test("what is wrong is told at its place while it is written")
    func findings() async throws {
        let found = await keeper.checkTests(
            Self.good.replacing("general", with: "genral"), of: try scene.text, as: "county")
        #expect(found.map(\.line) == [4] && found.first?.suggestion == "did you mean 'general'?")
        #expect(found.first?.file == file)
        #expect(await keeper.checkTests(Self.good, of: try scene.text, as: "county").isEmpty)
    }

    @Test("saving writes the file, once for each base, and the ledger says who")
    func saving() async throws {
        #expect(await keeper.testsFile(of: "county") == PlanTestsFile(file: file, text: "", base: nil))
        let saved = try await keeper.saveTests(Self.good, as: "county", base: nil, by: "wang")
        #expect(saved.refusal == nil)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == Self.good)
        #expect(await keeper.testsFile(of: "county")?.base == saved.base)

        let late = try await keeper.saveTests("tests: []\n", as: "county", base: nil, by: "li")
        #expect(late.refusal == .changedMeanwhile)
        try (Self.good + "# by hand\n").write(toFile: file, atomically: true, encoding: .utf8)
        #expect(
            try await keeper.saveTests("tests: []\n", as: "county", base: saved.base, by: "li").refusal
                == .changedMeanwhile)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == Self.good + "# by hand\n")

        let entries = try await store.ledger.events(after: 0, limit: 100).filter { $0.kind == "plan-tests-saved" }
        #expect(entries.map(\.actor) == ["wang"])
        #expect(entries.first?.payload.contains("\"file\":\"county.tests.yaml\"") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scene.folder).allSatisfy { !$0.hasSuffix(".new") })
        #expect(try await keeper.saveTests(Self.good, as: "tax", base: nil, by: "li").refusal == .unknownPlan)
    }

    @Test("a folder that cannot be written is told, and the file keeps its text")
    func unwritable() async throws {
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
        let saved = try await keeper.saveTests(Self.good, as: "county", base: nil, by: "wang")
        #expect(saved.refusal == .cannotWrite && saved.note?.contains("county.tests.yaml cannot be written") == true)
    }

    @Test("a trial call stands at the end of the tests as one that passes")
    func adding() async throws {
        let plan = try scene.text
        let call = TrialCall(
            text: plan, called: nil, caller: "13900000001", at: "2026-11-23T10:00",
            lines: ["not-found", "2", "", "0", "joined 3 4-6"])
        let added = await keeper.addTest(of: call, to: Self.good, as: "county")
        #expect(added.fault == nil && added.holds && added.tests.hasPrefix(Self.good))
        let answer = await keeper.tests(added.tests, of: plan, as: "county")
        #expect(answer.results.map(\.failure) == [nil, nil])
        #expect(answer.results.last?.line == added.line)
        var broken = call
        broken.text = "dialplan: county\n"
        #expect(await keeper.addTest(of: broken, to: "", as: "county").fault != nil)
    }
}
