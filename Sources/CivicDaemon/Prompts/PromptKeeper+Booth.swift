package import CivicCalls
import CivicCore
import CivicDSP
package import CivicHTTP
import CivicSpeech
import CivicStore
import Foundation
import Logging

// The recording booth: PINs for it, and what is spoken in it.
extension PromptKeeper: RecordingBooth {
    package func openBooth(for names: [PromptName], in language: String, by author: String) async throws
        -> BoothOpening
    {
        guard !boothNumbers.isEmpty else { throw PromptRefusal.noBooth }
        let catalogue = await self.catalogue
        let prompts = try names.map { name in
            guard let prompt = catalogue.prompt(name), !prompt.isShared,
                let index = catalogue.order.firstIndex(of: name.id)
            else { throw PromptRefusal.unknownPrompt }
            return BoothPrompt(
                id: name.id, language: Language(tag: name.language), number: index + 1,
                text: catalogue.text(ofClip: name.clip))
        }
        let spoken = catalogue.languages.first { $0.tag == language } ?? catalogue.languages.first ?? .mandarin
        let ticket = BoothTicket(account: author, prompts: prompts, language: spoken)
        let until = Date(timeIntervalSinceNow: BoothPINs.lifetime.inSeconds)
        let pin = pins.withLock { pins in
            var generator = SystemRandomNumberGenerator()
            return pins.issue(ticket, at: MonotonicClock.now, using: &generator)
        }
        try await store.ledger.append(
            kind: "prompt-booth-opened", conversation: nil, actor: author, details: ["prompts": String(prompts.count)])
        return BoothOpening(pin: pin, until: until, numbers: boothNumbers)
    }

    package func redeem(_ pin: String) async -> BoothTicket? {
        pins.withLock { $0.redeem(pin, at: MonotonicClock.now) }
    }

    package func take(from file: String, for prompt: BoothPrompt) async -> BoothTake? {
        defer { try? FileManager.default.removeItem(atPath: file) }
        guard let wav = FileManager.default.contents(atPath: file),
            let kind = await catalogue.entries[prompt.id]?.kind
        else { return nil }
        do {
            let take = try PromptTake(uploaded: wav, isWord: kind == .word)
            return BoothTake(
                codes: take.codes, wav: try take.file.encoded(), clipped: take.check.clipped, noise: take.check.noise)
        } catch {
            log.info("a take of the booth cannot be used: \(error)")
            return nil
        }
    }

    package func keep(_ take: BoothTake, as prompt: BoothPrompt, by account: String) async -> Bool {
        let clip = PromptName(language: prompt.language.tag, id: prompt.id).clip
        let recording = PromptRecording(
            clip: clip, hash: "", said: prompt.text, source: .phone, author: account, at: Date(),
            clipped: take.clipped, noise: take.noise)
        do {
            try await put(recording, Data(take.wav), over: nil)
            return true
        } catch {
            log.error("a recording of the booth for \(clip) could not be kept: \(error)")
            return false
        }
    }
}
