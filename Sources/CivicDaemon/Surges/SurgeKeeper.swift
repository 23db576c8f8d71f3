package import CivicCalls
import CivicCore
import CivicDialplan
package import CivicHTTP
import CivicMedia
package import CivicSpeech
package import CivicStore
package import Foundation
package import Logging

/// What is put in front of calls: durable first, then on the line.
///
///     the page, a command ─▶ checked, spoken ─▶ SurgeBook: row and ledger, on disk
///                                                  └─▶ the switchboard: calls and desks
///     the clock ───────────▶ ended ────────────────────┘
///
/// Own words are spoken before they are put in front, so that a voice which fails is told to whom it concerns and never
/// to a caller. Their recordings lie in the data folder, beside the database that names them.
package actor SurgeKeeper {
    /// How what is in front comes to the line.
    package struct Line: Sendable {
        package var use: @Sendable ([SurgeNotice], PromptCatalogue) async -> Void
        /// Puts a WAV file among the clips, by its name.
        package var learn: @Sendable (String) throws -> Void
        package var hasClip: @Sendable (String) -> Bool

        package init(
            use: @escaping @Sendable ([SurgeNotice], PromptCatalogue) async -> Void,
            learn: @escaping @Sendable (String) throws -> Void, hasClip: @escaping @Sendable (String) -> Bool
        ) {
            self.use = use
            self.learn = learn
            self.hasClip = hasClip
        }
    }

    private let plans: PlanKeeper
    private let book: SurgeBook
    private let line: Line
    private let voice: HouseVoice
    /// Recordings of own words: `LANGUAGE/ID.wav`.
    private let folder: String
    private let prompts: String
    private let log: Logger
    private let now: @Sendable () -> Date
    private var active: [Surge] = []
    /// Every text with own words that ever was, for calls of the past.
    private var own: [Surge] = []

    package init(
        _ configuration: HotlineConfiguration, plans: PlanKeeper, store: CivicStore, line: Line, dataFolder: String,
        log: Logger, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.plans = plans
        book = store.surges
        self.line = line
        voice = HouseVoice(settings: configuration.files.promptSettings)
        folder = Self.folder(in: dataFolder)
        prompts = configuration.files.prompts
        self.log = log
        self.now = now
    }

    /// Where recordings of own words lie.
    package static func folder(in dataFolder: String) -> String { dataFolder + "/surge" }

    /// Brings what was in front before a restart to the line, and ends what has come to its time meanwhile.
    package func begin() async throws {
        own = try await book.withOwnWords()
        if FileManager.default.fileExists(atPath: folder) {
            do {
                try line.learn(folder)
            } catch {
                log.error("recordings of own words cannot be read: \(error)")
            }
        }
        try await refresh()
        for surge in active where surge.until > now() {
            tell(surge)
        }
        await endWhatIsOver()
    }

    // MARK: The clock

    /// When the next text ends by itself; `nil` while nothing is in front.
    package var nextEnd: Date? { active.map(\.until).min() }

    /// Writes the end of what has come to its time; the line has forgotten it by itself.
    package func endWhatIsOver() async {
        let over = active.filter { $0.until <= now() }
        guard !over.isEmpty else { return }
        do {
            for surge in over {
                _ = try await book.end(surge.id, by: Surge.clock, at: surge.until)
                log.notice("\(surge.text) is not in front of calls any more: its time is over")
            }
            try await refresh()
        } catch {
            log.error("the end of a text that was in front of calls could not be written: \(error)")
        }
    }

    private func refresh() async throws {
        active = try await book.active()
        await showOnLine()
    }

    /// Prompts or plans have changed, and with them what can be spoken.
    package func showOnLine() async {
        await line.use(await notices(), PromptCatalogue(ownWordsOf: own))
    }

    private func notices() async -> [SurgeNotice] {
        let catalogue = await plans.rules.catalogue
        let meant = await Announcing.all(of: plans)
        return active.filter { $0.until > now() }.sorted { $0.begins < $1.begins }.map { surge in
            let words = surge.words.isEmpty ? catalogue.words(of: surge.text) : surge.words
            let languages = Announcing.languages(of: surge.plan, in: meant)
            return SurgeNotice(
                id: surge.id, plan: surge.plan, text: surge.text, words: words, author: surge.author,
                since: surge.begins,
                until: surge.until, silent: languages.filter { !line.hasClip("\($0)/\(surge.text)") })
        }
    }

    // MARK: Own words

    private func ownText(_ words: [String: String]) -> String {
        let text = words.sorted { $0.key < $1.key }.map { "\($0.key)\u{1F}\($0.value)" }.joined(separator: "\u{1E}")
        return "\(AnnounceSurgeStep.prefix)own.\(PromptRecording.hash(of: Data(text.utf8)).prefix(12))"
    }

    /// Speaks own words in every language and puts the recordings among the clips.
    private func speak(_ words: [String: String], as text: String) async throws {
        for (tag, said) in words {
            let file = "\(folder)/\(tag)/\(text).wav"
            guard !FileManager.default.fileExists(atPath: file) else { continue }
            let wav = try await voice(said, in: tag)
            do {
                try FileManager.default.createDirectory(
                    atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                try DurableFile.write(wav, to: file)
            } catch {
                throw SurgeRefusal.voiceFailed("\(error)")
            }
        }
        do {
            try line.learn(folder)
        } catch {
            throw SurgeRefusal.voiceFailed("\(error)")
        }
    }
}

extension SurgeKeeper: SurgeOffice {
    package func board() async -> SurgeBoard {
        let catalogue = await plans.rules.catalogue
        let texts = catalogue.surgeTexts.map { id in
            let words = catalogue.words(of: id)
            return SurgeBoard.Text(
                id: id, words: words, silent: words.keys.filter { !line.hasClip("\($0)/\(id)") }.sorted())
        }
        let (all, now) = (await notices(), now())
        return SurgeBoard(
            active: all.filter { $0.since <= now }, planned: all.filter { $0.since > now }, texts: texts,
            plans: await Announcing.all(of: plans), voices: voice.languages)
    }

    package func putInFront(_ wish: SurgeWish, by author: String) async throws -> SurgeNotice {
        let meant = await Announcing.all(of: plans)
        if let plan = wish.plan, !meant.contains(where: { $0.name == plan }) { throw SurgeRefusal.unknownPlan(plan) }
        let languages = Announcing.languages(of: wish.plan, in: meant)
        guard !languages.isEmpty else { throw SurgeRefusal.notAnnounced }
        guard SurgeWish.hours.contains(wish.hours) else { throw SurgeRefusal.hours }
        let begins = try beginning(of: wish)
        let text: String
        var words: [String: String] = [:]
        var said: [String: String] = [:]
        if let prepared = wish.text {
            let catalogue = await plans.rules.catalogue
            guard catalogue.surgeTexts.contains(prepared) else { throw SurgeRefusal.unknownText(prepared) }
            text = prepared
            said = catalogue.words(of: prepared).filter { languages.contains($0.key) }
        } else {
            words = try ownWords(wish.words ?? [:], in: languages)
            text = ownText(words)
            said = words
            try await speak(words, as: text)
        }
        let silent = languages.filter { !line.hasClip("\($0)/\(text)") }
        guard silent.isEmpty else { throw SurgeRefusal.silent(silent) }
        let at = now()
        let from = max(begins ?? at, at)
        let begun = try await book.begin(
            Surge(
                plan: wish.plan, text: text, words: words, author: author, at: at, begins: from,
                until: from.addingTimeInterval(Double(wish.hours) * 3_600)), saying: said)
        tell(begun)
        own = try await book.withOwnWords()
        try await refresh()
        guard let notice = await notices().first(where: { $0.id == begun.id }) else { throw SurgeRefusal.gone }
        return notice
    }

    private func tell(_ surge: Surge) {
        let (begins, ends) = (surge.begins.formatted(.iso8601), surge.until.formatted(.iso8601))
        log.notice("\(surge.text) is in front of calls from \(begins) until \(ends)")
    }

    /// A minute of the past is the time that somebody needs to choose.
    private func beginning(of wish: SurgeWish) throws(SurgeRefusal) -> Date? {
        guard let seconds = wish.from else { return nil }
        let begins = Date(timeIntervalSince1970: Double(seconds))
        guard (-60...Double(SurgeWish.latest)).contains(begins.timeIntervalSince(now())) else { throw .beginning }
        return begins
    }

    /// Trimmed, in all of `languages` and in no other.
    private func ownWords(_ words: [String: String], in languages: [String]) throws(SurgeRefusal) -> [String: String] {
        var kept: [String: String] = [:]
        for tag in languages {
            kept[tag] = words[tag].map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        }
        let missing = languages.filter { kept[$0]?.isEmpty != false }
        guard missing.isEmpty else { throw .missingWords(missing) }
        if let long = languages.first(where: { (kept[$0]?.count ?? 0) > SurgeWish.longestWords }) {
            throw .tooLong(language: long)
        }
        return kept
    }

    package func takeAway(_ id: Int64, by author: String) async throws {
        guard try await book.end(id, by: author, at: now()) else { throw SurgeRefusal.gone }
        log.notice("a text is taken away from in front of calls")
        try await refresh()
    }

    package func voice(_ words: String, in language: String) async throws -> Data {
        guard !words.isEmpty else { throw SurgeRefusal.missingWords([language]) }
        guard words.count <= SurgeWish.longestWords else { throw SurgeRefusal.tooLong(language: language) }
        let voice = self.voice
        // A voice takes seconds, and what is in front of calls waits for nobody.
        return try await Task.detached { try voice.speak(words, in: Language(tag: language)) }.value
    }

    package func sound(of text: String, in language: String) async -> Data? {
        // Only what the catalogue names, so that no name leads out of the folder.
        let catalogue = await plans.rules.catalogue
        guard catalogue.surgeTexts.contains(text), let clip = catalogue.entries[text]?.clip(in: Language(tag: language))
        else { return nil }
        return PromptFolder(path: prompts).bytes(of: clip)
    }
}

/// Which plans tell their callers what is in front, and in which languages.
private enum Announcing {
    static func all(of keeper: PlanKeeper) async -> [SurgeBoard.Plan] {
        await keeper.live.map { live in
            let announces = live.plan.steps.contains { step in
                if case .announceSurge = step.action { true } else { false }
            }
            return SurgeBoard.Plan(
                name: live.plan.name, announces: announces, languages: live.plan.languages.map(\.tag))
        }
    }

    /// Tags of the languages that the callers of a plan are told it in; of all plans where `nil`.
    static func languages(of plan: String?, in plans: [SurgeBoard.Plan]) -> [String] {
        var seen: Set<String> = []
        return plans.filter { $0.announces && (plan == nil || $0.name == plan) }.flatMap(\.languages)
            .filter { seen.insert($0).inserted }
    }
}
