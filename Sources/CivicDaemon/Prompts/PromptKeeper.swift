import CivicCalls
import CivicCore
import CivicDSP
import CivicDialplan
import CivicHTTP
import CivicSpeech
package import CivicStore
import Foundation
package import Logging

/// The prompts' texts and recordings, and how others become live.
///
///     a page ──upload, microphone──┐                 ┌─▶ PromptBook: sound, row, ledger; on disk first
///     the booth ──────────keep─────┼─▶ base checked ─┼─▶ the file: aside, fsync, rename
///     an earlier recording─restore─┘                 └─▶ the media engine: new calls hear it
///
/// A change of a plan and one of a prompt never overlap: both go through the plans' keeper, one at a time.
package final class PromptKeeper: Sendable {
    let plans: PlanKeeper
    let store: CivicStore
    let log: Logger
    let folder: PromptFolder
    /// What is dialled to reach the booth.
    let boothNumbers: [String]
    let pins = Guarded(BoothPINs())
    private let known = Guarded(Known())

    /// What files have told of themselves, so that they are read once.
    private struct Known: Sendable {
        var hashes: [String: (stamp: PromptFolder.Stamp, hash: String)] = [:]
        var checks: [String: SoundCheck] = [:]
        var catalogue: (stamp: PromptFolder.Stamp, value: PromptCatalogue)?
    }

    package init(_ configuration: HotlineConfiguration, plans: PlanKeeper, store: CivicStore, log: Logger) {
        self.plans = plans
        self.store = store
        self.log = log
        folder = PromptFolder(path: configuration.files.prompts)
        boothNumbers = configuration.boothNumbers
    }

    /// Notes what the files of the folder are held to say, so that a text which changes by hand later makes them stale.
    package func noteFiles() async {
        do {
            _ = try await live(await catalogue)
        } catch {
            log.warning("the recordings of the prompts could not be noted: \(error)")
        }
    }

    /// The catalogue as its file is now: a prompt that was added there can be recorded before a reload takes it, which a
    /// missing recording would bar. What is live where the file cannot be read.
    var catalogue: PromptCatalogue {
        get async {
            guard let stamp = folder.stamp(ofFile: folder.catalogue) else { return await plans.rules.catalogue }
            if let known = known.withLock({ $0.catalogue }), known.stamp == stamp { return known.value }
            guard let text = try? HouseRules.text(of: folder.catalogue),
                let value = try? PromptCatalogue.load(text, file: folder.catalogue)
            else { return await plans.rules.catalogue }
            known.withLock { $0.catalogue = (stamp, value) }
            return value
        }
    }

    /// The recording of each clip that lies in the folder; those that nobody knows are noted first.
    func live(_ catalogue: PromptCatalogue) async throws -> [String: PromptRecording] {
        let all = try await store.prompts.recordings()
        let byClip = Dictionary(grouping: all, by: \.clip)
        var live: [String: PromptRecording] = [:]
        var found: [PromptRecording] = []
        for clip in catalogue.clips {
            guard let hash = hash(of: clip) else { continue }
            if let recording = byClip[clip]?.first(where: { $0.hash == hash }) {
                live[clip] = recording
            } else {
                let file = PromptRecording(
                    clip: clip, hash: hash, said: catalogue.text(ofClip: clip), source: .file, author: "file",
                    at: Date())
                found.append(file)
                live[clip] = file
            }
        }
        try await store.prompts.found(found)
        return live
    }

    /// SHA-256 of a clip's file; read again only when that has changed.
    func hash(of clip: String) -> String? {
        guard let stamp = folder.stamp(ofFile: folder.file(of: clip)) else { return nil }
        if let known = known.withLock({ $0.hashes[clip] }), known.stamp == stamp { return known.hash }
        guard let bytes = folder.bytes(of: clip) else { return nil }
        let hash = PromptRecording.hash(of: bytes)
        known.withLock { $0.hashes[clip] = (stamp, hash) }
        return hash
    }

    /// What can be measured of a clip's file; `nil` where it is no sound.
    func check(of clip: String, hash: String) -> SoundCheck? {
        if let check = known.withLock({ $0.checks[hash] }) { return check }
        guard let bytes = folder.bytes(of: clip), let sound = try? WAVFile(parsing: [UInt8](bytes)) else { return nil }
        let check = SoundCheck(of: sound.mono, sampleRate: sound.sampleRate)
        known.withLock { $0.checks[hash] = check }
        return check
    }
}

extension PromptCatalogue {
    /// What the recording is to say; empty for music and tones.
    func text(ofClip clip: String) -> String {
        let parts = clip.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else { return "" }
        return entries[String(parts[1])]?.texts[Language(tag: String(parts[0]))] ?? ""
    }

    /// The prompt of a name that has a recording of its own; `nil` where there is none.
    func prompt(_ name: PromptName) -> Prompt? {
        guard let prompt = entries[name.id] else { return nil }
        if prompt.isShared { return name.language == PromptName.sharedLanguage ? prompt : nil }
        return prompt.texts[Language(tag: name.language)] == nil ? nil : prompt
    }
}
