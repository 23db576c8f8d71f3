import CivicCore
import CivicDSP
import CivicDialplan
package import CivicHTTP
import CivicSpeech
import CivicStore
package import Foundation
import Logging

// How texts and recordings become what new calls hear.
extension PromptKeeper: PromptOffice {
    package func setText(of name: PromptName, to text: String, base: String, by author: String) async throws
        -> PromptOutcome
    {
        // What lies in the folder now says the text as it is now.
        _ = try await live(await catalogue)
        let findings = try await plans.oneAtATime { [self] keeper in
            let before = keeper.compile([:]).diagnostics
            // A recording that is missing is no reason to leave a text as it is.
            let errors = before.filter { $0.severity == .error && $0.rule != "missing-prompt" }
            if let error = errors.first { throw PromptRefusal.faulty("\(error)") }
            let file = folder.catalogue
            let source = try HouseRules.text(of: file)
            let catalogue = try PromptCatalogue.load(source, file: file)
            let language = Language(tag: name.language)
            guard let old = catalogue.prompt(name)?.texts[language] else { throw PromptRefusal.unknownPrompt }
            guard PromptRecording.hash(of: Data(old.utf8)) == base else { throw PromptRefusal.changedMeanwhile }
            let edited: String
            do {
                edited = try CatalogueEdit.text(
                    of: name.id, in: language, becomes: text, source: source, file: file)
            } catch let refusal as CatalogueEditRefusal {
                throw PromptRefusal(refusal)
            }
            var rules = keeper.rules
            rules.catalogue = try PromptCatalogue.load(edited, file: file)
            let new = rules.catalogue.prompt(name)?.texts[language] ?? ""
            try await store.prompts.textChanged(
                of: name.id, language: name.language, from: old, to: new, by: author, at: Date())
            try write(Data(edited.utf8), to: file)
            await keeper.goLive(rules, keeper.live, fresh: [])
            log.notice("the text of \(name.clip) is another now")
            return keeper.compile([:]).diagnostics.filter { !before.contains($0) }.map { "\($0)" }
        }
        return PromptOutcome(row: try await row(of: name), findings: findings)
    }

    package func take(
        _ wav: Data, as name: PromptName, source: PromptSource, text: String, base: String?, by author: String
    ) async throws -> PromptOutcome {
        let catalogue = await self.catalogue
        guard let prompt = catalogue.prompt(name) else { throw PromptRefusal.unknownPrompt }
        let said = catalogue.text(ofClip: name.clip)
        guard PromptRecording.hash(of: Data(said.utf8)) == text else { throw PromptRefusal.changedMeanwhile }
        let made = try await Task.detached { try Made(of: wav, as: prompt.kind) }.value
        let recording = PromptRecording(
            clip: name.clip, hash: "", said: said, source: PromptRecording.Source(source), author: author, at: Date(),
            clipped: made.clipped, noise: made.noise)
        try await put(recording, Data(try made.file.encoded()), over: .some(base))
        return PromptOutcome(row: try await row(of: name))
    }

    /// What an upload has become.
    private struct Made: Sendable {
        var file: WAVFile
        var clipped: Int
        var noise: Double?

        init(of wav: Data, as kind: Prompt.Kind) throws {
            switch kind {
            case .music, .tone:
                let take = try SharedTake(uploaded: wav, isMusic: kind == .music)
                (file, clipped) = (take.file, take.clipped)
            case .sentence, .word:
                let take = try PromptTake(uploaded: wav, isWord: kind == .word)
                (file, clipped, noise) = (take.file, take.check.clipped, take.check.noise)
            }
        }
    }

    package func restore(_ serial: Int, of name: PromptName, base: String?, by author: String) async throws
        -> PromptOutcome
    {
        guard await catalogue.prompt(name) != nil else { throw PromptRefusal.unknownPrompt }
        guard let old = try await store.prompts.recordings(of: name.clip).first(where: { $0.serial == serial }),
            let sound = try await store.prompts.sound(old.hash)
        else { throw PromptRefusal.unknownRecording }
        let recording = PromptRecording(
            clip: name.clip, hash: "", said: old.said, source: .restored, author: author, at: Date(),
            clipped: old.clipped, noise: old.noise)
        try await put(recording, sound, over: .some(base))
        return PromptOutcome(row: try await row(of: name))
    }

    /// - Parameter base: hash of what lies in the folder, in the eyes of who asks; `nil` for whatever does.
    func put(_ recording: PromptRecording, _ wav: Data, over base: String??) async throws {
        var recording = recording
        recording.hash = PromptRecording.hash(of: wav)
        let fresh = recording
        try await plans.oneAtATime { [self] keeper in
            let present = folder.bytes(of: fresh.clip)
            if let base, present.map({ PromptRecording.hash(of: $0) }) != base { throw PromptRefusal.changedMeanwhile }
            _ = try await store.prompts.keep(fresh, sound: wav, before: present)
            try write(wav, to: folder.file(of: fresh.clip))
            // The same rules with other clips: calls in progress keep the sound that they have begun with.
            await keeper.goLive(keeper.rules, keeper.live, fresh: [])
            log.notice("\(fresh.clip) is recorded anew (\(fresh.source.rawValue))")
        }
    }

    private func write(_ bytes: Data, to file: String) throws {
        do {
            // A language that is new to the house has no folder yet.
            try FileManager.default.createDirectory(
                atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try DurableFile.write(bytes, to: file)
        } catch let failure as DurableFile.Failure {
            throw PromptRefusal.unwritable("\(failure)")
        } catch {
            throw PromptRefusal.unwritable((error as NSError).localizedDescription)
        }
    }
}

extension SharedTake {
    init(uploaded wav: Data, isMusic: Bool) throws(PromptRefusal) {
        let sound: WAVFile
        do {
            sound = try WAVFile(parsingAny: [UInt8](wav))
        } catch {
            throw .sound(.unreadable, error.description)
        }
        try self.init(sound, isMusic: isMusic)
    }
}

extension PromptTake {
    /// What a page has sent, or the booth recorded.
    init(uploaded wav: Data, isWord: Bool) throws(PromptRefusal) {
        do {
            try self.init(try WAVFile(parsingAny: [UInt8](wav)), isWord: isWord)
        } catch let error as WAVError {
            throw .sound(.unreadable, error.description)
        } catch let refusal as PromptTakeRefusal {
            switch refusal {
            case .tooLong: throw .sound(.tooLong, refusal.description)
            case .tooShort: throw .sound(.tooShort, refusal.description)
            case .silent: throw .sound(.silent, refusal.description)
            case .rate: throw .sound(.rate, refusal.description)
            }
        } catch {
            throw .sound(.unreadable, "it cannot be read")
        }
    }
}

extension PromptRefusal {
    fileprivate init(_ refusal: CatalogueEditRefusal) {
        switch refusal {
        case .unknownPrompt: self = .unknownPrompt
        case .text(let reason): self = .text(reason)
        case .form(let line): self = .form(line: line)
        }
    }
}

extension PromptRecording.Source {
    fileprivate init(_ source: PromptSource) {
        switch source {
        case .upload: self = .upload
        case .browser: self = .browser
        }
    }
}
