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

@Suite("Prompts become live")
final class PromptKeeperTests: Sendable {
    let folder = NSTemporaryDirectory() + "civicline-prompts-\(UUID().uuidString)"
    let configuration: HotlineConfiguration
    static let name = PromptName(language: "en", id: "menu-benefits")
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws {
        let root = PlanKeeperTests.root
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: root.appending(path: "prompts").path, toPath: folder + "/prompts")
        try FileManager.default.copyItem(
            atPath: root.appending(path: "dialplans/county.yaml").path, toPath: folder + "/county.yaml")
        configuration = try HotlineConfiguration.load(
            file: root.appending(path: "config/civicline.yaml").path,
            environment: [
                "CIVICLINE_FILES_DIALPLANS": folder + "/county.yaml", "CIVICLINE_FILES_PROMPTS": folder + "/prompts",
            ], dataFolder: folder + "/data")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    struct House {
        var store: CivicStore
        var plans: PlanKeeper
        var prompts: PromptKeeper
        /// How often new calls were given other prompts.
        var swaps: Swaps
    }

    final class Swaps: Sendable {
        let texts = Mutex<[String?]>([])
    }

    func open() async throws -> House {
        let store = try CivicStore(folder: folder + "/data", services: try HouseRules.services(configuration))
        let plans = try await PlanKeeper.begin(configuration, store: store, log: Self.silent)
        let swaps = Swaps()
        await plans.connect { rules, _ in
            swaps.texts.withLock { $0.append(rules.catalogue.entries[Self.name.id]?.texts[.english]) }
        }
        return House(
            store: store, plans: plans,
            prompts: PromptKeeper(configuration, plans: plans, store: store, log: Self.silent), swaps: swaps)
    }

    static func wav(_ hertz: Double, level: Double = -25, rate: Int = 16_000) throws -> Data {
        let tone = Signal.sine(frequency: hertz, level: level, count: rate, sampleRate: rate)
        let pause = Signal.silence(count: rate / 2)
        return Data(try WAVFile(sampleRate: rate, samples: pause + tone + pause).encoded())
    }

    func row(_ house: House, _ name: PromptName = name) async throws -> PromptRow {
        try #require(try await house.prompts.prompts().rows.first { $0.name == name })
    }

    var file: String { "\(folder)/prompts/\(Self.name.clip).wav" }

    @Test("every prompt of the catalogue is listed in every language, with its level, its plans and what is missing")
    func list() async throws {
        let house = try await open()
        try FileManager.default.removeItem(atPath: file)
        let list = try await house.prompts.prompts()
        #expect(Set(list.rows.map(\.name)).count == list.rows.count && list.rows.count > 900)
        let missing = list.rows.filter { $0.hash == nil }
        #expect(missing.map(\.name) == [Self.name] && missing.map(\.plans) == [["county"]])
        let spoken = list.rows.filter { $0.hash != nil && $0.name.language != "shared" }
        #expect(spoken.allSatisfy { ($0.seconds ?? 0) > 0.1 && $0.level != nil && !$0.isStale && $0.source == "file" })
        // The recordings that come with CivicLine are what others are measured by.
        #expect(spoken.filter { !$0.faults.isEmpty }.count < spoken.count / 50)
        #expect(list.rows.first { $0.name.id == "number.3" }?.plans == [])
        #expect(list.rows.filter { $0.name.language == "shared" }.map(\.kind).sorted() == ["music", "tone", "tone"])
    }

    @Test("a recording is levelled, live at once, the old one is kept and can be brought back")
    func takeAndRestore() async throws {
        let house = try await open()
        let before = try await row(house)
        let old = try Data(contentsOf: URL(filePath: file))
        let outcome = try await house.prompts.take(
            try Self.wav(700), as: Self.name, source: .upload, text: before.textHash, base: before.hash, by: "wu")
        #expect(outcome.row.source == "upload" && outcome.row.author == "wu" && !outcome.row.isStale)
        #expect(abs(try #require(outcome.row.level) - SoundCheck.target) < 0.5)
        #expect(abs(try #require(outcome.row.seconds) - 1.16) < 0.05)
        let played = try WAVFile(parsing: [UInt8](Data(contentsOf: URL(filePath: file))))
        #expect(played.sampleRate == 8000 && played.format == .alaw && played.channels == 1)
        #expect(house.swaps.texts.withLock { $0.count } == 1)
        #expect(try await row(house) == outcome.row)

        let recordings = try await house.prompts.recordings(of: Self.name)
        #expect(recordings.map(\.serial) == [2, 1] && recordings.map(\.isLive) == [true, false])
        #expect(recordings.map(\.isKept) == [true, true])
        #expect(try await house.prompts.sound(of: Self.name, serial: 1) == old)
        let restored = try await house.prompts.restore(1, of: Self.name, base: outcome.row.hash, by: "wu")
        #expect(restored.row.hash == before.hash && restored.row.source == "restored")
        #expect(try Data(contentsOf: URL(filePath: file)) == old)
        #expect(house.swaps.texts.withLock { $0.count } == 2)
        let ledger = try await house.store.ledger.events(after: 0, limit: 100).filter { $0.kind == "prompt-recorded" }
        #expect(ledger.map(\.actor) == ["wu", "wu"])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder + "/prompts/en").allSatisfy {
                !$0.hasPrefix(".")
            })
    }

    @Test("whoever records over another recording than the one shown is too late, and so for another text")
    func tooLate() async throws {
        let house = try await open()
        let before = try await row(house)
        let wav = try Self.wav(700)
        _ = try await house.prompts.take(
            wav, as: Self.name, source: .browser, text: before.textHash, base: before.hash, by: "wu")
        let live = try Data(contentsOf: URL(filePath: file))
        for (text, base) in [(before.textHash, before.hash), ("other", try await row(house).hash)] {
            await #expect(throws: PromptRefusal.changedMeanwhile) {
                try await house.prompts.take(
                    try Self.wav(900), as: Self.name, source: .upload, text: text, base: base, by: "zhao")
            }
        }
        #expect(try Data(contentsOf: URL(filePath: file)) == live)
    }

    @Test("another text is live at once, its recording is stale until one for it is taken")
    func text() async throws {
        let house = try await open()
        let before = try await row(house)
        let outcome = try await house.prompts.setText(
            of: Self.name, to: "For money, press 1.", base: before.textHash, by: "wu")
        #expect(outcome.row.text == "For money, press 1." && outcome.row.isStale && outcome.row.said == before.text)
        #expect(house.swaps.texts.withLock { $0 } == ["For money, press 1."])
        // Keys 2 and 0 of the menu are said no more.
        #expect(outcome.findings.contains { $0.contains("key-not-said") || $0.contains("names") })
        await #expect(throws: PromptRefusal.changedMeanwhile) {
            try await house.prompts.setText(of: Self.name, to: "Mine.", base: before.textHash, by: "zhao")
        }
        let taken = try await house.prompts.take(
            try Self.wav(700), as: Self.name, source: .upload, text: outcome.row.textHash, base: before.hash, by: "wu")
        #expect(!taken.row.isStale)
        // The recording of before says the text of before, also when it is brought back.
        let restored = try await house.prompts.restore(1, of: Self.name, base: taken.row.hash, by: "wu")
        #expect(restored.row.isStale && restored.row.said == before.text)
        let kinds = try await house.store.ledger.events(after: 0, limit: 100).map(\.kind)
        #expect(kinds.contains("prompt-text-changed"))
        let catalogue = try String(contentsOfFile: folder + "/prompts/catalogue.yaml", encoding: .utf8)
        #expect(catalogue.contains("# County: one level below the services"))
    }

    @Test("a text that was changed by hand makes the recording stale, one that was replaced by hand is taken as it is")
    func byHand() async throws {
        let house = try await open()
        await house.prompts.noteFiles()
        let before = try await row(house)
        let path = folder + "/prompts/catalogue.yaml"
        let catalogue = try String(contentsOfFile: path, encoding: .utf8)
        try catalogue.replacing(before.text, with: "For money, press 1, for crops 2, for a person 0.")
            .write(toFile: path, atomically: true, encoding: .utf8)
        _ = try await house.plans.reload(by: "wu")
        #expect(try await row(house).isStale)
        try Self.wav(600, rate: 8000).write(to: URL(filePath: file))
        let after = try await row(house)
        #expect(!after.isStale && after.source == "file" && after.hash != before.hash)
    }

    @Test("a prompt that was added to the file is missing until it is recorded here; then a reload takes it")
    func added() async throws {
        let house = try await open()
        let path = folder + "/prompts/catalogue.yaml"
        let catalogue = try String(contentsOfFile: path, encoding: .utf8)
        try (catalogue + "  flood-notice: { used: \"county\", zh-CN: \"请注意洪水。\", en: \"Mind the flood.\" }\n")
            .write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try await house.plans.reload(by: "wu").refusal == .faulty)
        for language in ["zh-CN", "en"] {
            let name = PromptName(language: language, id: "flood-notice")
            let missing = try await row(house, name)
            #expect(missing.hash == nil)
            _ = try await house.prompts.take(
                try Self.wav(700), as: name, source: .upload, text: missing.textHash, base: nil, by: "wu")
            #expect(try await row(house, name).source == "upload")
        }
        #expect(try await house.plans.reload(by: "wu").refusal == nil)
        #expect(await house.plans.rules.catalogue.entries["flood-notice"] != nil)
    }

    @Test("what is no sound, has none, or is for no prompt is refused, and nothing changes")
    func refusals() async throws {
        let house = try await open()
        let before = try await row(house)
        let old = try Data(contentsOf: URL(filePath: file))
        func refusal(_ wav: Data, _ name: PromptName = PromptKeeperTests.name) async -> PromptRefusal? {
            do {
                _ = try await house.prompts.take(
                    wav, as: name, source: .upload, text: before.textHash, base: before.hash, by: "wu")
                return nil
            } catch {
                return error as? PromptRefusal
            }
        }
        guard case .sound(.unreadable, _) = await refusal(Data("ID3 no WAV at all".utf8)) else {
            Issue.record("an MP3 was taken")
            return
        }
        let silence = Data(try WAVFile(samples: Signal.silence(count: 8000)).encoded())
        guard case .sound(.silent, _) = await refusal(silence) else {
            Issue.record("silence was taken")
            return
        }
        for name in ["../catalogue", "nothing", "beep"] {
            for language in ["en", "shared", "..", "ti"] where (language, name) != ("shared", "beep") {
                let wanted = await refusal(try Self.wav(700), PromptName(language: language, id: name))
                #expect(wanted == .unknownPrompt)
            }
        }
        await #expect(throws: PromptRefusal.unknownRecording) {
            try await house.prompts.restore(7, of: Self.name, base: before.hash, by: "wu")
        }
        await #expect(throws: PromptRefusal.text("it is empty")) {
            try await house.prompts.setText(of: Self.name, to: " ", base: before.textHash, by: "wu")
        }
        #expect(try Data(contentsOf: URL(filePath: file)) == old)
        #expect(house.swaps.texts.withLock { $0.isEmpty })
    }

    @Test("music is replaced whole, so that it loops, at its own level; a tone keeps the level that it has")
    func shared() async throws {
        let house = try await open()
        let music = PromptName(language: "shared", id: "music-comfort")
        let before = try await row(house, music)
        let loop = Data(
            try WAVFile(
                sampleRate: 16_000, samples: Signal.sine(frequency: 440, level: -9, count: 48_000, sampleRate: 16_000)
            ).encoded())
        let outcome = try await house.prompts.take(
            loop, as: music, source: .upload, text: before.textHash, base: before.hash, by: "wu")
        #expect(outcome.row.source == "upload" && outcome.row.faults.isEmpty)
        let lying = URL(filePath: "\(folder)/prompts/\(music.clip).wav")
        let played = try WAVFile(parsing: [UInt8](Data(contentsOf: lying)))
        #expect(played.frameCount == 24_000 && played.format == .alaw)
        #expect(abs(Level.dBFS(of: played.mono.span) - SharedTake.musicLevel) < 0.5)
        #expect(try await house.prompts.recordings(of: music).map(\.serial) == [2, 1])
        _ = try await house.prompts.restore(1, of: music, base: outcome.row.hash, by: "wu")
        #expect(try await row(house, music).hash == before.hash)

        let tone = Signal.sine(frequency: 1400, level: -12, count: 1_600)
        let take = try SharedTake(WAVFile(samples: tone), isMusic: false)
        #expect(take.samples.count == 1_600 && abs(Level.dBFS(of: take.samples.span) + 12) < 0.1)
        #expect(throws: PromptRefusal.sound(.tooLong, "it is 11 s long; it may have 10 s at most")) {
            try SharedTake(WAVFile(samples: Signal.sine(frequency: 1400, level: -12, count: 88_000)), isMusic: false)
        }
    }

    @Test("a PIN opens the booth once; what is spoken there says the text that was shown")
    func booth() async throws {
        let house = try await open()
        let opening = try await house.prompts.openBooth(for: [Self.name], in: "en", by: "wu")
        #expect(opening.numbers == ["*77"] && opening.pin.count == 6)
        let ticket = try #require(await house.prompts.redeem(opening.pin))
        #expect(await house.prompts.redeem(opening.pin) == nil)
        let spoken = folder + "/spoken.wav"
        try Self.wav(800, rate: 8000).write(to: URL(filePath: spoken))
        let take = try #require(await house.prompts.take(from: spoken, for: ticket.prompts[0]))
        #expect(!FileManager.default.fileExists(atPath: spoken))
        let before = try await row(house)
        _ = try await house.prompts.setText(of: Self.name, to: "Other. 1 2 0.", base: before.textHash, by: "zhao")
        #expect(await house.prompts.keep(take, as: ticket.prompts[0], by: ticket.account))
        let after = try await row(house)
        #expect(after.source == "phone" && after.author == "wu" && after.isStale && after.said == before.text)
        let entries = try await house.store.ledger.events(after: 0, limit: 100)
        #expect(entries.contains { $0.kind == "prompt-booth-opened" && $0.actor == "wu" })
        #expect(!entries.contains { $0.payload.contains(opening.pin) })
    }
}
