import CivicCRM
import CivicCore
import CivicHTTP
import CivicStore
import Foundation

/// Speaks articles with the house's voice, where nobody has recorded them.
struct ArticleVoice: Sendable {
    private let voice: HouseVoice
    private let prompts: String
    private let folder: String

    init(_ configuration: HotlineConfiguration, folder: String) {
        voice = HouseVoice(settings: configuration.files.promptSettings)
        prompts = configuration.files.prompts
        self.folder = folder
    }

    /// Makes the recordings that are missing, all of them durable when it returns; seconds go by, on another thread.
    ///
    /// - Throws: ``ArticleRefusal/voiceFailed(_:)``
    func speak(_ article: Article) async throws {
        let own = self
        try await Task.detached { try own.make(article) }.value
    }

    private func make(_ article: Article) throws {
        for (language, parts) in article.parts {
            for (index, part) in parts.enumerated() {
                let clip = "\(language)/\(article.prompt(part: index + 1)).wav"
                let exists = [prompts, folder].contains { FileManager.default.fileExists(atPath: "\($0)/\(clip)") }
                guard !exists else { continue }
                do {
                    let wav = try voice.speak(part, in: language)
                    try FileManager.default.createDirectory(
                        atPath: "\(folder)/\(language)", withIntermediateDirectories: true)
                    try DurableFile.write(wav, to: "\(folder)/\(clip)")
                } catch {
                    throw ArticleRefusal.voiceFailed("\(error)")
                }
            }
        }
    }
}
