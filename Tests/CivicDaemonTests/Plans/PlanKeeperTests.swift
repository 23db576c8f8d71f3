import CivicCore
import CivicDaemon
import CivicDialplan
import CivicHTTP
import CivicStore
import Foundation
import Logging
import Synchronization
import Testing

@Suite("Dialplans become live")
final class PlanKeeperTests: Sendable {
    let folder = NSTemporaryDirectory() + "civicline-plans-\(UUID().uuidString)"
    let configuration: HotlineConfiguration
    let environment: [String: String]
    var file: String { folder + "/county.yaml" }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let text = try String(
            contentsOf: Self.root.appending(path: "dialplans/county.yaml"), encoding: .utf8)
        try text.write(toFile: folder + "/county.yaml", atomically: true, encoding: .utf8)
        try FileManager.default.copyItem(
            atPath: Self.root.appending(path: "config/calendars.yaml").path, toPath: folder + "/calendars.yaml")
        environment = [
            "CIVICLINE_FILES_DIALPLANS": folder + "/county.yaml",
            "CIVICLINE_FILES_CALENDARS": folder + "/calendars.yaml",
        ]
        configuration = try HotlineConfiguration.load(
            file: Self.root.appending(path: "config/civicline.yaml").path, environment: environment,
            dataFolder: folder + "/data")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func store() throws -> CivicStore {
        try CivicStore(folder: folder + "/data", services: try HouseRules.services(configuration))
    }

    func begin(_ store: CivicStore) async throws -> PlanKeeper {
        try await PlanKeeper.begin(
            configuration, store: store, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            environment: environment)
    }

    var text: String {
        get throws { try String(contentsOfFile: file, encoding: .utf8) }
    }

    func edit(_ change: (String) -> String) throws {
        try change(try text).write(toFile: file, atomically: true, encoding: .utf8)
    }

    static func longer(_ text: String) -> String { text.replacing("wait: 4s", with: "wait: 5s") }
    static func broken(_ text: String) -> String {
        text.replacing("failed: register-failed", with: "failed: register-faild")
    }

    @Test("the first start makes the file the first version, and the next start changes nothing")
    func firstStart() async throws {
        let store = try store()
        let keeper = try await begin(store)
        #expect(try await keeper.plans().map(\.live.serial) == [1])
        #expect(try await keeper.text(of: "county", serial: 1) == text)
        _ = try await begin(store)
        #expect(try await store.plans.versions().count == 1)
    }

    @Test("a file that was edited while nothing ran is live at the next start")
    func editedAside() async throws {
        let store = try store()
        _ = try await begin(store)
        try edit(Self.longer)
        let keeper = try await begin(store)
        #expect(try await keeper.plans().map(\.live.serial) == [2])
    }

    @Test("a broken file keeps no line from answering where there is a live version; a first start refuses")
    func brokenAtStart() async throws {
        let store = try store()
        _ = try await begin(store)
        let good = try text
        try edit(Self.broken)
        let keeper = try await begin(store)
        #expect(await keeper.live.map(\.text) == [good])
        #expect(try await store.plans.versions().count == 1)
        // Not even readable as text, nor as YAML; and gone.
        for bytes in [Data([0xFF, 0xFE, 0x00]), Data((Self.broken(good) + "\u{0}").utf8)] {
            try bytes.write(to: URL(filePath: file))
            #expect(await (try begin(store)).live.map(\.text) == [good])
        }
        try FileManager.default.removeItem(atPath: file)
        #expect(await (try begin(store)).live.map(\.text) == [good])

        let fresh = try CivicStore(folder: folder + "/other", services: try HouseRules.services(configuration))
        await #expect(throws: ConfigurationError.self) { _ = try await self.begin(fresh) }
    }

    @Test("reload takes an edited file and tells the switchboard once; an untouched one makes no version")
    func reload() async throws {
        let store = try store()
        let keeper = try await begin(store)
        let swaps = Mutex<[String]>([])
        await keeper.connect { rules, _ in swaps.withLock { $0 += rules.plans.map(\.contentHash) } }
        #expect(try await keeper.reload(by: "wang").changes.isEmpty)
        try edit(Self.longer)
        let outcome = try await keeper.reload(by: "wang")
        #expect(outcome.refusal == nil)
        #expect(outcome.changes == [PlanOutcome.Change(plan: "county", before: 1, after: 2)])
        let hashes = swaps.withLock { $0 }
        #expect(hashes.count == 2 && hashes[0] != hashes[1])
        #expect(try await store.plans.versions().first?.author == "wang")
    }

    @Test("a faulty file is refused whole, with every error, and nothing changes")
    func faulty() async throws {
        let store = try store()
        let keeper = try await begin(store)
        await keeper.connect { _, _ in Issue.record("a faulty set went live") }
        try edit(Self.broken)
        let outcome = try await keeper.reload(by: "wang")
        #expect(outcome.refusal == .faulty && outcome.changes.isEmpty)
        #expect(
            outcome.findings.filter { $0.severity == "error" }.map(\.message)
                == ["no step is called 'register-faild'"])
        #expect(try await store.plans.versions().count == 1)
        #expect(try await keeper.publish(text, as: "county", base: 1, by: "w", note: "").refusal == .faulty)
    }

    @Test("publishing writes the plan's file too, and a rollback brings the old text back")
    func publishAndRollBack() async throws {
        let store = try store()
        let keeper = try await begin(store)
        let first = try text
        let second = Self.longer(first)
        let published = try await keeper.publish(second, as: "county", base: 1, by: "wang", note: "Friday")
        #expect(published.changes.map(\.after) == [2] && published.note == nil)
        #expect(try text == second)
        let back = try await keeper.rollBack("county", to: 1, base: 2, by: "li", note: "no")
        #expect(back.changes == [PlanOutcome.Change(plan: "county", before: 2, after: 1)])
        #expect(try text == first)
        #expect(try await keeper.versions(of: nil).map(\.isLive) == [false, true])
        // After a restart it is still the old version, and the file counts as taken.
        #expect(await (try begin(store)).live.map(\.version.serial) == [1])
    }

    @Test("a file with an edit that nobody has taken is never overwritten")
    func handEdit() async throws {
        let keeper = try await begin(try store())
        let first = try text
        try edit { $0 + "# mine\n" }
        let outcome = try await keeper.publish(Self.longer(first), as: "county", base: 1, by: "wang", note: "")
        #expect(outcome.changes.count == 1 && outcome.note?.contains("edited by hand") == true)
        #expect(try text == first + "# mine\n")
    }

    @Test("of two administrators who began with the same version the second is told")
    func twoAdministrators() async throws {
        let keeper = try await begin(try store())
        let first = try text
        _ = try await keeper.publish(first + "# a\n", as: "county", base: 1, by: "wang", note: "")
        let second = try await keeper.publish(first + "# b\n", as: "county", base: 1, by: "li", note: "")
        #expect(second.refusal == .changedMeanwhile)
        #expect(second.note == "version 2 of county by wang came in between")
        let draft = try await keeper.saveDraft("rubbish", as: "county", base: 2, over: nil, by: "wang")
        #expect(draft.serial == 3)
        let other = try await keeper.saveDraft("other", as: "county", base: 2, over: nil, by: "li")
        #expect(other.outcome.refusal == .changedMeanwhile && other.serial == nil)
    }

    @Test("refuses what cannot be: an unknown plan or version, another plan's text, what is live already")
    func refusals() async throws {
        let keeper = try await begin(try store())
        let first = try text
        #expect(try await keeper.publish(first, as: "tax", base: 1, by: "w", note: "").refusal == .unknownPlan)
        #expect(try await keeper.publish(first, as: "county", base: 1, by: "w", note: "").refusal == .nothingNew)
        #expect(
            try await keeper.publish(
                first.replacing("dialplan: county", with: "dialplan: tax"), as: "county", base: 1, by: "w", note: ""
            ).refusal == .otherPlan)
        #expect(try await keeper.rollBack("county", to: 7, base: 1, by: "w", note: "").refusal == .unknownVersion)
        #expect(try await keeper.rollBack("county", to: 1, base: 1, by: "w", note: "").refusal == .nothingNew)
    }

    @Test("a broken file beside the plans is what a reload, a check and a trial call are refused with")
    func brokenCalendars() async throws {
        let keeper = try await begin(try store())
        await keeper.connect { _, _ in Issue.record("something went live") }
        try "calendars: 7\n".write(toFile: folder + "/calendars.yaml", atomically: true, encoding: .utf8)
        let outcome = try await keeper.reload(by: "w")
        #expect(outcome.refusal == .faulty)
        #expect(outcome.findings.contains { $0.file.hasSuffix("calendars.yaml") && $0.severity == "error" })
        let live = try text
        #expect(await keeper.check(live, as: "county").contains { $0.file.hasSuffix("calendars.yaml") })
        let trial = await keeper.walk(
            TrialCall(text: live, called: nil, caller: nil, at: nil, lines: []), through: "county")
        #expect(trial.fault?.contains("calendars.yaml") == true)
        #expect(try await keeper.publish(live + "# x\n", as: "county", base: 1, by: "w", note: "").refusal == .faulty)
    }

    @Test("a hundred changes at once happen one after the other")
    func crowd() async throws {
        let store = try store()
        let keeper = try await begin(store)
        let first = try text
        let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<100 {
                group.addTask {
                    try await keeper.publish(first + "# \(index)\n", as: "county", base: 1, by: "w", note: "").refusal
                        == nil
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(accepted == 1)
        #expect(try await store.plans.versions().count == 2)
        #expect(await keeper.live.map(\.text) == [try text])
    }
}
