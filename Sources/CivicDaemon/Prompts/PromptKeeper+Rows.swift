import CivicCore
import CivicDSP
import CivicDialplan
package import CivicHTTP
import CivicSpeech
import CivicStore
package import Foundation

// What the studio shows of the prompts.
extension PromptKeeper {
    package func prompts() async throws -> PromptList {
        let (catalogue, livePlans) = (await self.catalogue, await plans.live)
        let live = try await live(catalogue)
        let uses = livePlans.map { ($0.plan.name, $0.plan.prompts(in: catalogue)) }
        // Measuring a thousand files takes a second, the first time.
        return await Task.detached { [self] in
            var rows: [PromptRow] = []
            for (index, id) in catalogue.order.enumerated() {
                guard let prompt = catalogue.entries[id] else { continue }
                let plans = uses.filter { $0.1.contains(id) }.map(\.0)
                let tags = prompt.isShared ? [PromptName.sharedLanguage] : catalogue.languages.map(\.tag)
                for tag in tags {
                    let name = PromptName(language: tag, id: id)
                    guard catalogue.prompt(name) != nil else { continue }
                    rows.append(row(name, prompt, number: index + 1, plans: plans, live[name.clip]))
                }
            }
            return PromptList(
                rows: rows, languages: catalogue.languages.map(\.tag), target: SoundCheck.target,
                tolerance: SoundCheck.tolerance, longest: PromptTake.longest, booth: boothNumbers)
        }.value
    }

    package func recordings(of name: PromptName) async throws -> [PromptRecordingView] {
        guard await catalogue.prompt(name) != nil else { throw PromptRefusal.unknownPrompt }
        let live = hash(of: name.clip)
        var isShown = false
        var views: [PromptRecordingView] = []
        for recording in try await store.prompts.recordings(of: name.clip) {
            let isLive = recording.hash == live && !isShown
            if isLive { isShown = true }
            let isKept: Bool
            if isLive { isKept = true } else { isKept = try await store.prompts.sound(recording.hash) != nil }
            views.append(
                PromptRecordingView(
                    serial: recording.serial, hash: recording.hash, said: recording.said,
                    source: recording.source.rawValue, author: recording.author, at: recording.at, isLive: isLive,
                    isKept: isKept))
        }
        return views
    }

    package func sound(of name: PromptName, serial: Int?) async throws -> Data? {
        // Only what the catalogue names, so that no name leads out of the folder.
        guard await catalogue.prompt(name) != nil else { throw PromptRefusal.unknownPrompt }
        guard let serial else { return folder.bytes(of: name.clip) }
        guard let recording = try await store.prompts.recordings(of: name.clip).first(where: { $0.serial == serial })
        else { return nil }
        if recording.hash == hash(of: name.clip) { return folder.bytes(of: name.clip) }
        return try await store.prompts.sound(recording.hash)
    }

    /// One row as it is now.
    func row(of name: PromptName) async throws -> PromptRow {
        guard let row = try await prompts().rows.first(where: { $0.name == name }) else {
            throw PromptRefusal.unknownPrompt
        }
        return row
    }

    private func row(
        _ name: PromptName, _ prompt: Prompt, number: Int, plans: [String], _ recording: PromptRecording?
    ) -> PromptRow {
        let text = prompt.texts[Language(tag: name.language)] ?? ""
        var row = PromptRow(
            name: name, number: number, kind: prompt.kind.rawValue, used: prompt.used, text: text,
            textHash: PromptRecording.hash(of: Data(text.utf8)), plans: plans)
        guard let recording else { return row }
        row.hash = recording.hash
        row.source = recording.source.rawValue
        row.author = recording.author
        row.at = recording.at
        row.isStale = recording.said != text
        row.said = row.isStale ? recording.said : nil
        guard let played = check(of: name.clip, hash: recording.hash) else {
            row.faults = [SoundCheck.Fault.silent.rawValue]
            return row
        }
        row.seconds = played.seconds
        row.level = played.level
        // Music and tones have levels of their own, and no pauses.
        guard !prompt.isShared else { return row }
        let check = SoundCheck(
            seconds: played.seconds, level: played.level, peak: played.peak,
            clipped: max(played.clipped, recording.clipped), noise: recording.noise ?? played.noise)
        row.faults = check.faults.map(\.rawValue)
        return row
    }
}
