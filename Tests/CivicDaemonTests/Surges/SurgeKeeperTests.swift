import CivicCalls
import CivicCore
import CivicDSP
import CivicDaemon
import CivicHTTP
import CivicSpeech
import CivicStore
import Foundation
import Logging
import Synchronization
import Testing

@Suite("What is put in front of calls")
final class SurgeKeeperTests: Sendable {
    private let folder = NSTemporaryDirectory() + "civicline-surge-\(UUID().uuidString)"
    private let configuration: HotlineConfiguration
    private static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let start = Date(timeIntervalSince1970: 1_795_399_200)

    init() throws {
        let root = PlanKeeperTests.root
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: root.appending(path: "dialplans/county.yaml").path, toPath: folder + "/county.yaml")
        try Self.voices("cp '\(root.path)/prompts/en/welcome.wav' \"$1\"", in: folder)
        configuration = try HotlineConfiguration.load(
            file: root.appending(path: "config/civicline.yaml").path,
            environment: [
                "CIVICLINE_FILES_DIALPLANS": folder + "/county.yaml",
                "CIVICLINE_FILES_PROMPT_SETTINGS": folder + "/prompts.yaml",
            ], dataFolder: folder + "/data")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Lets both voices be a line of shell; `$0` is what they are to say, `$1` the file.
    private static func voices(_ line: String, in folder: String) throws {
        let command = "[sh, -c, \"\(line.replacing("\"", with: "\\\""))\", \"{text}\", \"{out}\"]"
        try "voices:\n  zh-CN: { name: test, command: \(command) }\n  en: { name: test, command: \(command) }\n"
            .write(toFile: folder + "/prompts.yaml", atomically: true, encoding: .utf8)
    }

    /// The switchboard and the media engine, as far as they are told.
    private final class Line: Sendable {
        struct State {
            var now = SurgeKeeperTests.start
            var shown: [[SurgeNotice]] = []
            var own: Set<String> = []
            var clips: Set<String> = []
        }

        let state = Mutex(State())
        var shown: [SurgeNotice] { state.withLock { $0.shown.last ?? [] } }
        var now: Date { state.withLock { $0.now } }

        func pass(hours: Double) { state.withLock { $0.now += hours * 3_600 } }
    }

    private struct House {
        var store: CivicStore
        var keeper: SurgeKeeper
        var line: Line
    }

    private func open(_ line: Line = Line(), hasRecordings: Bool = true) async throws -> House {
        let store = try CivicStore(folder: folder + "/data", services: try HouseRules.services(configuration))
        let plans = try await PlanKeeper.begin(configuration, store: store, log: Self.silent)
        if hasRecordings {
            line.state.withLock { $0.clips = HouseRules.clipNames(in: configuration.files.prompts) }
        }
        let keeper = SurgeKeeper(
            configuration, plans: plans, store: store,
            line: SurgeKeeper.Line(
                use: { notices, own in
                    line.state.withLock { state in
                        state.shown.append(notices)
                        state.own = Set(own.entries.keys)
                    }
                },
                learn: { folder in line.state.withLock { $0.clips.formUnion(HouseRules.clipNames(in: folder)) } },
                hasClip: { name in line.state.withLock { $0.clips.contains(name) } }),
            dataFolder: folder + "/data", log: Self.silent, now: { line.now })
        try await keeper.begin()
        return House(store: store, keeper: keeper, line: line)
    }

    private static let own = ["zh-CN": "今天不要出门。", "en": "Stay at home today."]

    @Test("a prepared text is on the line in every language, and in the ledger with what callers hear")
    func prepared() async throws {
        let house = try await open()
        let notice = try await house.keeper.putInFront(SurgeWish(text: "surge.flood", hours: 6), by: "zhao.min")
        #expect(house.line.shown == [notice])
        #expect(Set(notice.words.keys) == ["zh-CN", "en"] && notice.silent.isEmpty)
        #expect(notice.until == Self.start.addingTimeInterval(6 * 3_600))
        let entry = try #require(
            try await house.store.ledger.events(after: 0, limit: 100).last { $0.kind == "surge-begun" })
        #expect(entry.actor == "zhao.min" && entry.payload.contains("floods and landslides"))
        try await house.keeper.takeAway(notice.id, by: "li")
        #expect(house.line.shown.isEmpty)
        await #expect(throws: SurgeRefusal.gone) { try await house.keeper.takeAway(notice.id, by: "li") }
    }

    @Test("own words are spoken first, survive a restart with their recordings, and keep their id")
    func ownWords() async throws {
        var house = try await open()
        let notice = try await house.keeper.putInFront(SurgeWish(words: Self.own, hours: 2), by: "zhao.min")
        #expect(notice.text.hasPrefix("surge.own.") && notice.words == Self.own)
        #expect(house.line.state.withLock { $0.clips.isSuperset(of: ["zh-CN/\(notice.text)", "en/\(notice.text)"]) })
        try house.store.close()

        house = try await open()
        #expect(house.line.shown == [notice])
        #expect(house.line.state.withLock { $0.own == [notice.text] })
        #expect(house.line.state.withLock { $0.clips.contains("zh-CN/\(notice.text)") })
    }

    @Test("it ends by itself at its time, also where that comes while the house is closed")
    func clock() async throws {
        var house = try await open()
        _ = try await house.keeper.putInFront(SurgeWish(text: "surge.cold", hours: 1), by: "zhao.min")
        house.line.pass(hours: 0.9)
        await house.keeper.endWhatIsOver()
        #expect(house.line.shown.count == 1)
        house.line.pass(hours: 0.2)
        await house.keeper.endWhatIsOver()
        #expect(house.line.shown.isEmpty)
        #expect(try await house.store.ledger.events(after: 0, limit: 100).last?.kind == "surge-ended")

        _ = try await house.keeper.putInFront(SurgeWish(text: "surge.cold", hours: 1), by: "zhao.min")
        try house.store.close()
        house.line.pass(hours: 2)
        house = try await open(house.line)
        #expect(house.line.shown.isEmpty)
        let last = try #require(try await house.store.ledger.events(after: 0, limit: 100).last)
        #expect(last.kind == "surge-ended" && last.actor == "clock")
    }

    @Test("a planned text is on the line with its beginning, in front from then on, and over at its end")
    func planned() async throws {
        let house = try await open()
        let tomorrow = Int(Self.start.timeIntervalSince1970) + 86_400
        let wish = SurgeWish(text: "surge.power", hours: 2, from: tomorrow)
        let planned = try await house.keeper.putInFront(wish, by: "zhao.min")
        let flood = try await house.keeper.putInFront(SurgeWish(text: "surge.flood", hours: 48), by: "zhao.min")
        #expect(await house.keeper.board().active == [flood] && house.line.shown == [flood, planned])
        #expect(await house.keeper.board().planned == [planned])
        #expect(planned.since == Self.start.addingTimeInterval(86_400))
        func heard(after hours: Double) -> String? {
            house.line.shown.first(for: "county", at: Self.start.addingTimeInterval(hours * 3_600))?.text
        }
        #expect(
            [0, 23.9, 24, 25.9, 26, 48].map { heard(after: $0) } == [
                "surge.flood", "surge.flood", "surge.power", "surge.power", "surge.flood", nil,
            ])
        house.line.pass(hours: 26)
        await house.keeper.endWhatIsOver()
        #expect(house.line.shown == [flood])
        try await house.keeper.takeAway(flood.id, by: "li")
        #expect(await house.keeper.board().planned.isEmpty)
    }

    @Test("what cannot be done is refused, and nothing is in front")
    func refusals() async throws {
        let house = try await open()
        let keeper = house.keeper
        func refused(_ wish: SurgeWish, _ refusal: SurgeRefusal) async {
            await #expect(throws: refusal) { try await keeper.putInFront(wish, by: "zhao.min") }
        }
        await refused(SurgeWish(text: "welcome", hours: 6), .unknownText("welcome"))
        await refused(SurgeWish(text: "surge.flood", plan: "lab", hours: 6), .unknownPlan("lab"))
        await refused(SurgeWish(text: "surge.flood", hours: 0), .hours)
        await refused(SurgeWish(text: "surge.flood", hours: 169), .hours)
        let now = Int(Self.start.timeIntervalSince1970)
        for from in [now - 61, now + 30 * 86_400 + 1] {
            await refused(SurgeWish(text: "surge.flood", hours: 6, from: from), .beginning)
        }
        await refused(SurgeWish(words: ["en": "Stay in."], hours: 6), .missingWords(["zh-CN"]))
        await refused(SurgeWish(words: ["en": " \n", "zh-CN": "别出门。"], hours: 6), .missingWords(["en"]))
        await refused(
            SurgeWish(words: ["en": String(repeating: "a", count: 401), "zh-CN": "别出门。"], hours: 6),
            .tooLong(language: "en"))
        #expect(try await house.store.surges.active().isEmpty && house.line.shown.isEmpty)
    }

    @Test("a text whose recording is missing is refused before it is in front, and shown as silent where it goes later")
    func silentText() async throws {
        let house = try await open()
        house.line.state.withLock { _ = $0.clips.remove("en/surge.flood") }
        await #expect(throws: SurgeRefusal.silent(["en"])) {
            try await house.keeper.putInFront(SurgeWish(text: "surge.flood", hours: 6), by: "zhao.min")
        }
        #expect(await house.keeper.board().texts.first { $0.id == "surge.flood" }?.silent == ["en"])
        _ = try await house.keeper.putInFront(SurgeWish(text: "surge.cold", hours: 6), by: "zhao.min")
        house.line.state.withLock { _ = $0.clips.remove("zh-CN/surge.cold") }
        await house.keeper.showOnLine()
        #expect(house.line.shown.map(\.silent) == [["zh-CN"]])
    }

    @Test(
        "a voice that fails is told to who asked, and changes nothing",
        arguments: ["exit 3", "true", "echo x > \"$1\""])
    func voiceFails(line: String) async throws {
        let house = try await open()
        try Self.voices(line, in: folder)
        await #expect(throws: SurgeRefusal.self) {
            try await house.keeper.putInFront(SurgeWish(words: Self.own, hours: 6), by: "zhao.min")
        }
        await #expect(throws: SurgeRefusal.self) { try await house.keeper.voice("Stay in.", in: "en") }
        #expect(try await house.store.surges.active().isEmpty)
    }

    @Test("own words are given to the voice as they are, and come back as a recording in the format of the prompts")
    func listening() async throws {
        let house = try await open()
        let root = PlanKeeperTests.root.path
        try Self.voices("test \"$0\" = 'Stay $HOME; rm -rf' && cp '\(root)/prompts/en/welcome.wav' \"$1\"", in: folder)
        let wav = try WAVFile(parsing: [UInt8](try await house.keeper.voice("Stay $HOME; rm -rf", in: "en")))
        #expect(wav.sampleRate == 8_000 && wav.channels == 1 && wav.samples.count > 8_000)
        await #expect(throws: SurgeRefusal.noVoice("fr")) { try await house.keeper.voice("Bonjour.", in: "fr") }
    }

    @Test("a plan without the step is told apart, and where there is none nothing can be put in front")
    func notAnnounced() async throws {
        let file = folder + "/county.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
            .replacing(
                "announce-surge: surge-notice, active: surge-choice, then: who", with: "say: surge-notice, then: who"
            )
            .replacing("2: who, 0: person", with: "2: who")
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let house = try await open()
        #expect(await house.keeper.board().plans.map(\.announces) == [false])
        await #expect(throws: SurgeRefusal.notAnnounced) {
            try await house.keeper.putInFront(SurgeWish(text: "surge.flood", hours: 6), by: "zhao.min")
        }
    }

    @Test("one plan's text comes before the one for all, and both end on their own")
    func scopes() {
        func notice(_ id: Int64, plan: String?, hours: Double) -> SurgeNotice {
            SurgeNotice(
                id: id, plan: plan, text: "surge.\(id)", words: [:], author: "a", since: Self.start,
                until: Self.start.addingTimeInterval(hours * 3_600))
        }
        let both = [notice(1, plan: nil, hours: 6), notice(2, plan: "county", hours: 1)]
        #expect(both.first(for: "county", at: Self.start)?.id == 2)
        #expect(both.first(for: "lab", at: Self.start)?.id == 1)
        #expect(both.first(for: "county", at: Self.start.addingTimeInterval(3_600))?.id == 1)
        #expect(both.first(for: "county", at: Self.start.addingTimeInterval(6 * 3_600)) == nil)
    }
}
