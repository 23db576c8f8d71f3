import CivicDaemon
import CivicDialplan
import CivicHTTP
import CivicStore
import Foundation
import Testing

@Suite("Two persons publish together")
struct TwoPersonTests {
    private let scene: PlanFolder
    private let store: CivicStore
    private let keeper: PlanKeeper
    private let next = PlanFolder.plan("line", "12399")

    init() async throws {
        scene = try PlanFolder("two-person")
        store = try scene.store()
        keeper = try await scene.begin(store)
    }

    private func ask() async throws -> Int64 {
        let outcome = try await keeper.publish(next, as: "line", base: 1, by: "wang", note: "Friday")
        #expect(outcome.refusal == nil && outcome.changes.isEmpty)
        return try #require(outcome.request)
    }

    private var serials: [Int] { get async { await keeper.live.map(\.version.serial) } }

    @Test("publishing only asks; another approves, and both names are kept")
    func approve() async throws {
        let id = try await ask()
        #expect(await serials == [1])
        #expect(scene.text("line") == PlanFolder.plan("line", "12345"))
        #expect(try await keeper.requests(open: true).map(\.note) == ["Friday"])
        #expect(try await keeper.approve(id, by: "wang", note: "").refusal == .ownRequest)
        #expect(await serials == [1])
        let outcome = try await keeper.approve(id, by: "li", note: "fine")
        #expect(outcome.changes == [PlanOutcome.Change(plan: "line", before: 1, after: 2)])
        #expect(scene.text("line") == next)
        let version = try #require(try await store.plans.versions().first)
        #expect(version.author == "wang" && version.note == "Friday; approved by li")
        #expect(try await keeper.requests(open: true).isEmpty)
        #expect(try await keeper.approve(id, by: "li", note: "").refusal == .unknownRequest)
        let kinds = try await store.ledger.events(after: 0, limit: 100).map(\.kind)
        #expect(kinds.suffix(3) == ["plan-requested", "plan-published", "plan-request-approved"])
    }

    @Test("declining leaves everything as it was")
    func decline() async throws {
        let id = try await ask()
        #expect(try await keeper.decline(id, by: "li", note: "not on a Friday").refusal == nil)
        #expect(await serials == [1])
        let view = try #require(try await keeper.request(id)?.view)
        #expect(view.state == "declined" && view.decision == "not on a Friday")
        #expect(try await keeper.approve(id, by: "li", note: "").refusal == .unknownRequest)
    }

    @Test("a request whose base is no longer live is refused when it is to be approved")
    func outdated() async throws {
        let first = try await ask()
        let second = try #require(
            try await keeper.publish(next + "# x\n", as: "line", base: 1, by: "zhao", note: "").request)
        _ = try await keeper.approve(first, by: "li", note: "")
        let outcome = try await keeper.approve(second, by: "li", note: "")
        #expect(outcome.refusal == .changedMeanwhile && outcome.note?.contains("by wang came in between") == true)
        #expect(try await keeper.request(second)?.view.state == "outdated")
        #expect(await serials == [2])
    }

    @Test("what is faulty is not even asked for, and what has become so stays open")
    func faulty() async throws {
        #expect(try await keeper.publish("dialplan: line\n", as: "line", base: 1, by: "w", note: "").refusal == .faulty)
        let id = try await ask()
        let calendars = scene.folder + "/calendars.yaml"
        let good = try String(contentsOfFile: calendars, encoding: .utf8)
        try "calendars: 7\n".write(toFile: calendars, atomically: true, encoding: .utf8)
        #expect(try await keeper.approve(id, by: "li", note: "").refusal == .faulty)
        #expect(try await keeper.requests(open: true).map(\.id) == [id])
        try good.write(toFile: calendars, atomically: true, encoding: .utf8)
        #expect(try await keeper.approve(id, by: "li", note: "").refusal == nil)
    }

    @Test("going back takes two as well")
    func rollBack() async throws {
        _ = try await keeper.approve(try await ask(), by: "li", note: "")
        let outcome = try await keeper.rollBack("line", to: 1, base: 2, by: "wang", note: "")
        let id = try #require(outcome.request)
        #expect(await serials == [2])
        #expect(try await keeper.approve(id, by: "li", note: "").changes.map(\.after) == [1])
        #expect(await serials == [1])
    }

    @Test("an edited file is a request, once; what is live goes on, also after a restart")
    func reload() async throws {
        try scene.write("line", next)
        let outcome = try await keeper.reload(by: "wang")
        let id = try #require(outcome.request)
        #expect(outcome.changes.isEmpty && outcome.note == "requests that wait for another person: \(id)")
        #expect(await serials == [1])
        #expect(try await keeper.reload(by: "wang").request == nil)
        #expect(await (try scene.begin(store)).live.map(\.version.serial) == [1])
        #expect(try await store.plans.requests().count == 1)
        #expect(try await keeper.approve(id, by: "li", note: "").changes.map(\.after) == [2])
        #expect(try await keeper.reload(by: "wang").changes.isEmpty)
    }

    @Test("a file that was edited while nothing ran waits too")
    func aside() async throws {
        try scene.write("line", next)
        let again = try await scene.begin(store)
        #expect(await again.live.map(\.version.serial) == [1])
        #expect(try await again.requests(open: true).map(\.author) == ["file"])
        #expect(try await again.approve(1, by: "li", note: "").changes.map(\.after) == [2])
    }

    @Test("two edits that only fit together are not slipped through, and a renamed file is no edit")
    func together() async throws {
        try scene.write("tax", PlanFolder.plan("tax", "12366"))
        try scene.write("line", PlanFolder.plan("line", "12345", then: "goto: tax"))
        let outcome = try await keeper.reload(by: "wang")
        #expect(outcome.refusal == .faulty && outcome.changes.isEmpty)
        #expect(await keeper.live.map(\.text) == [PlanFolder.plan("line", "12345")])
        try scene.remove("tax")
        try scene.remove("line")
        try scene.write("other", PlanFolder.plan("line", "12345"))
        let moved = try await keeper.reload(by: "wang")
        #expect(moved.refusal == nil && moved.request == nil)
        #expect(await keeper.live.map(\.file) == [scene.path("other")])
        try scene.write("tax", PlanFolder.plan("tax", "12366"))
        let again = try await scene.begin(store)
        #expect(await again.live.map(\.plan.name) == ["line"])
        #expect(try await again.requests(open: true).map(\.kind) == ["create"])
    }

    @Test("a new plan takes two, by the studio and by its file; nobody takes one away alone")
    func create() async throws {
        let id = try #require(
            try await keeper.create("tax", from: nil, answers: ["12366"], by: "wang", note: "").request)
        #expect(scene.text("tax") == nil)
        #expect(try await keeper.approve(id, by: "li", note: "").changes.map(\.plan) == ["tax"])
        #expect(scene.text("tax") != nil)
        try scene.write("trade", PlanFolder.plan("trade", "12315"))
        let file = try #require(try await keeper.reload(by: "wang").request)
        #expect(await keeper.live.map(\.plan.name).sorted() == ["line", "tax"])
        #expect(try await keeper.approve(file, by: "li", note: "").changes.map(\.plan) == ["trade"])
        #expect(try await keeper.reload(by: "wang").changes.isEmpty)
        try scene.remove("trade")
        let gone = try await keeper.reload(by: "wang")
        #expect(gone.refusal == .twoPersons && gone.note?.contains("trade") == true)
        #expect(await keeper.live.count == 3)
    }

    @Test("a plan whose file was taken away goes on after a start, and so does a request on it")
    func fileGone() async throws {
        try scene.write("tax", PlanFolder.plan("tax", "12366"))
        let created = try #require(try await keeper.reload(by: "wang").request)
        _ = try await keeper.approve(created, by: "li", note: "")
        let next = PlanFolder.plan("tax", "12367")
        let id = try #require(try await keeper.publish(next, as: "tax", base: 1, by: "wang", note: "").request)
        try scene.remove("tax")
        let again = try await scene.begin(store)
        #expect(await again.live.map(\.plan.name).sorted() == ["line", "tax"])
        #expect(try await store.plans.serials(.live) == ["line": 1, "tax": 1])
        #expect(try await again.requests(open: true).map(\.id) == [id])
        let outcome = try await again.approve(id, by: "li", note: "")
        #expect(outcome.changes.map(\.after) == [2] && outcome.note == nil)
        #expect(scene.text("tax") == next)
    }
}
