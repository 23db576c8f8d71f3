import CivicCRM
import CivicCore
import CivicDaemon
import CivicDialplan
import CivicHTTP
import CivicQueue
import CivicStore
import Foundation
import Logging
import Synchronization
import Testing

/// A folder of dialplans that changes while the line answers.
final class PlanFolder: Sendable {
    let folder = NSTemporaryDirectory() + "civicline-folder-\(UUID().uuidString)"
    let configuration: HotlineConfiguration
    let environment: [String: String]

    init(_ approval: String = "alone", isFolder: Bool = true) throws {
        let manager = FileManager.default
        try manager.createDirectory(atPath: folder + "/plans", withIntermediateDirectories: true)
        let root = PlanKeeperTests.root
        for name in [
            "civicline", "accounts", "trunks", "calendars", "services", "units", "queues", "case-rules", "articles",
            "api-tokens", "prompts", "tones", "segments",
        ] {
            try manager.copyItem(
                atPath: root.appending(path: "config/\(name).yaml").path, toPath: "\(folder)/\(name).yaml")
        }
        environment = [
            "CIVICLINE_FILES_DIALPLANS": folder + (isFolder ? "/plans" : "/plans/line.yaml"),
            "CIVICLINE_FILES_PROMPTS": root.appending(path: "prompts").path,
        ]
        let settings = try String(contentsOfFile: folder + "/civicline.yaml", encoding: .utf8)
        try settings.replacing("approval: alone", with: "approval: \(approval)")
            .write(toFile: folder + "/civicline.yaml", atomically: true, encoding: .utf8)
        try Self.plan("line", "12345").write(toFile: folder + "/plans/line.yaml", atomically: true, encoding: .utf8)
        configuration = try HotlineConfiguration.load(
            file: folder + "/civicline.yaml", environment: environment, dataFolder: folder + "/data")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static func plan(_ name: String, _ number: String, then: String = "goodbye: goodbye-thanks") -> String {
        """
        dialplan: \(name)
        answers: ["\(number)"]
        languages: [zh-CN, en]
        person: none
        start: hello
        steps:
          hello: { say: welcome, then: bye }
          bye: { \(then) }

        """
    }

    func store() throws -> CivicStore {
        try CivicStore(folder: folder + "/data", services: try HouseRules.services(configuration))
    }

    func begin(_ store: CivicStore) async throws -> PlanKeeper {
        // A start reads the configuration anew, and with it the folder.
        let now = try HotlineConfiguration.load(
            file: configuration.file, environment: environment, dataFolder: configuration.dataFolder)
        return try await PlanKeeper.begin(
            now, store: store, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            environment: environment)
    }

    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }
    func text(_ name: String) -> String? { try? String(contentsOfFile: path(name), encoding: .utf8) }
    func path(_ name: String) -> String { "\(folder)/plans/\(name).yaml" }
}

@Suite("Dialplans come and go without a restart")
struct PlanFolderTests {
    private let scene: PlanFolder
    private let store: CivicStore
    private let keeper: PlanKeeper

    init() async throws {
        scene = try PlanFolder()
        store = try scene.store()
        keeper = try await scene.begin(store)
    }

    private var names: [String] { get async { await keeper.live.map(\.plan.name) } }

    @Test("a new file is taken, and the switchboard has its number")
    func added() async throws {
        let answers = Mutex<[String]>([])
        await keeper.connect { rules, _ in answers.withLock { $0 = rules.plans.flatMap(\.answers) } }
        try scene.write("tax", PlanFolder.plan("tax", "12366"))
        let outcome = try await keeper.reload(by: "wang")
        #expect(outcome.refusal == nil && outcome.note == nil)
        #expect(outcome.changes == [PlanOutcome.Change(plan: "tax", before: nil, after: 1)])
        #expect(answers.withLock { $0.sorted() } == ["12345", "12366"])
        #expect(try await store.plans.versions(of: "tax").first?.author == "wang")
        #expect(try await keeper.reload(by: "wang").changes.isEmpty)
        // It is published, rolled back and served after a restart like any other.
        let next = PlanFolder.plan("tax", "12367")
        #expect(try await keeper.publish(next, as: "tax", base: 1, by: "li", note: "").changes.map(\.after) == [2])
        #expect(scene.text("tax") == next)
        #expect(await (try scene.begin(store)).live.map(\.version.serial).sorted() == [1, 2])
    }

    @Test("a file that is gone takes its plan along; its versions stay, and it comes back as the next one")
    func removed() async throws {
        try scene.write("tax", PlanFolder.plan("tax", "12366"))
        _ = try await keeper.reload(by: "wang")
        try scene.remove("tax")
        let outcome = try await keeper.reload(by: "wang")
        #expect(outcome.removed == ["tax"] && outcome.changes.isEmpty)
        #expect(await names == ["line"])
        #expect(try await store.plans.serials(.live) == ["line": 1])
        #expect(try await store.ledger.events(after: 0, limit: 100).contains { $0.kind == "plan-retired" })
        try scene.write("tax", PlanFolder.plan("tax", "12366"))
        #expect(try await keeper.reload(by: "wang").changes.map(\.after) == [2])
    }

    @Test("a plan that another leads to is not taken away, nor is the last one")
    func needed() async throws {
        try scene.write("tax", PlanFolder.plan("tax", "12366"))
        try scene.write("line", PlanFolder.plan("line", "12345", then: "goto: tax"))
        #expect(try await keeper.reload(by: "wang").refusal == nil)
        try scene.remove("tax")
        let outcome = try await keeper.reload(by: "wang")
        #expect(outcome.refusal == .faulty)
        #expect(outcome.findings.contains { $0.message == "no plan is called 'tax'" && $0.file == scene.path("line") })
        #expect(outcome.note == "no longer there: \(scene.path("tax"))")
        #expect(await names.sorted() == ["line", "tax"])
        try scene.remove("line")
        let empty = try await keeper.reload(by: "wang")
        #expect(empty.refusal == .faulty && empty.findings.contains { $0.message.contains("holds no .yaml file") })
        #expect(await names.sorted() == ["line", "tax"])
    }

    @Test("two plans that answer one number are refused with both names")
    func twice() async throws {
        try scene.write("tax", PlanFolder.plan("tax", "12345"))
        let outcome = try await keeper.reload(by: "wang")
        #expect(outcome.refusal == .faulty)
        #expect(
            outcome.findings.contains { $0.message == "'12345' is answered by 'line' (\(scene.path("line"))) already" })
        #expect(await names == ["line"])
        let made = try await keeper.create("tax2", from: nil, answers: ["12345"], by: "wang", note: "")
        #expect(made.refusal == .faulty && scene.text("tax2") == nil)
    }

    @Test("a renamed file keeps its version, and a renamed plan begins anew")
    func renamed() async throws {
        try FileManager.default.moveItem(atPath: scene.path("line"), toPath: scene.path("other"))
        let moved = try await keeper.reload(by: "wang")
        #expect(moved.refusal == nil && moved.changes.isEmpty && moved.removed == [])
        #expect(await keeper.live.map(\.file) == [scene.path("other")])
        let next = PlanFolder.plan("line", "12399")
        #expect(try await keeper.publish(next, as: "line", base: 1, by: "li", note: "").note == nil)
        #expect(scene.text("other") == next)
        try scene.write("other", PlanFolder.plan("phone", "12345"))
        let outcome = try await keeper.reload(by: "wang")
        #expect(outcome.changes == [PlanOutcome.Change(plan: "phone", before: nil, after: 1)])
        #expect(outcome.removed == ["line"])
        #expect(await names == ["phone"])
    }

    @Test("what was taken away while nothing ran is live no more")
    func goneAside() async throws {
        try scene.write("tax", PlanFolder.plan("tax", "12366"))
        _ = try await keeper.reload(by: "wang")
        try scene.remove("tax")
        #expect(await (try scene.begin(store)).live.map(\.plan.name) == ["line"])
        #expect(try await store.plans.serials(.live) == ["line": 1])
    }

    @Test("a new plan is made of the smallest text, without a fault, or of another plan's")
    func create() async throws {
        let made = try await keeper.create("tax", from: nil, answers: ["12366"], by: "wang", note: "new")
        #expect(made.refusal == nil && made.changes == [PlanOutcome.Change(plan: "tax", before: nil, after: 1)])
        #expect(made.findings.filter { $0.file == scene.path("tax") }.map(\.text) == [])
        #expect(scene.text("tax")?.contains("answers: [\"12366\"]") == true)
        let copy = try await keeper.create("copy", from: "line", answers: ["12399"], by: "wang", note: "")
        #expect(copy.refusal == nil)
        #expect(scene.text("copy") == PlanFolder.plan("copy", "12399"))
        #expect(try await keeper.reload(by: "wang").changes.isEmpty)
        #expect(await names.sorted() == ["copy", "line", "tax"])
        for (name, refusal) in [("tax", PlanOutcome.Refusal.nameTaken), ("../x", .badName), ("Tax", .badName)] {
            #expect(try await keeper.create(name, from: nil, answers: [], by: "w", note: "").refusal == refusal)
        }
        #expect(try await keeper.create("x", from: "none", answers: [], by: "w", note: "").refusal == .unknownPlan)
    }

    @Test("where the configuration names files one by one there is no place for a new plan")
    func noFolder() async throws {
        let scene = try PlanFolder(isFolder: false)
        let keeper = try await scene.begin(try scene.store())
        let outcome = try await keeper.create("tax", from: nil, answers: ["12366"], by: "w", note: "")
        #expect(outcome.refusal == .noFolder && outcome.note?.contains("files.dialplans") == true)
    }

    @Test("services, units and queues are taken by a reload; a queue that is faulty changes nothing and is told")
    func configuration() async throws {
        let units = Mutex<[String]>([])
        await keeper.connect { rules, _ in units.withLock { $0 = rules.services.units.map(\.id) } }
        let file = scene.folder + "/units.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try (text + "new-unit:\n  name: { zh-CN: 新单位, en: New Unit }\n  kind: department\n")
            .write(toFile: file, atomically: true, encoding: .utf8)
        let outcome = try await keeper.reload(by: "w")
        #expect(outcome.refusal == nil, "\(outcome.findings.map(\.text)) \(outcome.note ?? "")")
        #expect(units.withLock { $0 }.contains("new-unit") && units.withLock { $0 }.contains("civil-affairs"))

        let queues = scene.folder + "/queues.yaml"
        let lines = try String(contentsOfFile: queues, encoding: .utf8)
        try lines.replacing("ring-for: 20s", with: "ring-for: 25s").write(
            toFile: queues, atomically: true, encoding: .utf8)
        #expect(try await keeper.reload(by: "w").note == nil)
        #expect(await keeper.rules.queues.first?.ringFor == .seconds(25))
        try lines.replacing("ring-for: 20s", with: "ring-for: 1s").write(
            toFile: queues, atomically: true, encoding: .utf8)
        let refused = try await keeper.reload(by: "w")
        #expect(refused.refusal == .faulty)
        #expect(refused.findings.contains { $0.text.contains("'ring-for' takes 5s to 2m") && $0.file == queues })
        #expect(await keeper.rules.queues.first?.ringFor == .seconds(25))
    }
}
