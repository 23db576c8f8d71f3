import CivicCRM
import CivicCore
import CivicDSP
import CivicDaemon
import CivicDialplan
import CivicHTTP
import CivicStore
import Foundation
import Logging
import Synchronization
import Testing

@Suite("What the hotline knows")
final class ArticleKeeperTests: Sendable {
    private let folder = NSTemporaryDirectory() + "civicline-knowledge-\(UUID().uuidString)"
    private let configuration: HotlineConfiguration
    private let environment: [String: String]
    private static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let start = Date(timeIntervalSince1970: 1_795_399_200)

    init() throws {
        let root = PlanKeeperTests.root
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (file, place) in [("dialplans/county.yaml", "county.yaml"), ("config/articles.yaml", "articles.yaml")] {
            try FileManager.default.copyItem(
                atPath: root.appending(path: file).path, toPath: "\(folder)/\(place)")
        }
        try Self.voices("cp '\(root.path)/prompts/en/welcome.wav' \"$1\"", in: folder)
        environment = [
            "CIVICLINE_FILES_DIALPLANS": folder + "/county.yaml",
            "CIVICLINE_FILES_ARTICLES": folder + "/articles.yaml",
            "CIVICLINE_FILES_PROMPT_SETTINGS": folder + "/prompts.yaml",
        ]
        configuration = try HotlineConfiguration.load(
            file: root.appending(path: "config/civicline.yaml").path, environment: environment,
            dataFolder: folder + "/data")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Lets both voices be a line of shell; `$0` is what they are to say, `$1` the file.
    private static func voices(_ line: String, in folder: String) throws {
        let command = "[sh, -c, \"\(line.replacing("\"", with: "\\\""))\", \"{text}\", \"{out}\"]"
        try "voices:\n  zh-CN: { name: test, command: \(command) }\n  en: { name: test, command: \(command) }\n"
            .write(toFile: folder + "/prompts.yaml", atomically: true, encoding: .utf8)
    }

    private struct House {
        var store: CivicStore
        var plans: PlanKeeper
        var keeper: ArticleKeeper
    }

    private func open() async throws -> House {
        let store = try CivicStore(folder: folder + "/data", services: try HouseRules.services(configuration))
        let plans = try await PlanKeeper.begin(configuration, store: store, log: Self.silent, environment: environment)
        let keeper = ArticleKeeper(configuration, plans: plans, store: store, learn: { _ in }, now: { Self.start })
        try await keeper.begin()
        return House(store: store, plans: plans, keeper: keeper)
    }

    private func edit(_ old: String, _ new: String) throws {
        let file = folder + "/articles.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try #require(text.contains(old))
        try text.replacing(old, with: new).write(toFile: file, atomically: true, encoding: .utf8)
    }

    private static let cost = "It costs nothing."

    @Test("the first start takes the file's articles; another start changes nothing, and words find them")
    func firstStart() async throws {
        let house = try await open()
        let article = try #require(house.keeper.articles.first)
        #expect(house.keeper.articles.count == 1 && article.id == "pension-renewal" && article.version == 1)
        #expect(house.keeper.find("老人补贴怎么领", limit: 3).map(\.id) == ["pension-renewal"])
        #expect(house.keeper.find("养老", limit: 3).map(\.id) == ["pension-renewal"])
        try house.store.close()
        let again = try await open()
        #expect(try await again.store.articleVersions(of: "pension-renewal").count == 1)
    }

    @Test("a reload of a changed file makes a new version, spoken by the house's voice, and the line reads it")
    func reload() async throws {
        let house = try await open()
        #expect(try await house.plans.reload(by: "wang").taken == nil)
        try edit(Self.cost, "It is free.")
        let outcome = try await house.plans.reload(by: "wang")
        #expect(outcome.taken == ["article pension-renewal, version 2"] && outcome.refusal == nil)
        let versions = try await house.store.articleVersions(of: "pension-renewal")
        #expect(versions.map(\.article.version) == [2, 1] && versions.first?.author == "wang")
        #expect(HouseRules.clipNames(in: folder + "/data/articles").contains("en/article.pension-renewal.2.1"))
        #expect(await house.plans.rules.environment.articles["pension-renewal"]?.version == 2)
        try house.store.close()
        #expect(try await open().keeper.articles.map(\.version) == [2])
    }

    @Test("what was published on the page goes on over a changed file, until the file gives a higher version")
    func pageWins() async throws {
        let house = try await open()
        var article = try #require(house.keeper.articles.first)
        article.parts[.english]?[0] = "From the page."
        let published = try await house.keeper.publish(article, base: 1, note: "a new rule", by: "wu")
        #expect(published.version == 2)
        #expect(house.keeper.articles.first?.parts[.english]?[0] == "From the page.")
        #expect(await house.plans.rules.environment.articles["pension-renewal"]?.version == 2)
        // An unchanged file says nothing of it.
        #expect(try await house.plans.reload(by: "wang").note == nil)
        try edit(Self.cost, "It is free.")
        let outcome = try await house.plans.reload(by: "wang")
        #expect(outcome.taken == nil && outcome.refusal == nil)
        #expect(outcome.note?.contains("version 2 that wu wrote") == true)
        #expect(outcome.note?.contains("give it version 3") == true)
        #expect(house.keeper.articles.first?.version == 2)
        try edit("version: 1", "version: 3")
        #expect(try await house.plans.reload(by: "wang").taken == ["article pension-renewal, version 3"])
        #expect(await house.plans.articles.first?.parts[.english]?[1].contains("It is free.") == true)
    }

    @Test("who comes second is refused; a voice that fails publishes nothing")
    func refusals() async throws {
        let house = try await open()
        let article = try #require(house.keeper.articles.first)
        _ = try await house.keeper.publish(article, base: 1, note: "", by: "wu")
        await #expect(throws: ArticleRefusal.changedMeanwhile(by: "wu", version: 2)) {
            _ = try await house.keeper.publish(article, base: 1, note: "", by: "lin")
        }
        await #expect(throws: ArticleRefusal.changedMeanwhile(by: "wu", version: 2)) {
            _ = try await house.keeper.publish(article, base: .max, note: "", by: "lin")
        }
        try Self.voices("exit 1", in: folder)
        await #expect(throws: ArticleRefusal.self) {
            _ = try await house.keeper.publish(article, base: 2, note: "", by: "wu")
        }
        #expect(try await house.store.articleVersions(of: "pension-renewal").count == 2)
        #expect(house.keeper.articles.map(\.version) == [2])
        // A file that cannot be spoken does not stop the line either.
        try edit(Self.cost, "It is free.")
        try edit("version: 1", "version: 3")
        let outcome = try await house.plans.reload(by: "wang")
        #expect(outcome.refusal == nil && outcome.note?.contains("version 2 goes on") == true)
    }

    @Test("a recording that was made for words nobody published is not played for others")
    func leftRecording() async throws {
        let house = try await open()
        let article = try #require(house.keeper.articles.first)
        let sound = Data("RIFF".utf8)
        func leave(_ version: Int) throws -> URL {
            let file = URL(filePath: "\(folder)/data/articles/en/article.pension-renewal.\(version).1.wav")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("other words".utf8).write(to: file)
            return file
        }
        let second = try leave(2)
        _ = try await house.keeper.publish(article, base: 1, note: "", by: "wu")
        #expect(try Data(contentsOf: second).starts(with: sound))
        let third = try leave(3)
        try edit(Self.cost, "It is free.")
        try edit("version: 1", "version: 3")
        #expect(try await house.plans.reload(by: "wang").taken == ["article pension-renewal, version 3"])
        #expect(try Data(contentsOf: third).starts(with: sound))
    }

    @Test("a file with a fault is refused whole and told with its place; what is told stays")
    func faulty() async throws {
        let house = try await open()
        try edit("unit: human-resources", "unit: human-resurces")
        let outcome = try await house.plans.reload(by: "wang")
        #expect(outcome.refusal == .faulty)
        #expect(outcome.findings.contains { $0.text.contains("unknown-unit") })
        #expect(await house.plans.articles.map(\.version) == [1])
    }

    @Test("an article that is in the book is told, also where the plans of the same reload cannot be written")
    func plansFail() async throws {
        let house = try await open()
        let plan = try #require(await house.plans.live.first)
        // What is live in the book is not what the keeper began with, so that its own version is refused.
        _ = try await house.store.plans.publish(
            [
                PlanText(
                    plan: plan.plan.name, text: plan.text + "# other\n", fingerprint: plan.plan.contentHash,
                    base: plan.version.serial)
            ], by: "li", note: "", areFiles: false, at: Self.start)
        try (plan.text + "# mine\n").write(toFile: folder + "/county.yaml", atomically: true, encoding: .utf8)
        try edit(Self.cost, "It is free.")
        await #expect(throws: PlanRefusal.self) { _ = try await house.plans.reload(by: "wang") }
        #expect(try await house.store.articleVersions(of: "pension-renewal").map(\.article.version) == [2, 1])
        #expect(await house.plans.articles.map(\.version) == [2])
        #expect(await house.plans.rules.environment.articles["pension-renewal"]?.version == 2)
    }

    @Test("an article that is gone from the file goes on, and that is said")
    func gone() async throws {
        let house = try await open()
        try "{}\n".write(toFile: folder + "/articles.yaml", atomically: true, encoding: .utf8)
        let outcome = try await house.plans.reload(by: "wang")
        #expect(outcome.refusal == nil && outcome.note?.contains("goes on until 2027-12-31") == true)
        #expect(await house.plans.articles.map(\.id) == ["pension-renewal"])
    }
}
